import type { Ip, Network } from '@netk/engine';
import { parseIp, showIp } from '@netk/engine';
import { deviceNamespace } from './device.ts';
import type { LabFlow, LabPlan, Server } from './lab-plan.ts';
import { type Names, namesOf } from './names.ts';
import { longestOf, relayOf } from './relays.ts';
import { linkParts } from './segments.ts';

/** A connection that somebody wants to see, in the words of the network. */
export interface Wanted {
  readonly id: number;
  readonly device: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  /** A relay may take it. */
  readonly relayed?: true;
  readonly request?: LabFlow['request'];
  readonly size?: LabFlow['size'];
  readonly mark?: LabFlow['mark'];
  readonly binds?: LabFlow['binds'];
  readonly unrouted?: readonly string[];
}

export type LabOptions = Partial<Pick<LabPlan, 'backend' | 'patience' | 'parallel' | 'rules' | 'second'>>;

/** Milliseconds that a client waits. */
export const usualPatience = 400;

/** Bytes; the largest that fits an Ethernet is 1460. */
const smallestSegment = 600;

/** Writes down the namespaces, links, tables, servers and flows of a network. Pure; throws TypeError on an inconsistent network. */
export function planLab(network: Network, wanted: readonly Wanted[], options: LabOptions = {}): LabPlan {
  const names = namesOf(network);
  const patience = options.patience ?? usualPatience;
  const universe = addressesOf(network, wanted);
  const { links, segments } = linkParts(network, names);
  return {
    namespaces: [
      ...segments,
      ...[...network.devices.values()].map((device) => deviceNamespace(network, device, names, universe)),
    ],
    links,
    servers: serversOf(network, names, strideOf(wanted)),
    flows: wanted.map(
      ({ device, relayed, ...flow }): LabFlow => ({
        ...flow,
        namespace: names.namespace(device),
        segment: smallestSegment + flow.id,
        ...(relayed ? { listens: true as const } : {}),
      }),
    ),
    backend: options.backend ?? 'nft',
    patience,
    second: options.second ?? (patience * 0.5) / longestOf(network),
    parallel: options.parallel ?? 16,
    rules: (options.rules ?? false) && options.backend !== 'legacy',
  };
}

/** Segment sizes of the flows of one connection end where those of the next begin. */
export const strideOf = (flows: readonly { readonly id: number }[]): number =>
  flows.reduce((most, { id }) => Math.max(most, id + 1), 1);

/** Every address that a packet of these flows can have. */
function addressesOf(network: Network, wanted: readonly Wanted[]): readonly Ip[] {
  const all = new Set<Ip>();
  for (const device of network.devices.values()) {
    for (const { addresses, answers } of device.interfaces) {
      for (const { ip } of addresses) all.add(ip);
      for (const ip of answers) all.add(ip);
    }
    for (const [inner, pair] of device.mapping?.pairs ?? []) all.add(inner).add(pair.public);
  }
  for (const { src, dst } of wanted) for (const text of [src, dst]) all.add(parseIp(text)!);
  return [...all].filter((ip) => ip !== 1n);
}

function serversOf(network: Network, names: Names, stride: number): readonly Server[] {
  return [...network.devices.values()].flatMap((device) => {
    const seen = new Set<string>();
    return device.sockets.flatMap(({ protocol, port, address, program, answers }): Server[] => {
      const key = `${protocol} ${port} ${address ?? ''}`;
      if ((protocol !== 'tcp' && protocol !== 'udp') || seen.has(key)) return [];
      // a provider's own address, which neither an interface nor the kernel's own table has, is nothing that a program can bind
      const isOwn = (ip: Ip): boolean =>
        device.interfaces.some(({ addresses }) => addresses.some((each) => each.ip === ip)) ||
        (device.tables.get('local') ?? []).some(
          ({ type, to, proto }) => type === 'local' && to.base === ip && proto !== undefined,
        );
      if (address !== undefined && !isOwn(address)) return [];
      seen.add(key);
      return [
        {
          namespace: names.namespace(device.id),
          protocol,
          port,
          ...(address === undefined ? {} : { address: showIp(address) }),
          ...(program?.kind === 'relay' ? { relay: relayOf(network, device.id, program, stride) } : {}),
          ...(answers ? { answers: answers.map(({ path, status, seconds }) => ({ path, status, seconds })) } : {}),
        },
      ];
    });
  });
}
