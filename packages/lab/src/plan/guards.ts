import { type Device, type FilterList, type FilterRule, type Guard, type Ip, showIp } from '@netk/engine';
import type { Names } from './names.ts';

/** How an author's list of peers is written for nft: the known addresses that it means. */
export type Universe = readonly Ip[];

const address = (ip: Ip): string => showIp(ip);
const set = (ips: readonly Ip[]): string => `{ ${ips.map(address).join(', ')} }`;

/** A balancer that keeps its clients' addresses, and what is written into the packets that it passes on. */
export interface Tagged {
  readonly tag: number;
  readonly address: Ip;
}

interface Known {
  readonly universe: Universe;
  readonly balancers: readonly Tagged[];
}

/** The filters at the interfaces of a machine, outside of it: address check, and a stateful list per direction. */
export function guardChains(
  device: Device,
  names: Names,
  universe: Universe,
  balancers: readonly Tagged[] = [],
): string {
  const parts = device.interfaces.flatMap(({ name, guard, link }, index) =>
    device.down
      ? link === undefined || name === 'lo'
        ? []
        : [silentTable(names.interface(device.id, name), index)]
      : guard
        ? [guardTable(names.interface(device.id, name), guard, index, { universe, balancers })]
        : [],
  );
  return parts.join('\n');
}

/** A machine that is gone: what comes is lost. */
const silentTable = (dev: string, index: number): string =>
  `table netdev guard${index} { chain ingress${index} { type filter hook ingress device "${dev}" priority 0; policy drop; }; }`;

function guardTable(dev: string, guard: Guard, index: number, { universe, balancers }: Known): string {
  const flows = `flows${index}`;
  const chain = (direction: 'ingress' | 'egress'): string => {
    const [own, peer] = direction === 'ingress' ? (['daddr', 'saddr'] as const) : (['saddr', 'daddr'] as const);
    const allowed = guard.addresses && universe.filter((ip) => guard.addresses?.of.has(ip) && typeof ip === 'number');
    const list = guard[direction];
    return [
      `  chain ${direction}${index} {`,
      `    type filter hook ${direction} device "${dev}" priority 0; policy accept;`,
      '    meta protocol != ip accept',
      ...(allowed ? [`    ip ${own} != ${set(allowed)} counter drop`] : []),
      ...(list
        ? [
            // errors about a flow that passed, as its tracking knows them
            '    ip protocol icmp icmp type { destination-unreachable, time-exceeded } accept',
            `    icmp type echo-reply ip daddr . ip saddr @echoes${index} accept`,
            `    ip protocol . ip daddr . th dport . ip saddr . th sport @${flows} accept`,
            `    ip protocol . ip saddr . th sport . ip daddr . th dport @${flows} accept`,
            ...listLines(list, peer, universe, `goto pass${index}`, balancers),
          ]
        : []),
      '  }',
    ].join('\n');
  };
  return [
    `table netdev guard${index} {`,
    `  set ${flows} { type inet_proto . ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic; size 65535; }`,
    // an echo has no ports; the two ends are enough to know its answer
    `  set echoes${index} { type ipv4_addr . ipv4_addr; flags dynamic; size 65535; }`,
    `  chain pass${index} {`,
    `    icmp type echo-request update @echoes${index} { ip saddr . ip daddr } accept`,
    `    update @${flows} { ip protocol . ip saddr . th sport . ip daddr . th dport } accept`,
    '  }',
    chain('ingress'),
    chain('egress'),
    '}',
  ].join('\n');
}

/** The lines of a list in their order; what none of them decides is dropped. */
export function listLines(
  list: FilterList,
  peer: 'saddr' | 'daddr',
  universe: Universe,
  allow: string,
  balancers: readonly Tagged[] = [],
): readonly string[] {
  const lines = list.rules.flatMap((rule) =>
    conditionsOf(rule, peer, universe, balancers).map((condition) =>
      `    ${condition} ${rule.action === 'allow' ? allow : 'counter drop'}`.replace(/ +/g, ' '),
    ),
  );
  return [...lines, '    counter drop'];
}

/** A line that means who carries a group asks for the balancer that passed a packet on, and not for its client. */
function conditionsOf(
  rule: FilterRule,
  peer: 'saddr' | 'daddr',
  universe: Universe,
  balancers: readonly Tagged[],
): readonly string[] {
  const own = conditionOf(rule, peer, universe);
  const { peers, ...rest } = rule;
  if (!peers?.carriers || peer === 'daddr' || balancers.length === 0) return own === undefined ? [] : [own];
  return [
    ...(own === undefined ? [] : [`ip dscp 0 ${own}`]),
    ...balancers.flatMap(({ tag, address: ip }) =>
      peers.has(ip) ? [`ip dscp ${tag} ${conditionOf(rest, peer, universe) ?? ''}`] : [],
    ),
  ];
}

function conditionOf(rule: FilterRule, peer: 'saddr' | 'daddr', universe: Universe): string | undefined {
  const words: string[] = [];
  const { peers, ports, icmp } = rule;
  if (peers) {
    const meant = universe.filter((ip) => typeof ip === 'number' && peers.has(ip));
    if (meant.length === 0) return undefined;
    if (meant.length < universe.length) words.push(`ip ${peer} ${set(meant)}`);
  }
  if (rule.protocol !== undefined) words.push(`ip protocol ${rule.protocol}`);
  else if (ports) words.push('ip protocol { tcp, udp, sctp }');
  // no packet of IPv4 has ICMPv6, whose types nft asks for otherwise
  if (icmp && rule.protocol === 'icmp') {
    words.push(`icmp type ${icmp.type}`);
    if (icmp.code !== undefined) words.push(`icmp code ${icmp.code}`);
  }
  if (ports) words.push(`th dport ${ports.from}-${ports.to}`);
  return words.join(' ');
}
