import { familyOf, type Ip, parseIp, showIp } from '../base/addr/index.ts';
import { secondsOf } from '../base/duration.ts';
import type { Header } from '../network/header.ts';
import { hasPorts, headerOf, showEnd } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import { itemOf, itemsAt } from '../plan/plan-index.ts';
import { modelledWalkSettings } from '../plan/unmodelled-settings.ts';
import { elementId } from '../topology/id.ts';
import type { Choose, Walk } from '../topology/question.ts';
import { settingOf } from '../topology/setting.ts';
import type { Flow, Trace } from '../trace/trace.ts';
import type { Sending } from '../walk/answer.ts';
import type { Decider, Pin, Place } from '../walk/decider.ts';
import { sourceTo } from '../walk/fib.ts';
import { fraction } from '../walk/fraction.ts';
import type { Opening } from '../walk/opening.ts';
import { localPorts, type PortSource } from '../walk/port-draws.ts';
import { countOf, whyNoCount } from './connections.ts';
import { type Asker, type End, lanOf, nameOf, type Target, vpcOf } from './end.ts';
import { cannotOverlay } from './overlay.ts';
import { ownerOf } from './owner-of.ts';
import { familiesOf, programOn } from './resolving.ts';
import { podOnNode, senders } from './senders.ts';
import { withStranger } from './strangers.ts';
import { targets } from './targets.ts';

/** The port of an asking program: machines on the Internet and machines inside are told apart at a glance. */
const ephemeral = { outside: 54321, inside: 40000 } as const;

/** A walk as it can be walked, or why it cannot. */
export type Asked = { readonly head: Pick<Trace, 'id' | 'name' | 'title' | 'flow'> } & (
  | { readonly kind: 'unknown'; readonly reasons: readonly string[] }
  | {
      readonly kind: 'known';
      /** What it is walked on: with the sender in it, also where the file does not describe it. */
      readonly network: Network;
      readonly pins: readonly Pin[];
      send(decider: Decider): Opening;
    }
);

/** Finds the ends of a walk in a network that was compiled from the same plan. */
export function askedOf(described: Plan, compiled: Network, walk: Walk): Asked {
  const standing = withStranger(described, () => compiled, walk.from);
  const { plan } = standing;
  const network = standing.network();
  const from = senders(plan, network, standing.from, walk.to);
  const asker = askerOf(plan, network, from);
  const { outside } = asker;
  const to = targets({ plan, network, walk }, asker);
  const first =
    to.kind === 'known'
      ? to.of[0]
      : to.kind === 'named'
        ? (to.of.dial ?? lookupEnd)
        : to.kind === 'lease'
          ? leaseEnd
          : undefined;
  const connections = countOf(walk);
  const bound = from.kind === 'known' ? boundBy(walk, network, from.of) : undefined;
  const flow: Flow = {
    from: from.kind === 'known' ? from.name : walk.from.text,
    to: to.kind === 'unknown' ? walk.to.text : to.name,
    protocol: first?.protocol ?? walk.protocol ?? 'tcp',
    ...(first && hasPorts(first.protocol) ? { port: first.port } : {}),
    ...(to.kind === 'known' && to.wrongPort !== undefined ? { wrongPort: to.wrongPort } : {}),
    ...(connections !== undefined && connections > 1 ? { connections } : {}),
    ...(bound === undefined ? {} : { binds: showIp(bound) }),
  };
  const head = {
    id: walk.id,
    ...(walk.name === undefined ? {} : { name: walk.name }),
    ...(walk.title === undefined ? {} : { title: walk.title }),
    flow,
  };
  const idle = secondsOf(settingOf(walk.settings, 'idle')?.values[0] ?? '');
  const patience = secondsOf(settingOf(walk.settings, 'max-time')?.values[0] ?? '');
  const stream = settingOf(walk.settings, 'stream')?.values[0] === 'true';
  const reasons = [
    ...(from.kind === 'unknown' ? [from.reason] : []),
    ...(to.kind === 'unknown' ? [to.reason] : []),
    ...walk.givens.flatMap((given) => cannotOverlay(given) ?? []),
    ...walk.settings
      .filter(({ key }) => !modelledWalkSettings.includes(key))
      .map(({ key }) => `${key} of a walk is not modelled yet`),
    ...(idle !== undefined && flow.protocol !== 'tcp' && flow.protocol !== 'udp' && to.kind !== 'named'
      ? [`idle of a walk over ${flow.protocol} is not modelled yet`]
      : []),
    ...(stream && (idle === undefined || flow.protocol !== 'udp')
      ? ['stream is of walks over udp that have idle']
      : []),
    ...(patience !== undefined && !(first && 'request' in first && first.request) && to.kind !== 'unknown'
      ? ['max-time is of walks that ask for a URL']
      : []),
  ];
  const whyNot = connections === undefined ? undefined : whyNoCount(plan, walk, connections);
  if (whyNot !== undefined) reasons.push(whyNot);
  if (from.kind === 'known' && to.kind === 'known')
    reasons.push(...from.of.flatMap((id) => lacksFamily(plan, id, to.of) ?? []));
  if (from.kind === 'unknown' || to.kind === 'unknown' || reasons.length > 0) return { kind: 'unknown', head, reasons };

  const pins = walk.chooses.map((choose) =>
    zonePin(pinOf(plan, choose), to.kind === 'known' ? to.of : balancerAddresses(plan)),
  );
  const sport = Number(settingOf(walk.settings, 'sport')?.values[0] ?? Number.NaN);
  const deviceFrom = (decider: Decider): Device =>
    network.devices.get(pick(decider, 'source', flow.from, from.of, nameOfDevice(network)))!;
  const hosted = podOnNode(plan, standing.from)?.id;
  const sendingTo = (device: Device, target: Target): Sending => {
    const skip = hosted === undefined ? undefined : device.skips?.get(hosted);
    const own = bound !== undefined && familyOf(bound) === familyOf(target.address) ? bound : undefined;
    const src = own ?? sourceTo(device, target.address) ?? target.address;
    const port =
      Number.isInteger(sport) && sport > 0 && sport < 65536 ? sport : outside ? ephemeral.outside : ephemeral.inside;
    return {
      device,
      packet: firstPacket(src, port, target),
      to: flow.to,
      // not the names of the question: who asks the same sees the same ports
      seed: () => `${showIp(src)} ${showEnd(target.address, target.port, target.protocol)} ${target.protocol}`,
      ...(Number.isNaN(sport) && hasPorts(target.protocol) ? { port: portsOf(device, target.protocol) } : {}),
      ...(target.meant === undefined ? {} : { meant: target.meant }),
      ...(target.request ? { request: target.request } : {}),
      ...(idle === undefined ? {} : { idle }),
      ...(stream ? { stream } : {}),
      ...(patience === undefined ? {} : { patience }),
      ...(connections === undefined || connections < 2 ? {} : { connections }),
      ...(skip ? { skip } : {}),
      ...(target.certified === undefined ? {} : { certified: target.certified }),
      ...(target.assumes === undefined ? {} : { assumes: target.assumes }),
    };
  };
  if (to.kind === 'known') {
    const { of } = to;
    const send = (decider: Decider): Sending => {
      const device = deviceFrom(decider);
      return sendingTo(
        device,
        pick(decider, 'answer', flow.to, of, (each) => each.label, device),
      );
    };
    return { kind: 'known', head, network, pins, send };
  }
  if (to.kind === 'lease') {
    const { name } = to;
    const send = (decider: Decider): Opening => {
      const device = deviceFrom(decider);
      return { leases: true, device, to: name, seed: () => `${device.name} asks for an address` };
    };
    return { kind: 'known', head, network, pins, send };
  }
  const { host, type, dial } = to.of;
  const programs = new Map(
    from.of.map((id) => [id, programOn(plan, network.devices.get(id)!, podOnNode(plan, walk.from)?.id)]),
  );
  const unclear = [...programs.values()].filter((each) => typeof each === 'string');
  if (unclear.length > 0) return { kind: 'unknown', head, reasons: unclear };
  const remembered = idle !== undefined && settingOf(walk.settings, 'cached')?.values[0] !== 'none';
  const send = (decider: Decider): Opening => {
    const device = deviceFrom(decider);
    const program = programs.get(elementId(device.id)) as Exclude<ReturnType<typeof programOn>, string>;
    return {
      ...program,
      ...{ name: host, families: familiesOf(type), to: flow.to, pins },
      seed: () => `${device.name} asks for ${host}`,
      ...(remembered ? { idle } : {}),
      ...(dial?.request ? { request: dial.request } : {}),
      ...(patience === undefined ? {} : { patience }),
      ...(dial
        ? {
            dial: (address) =>
              sendingTo(device, { ...dial, address, label: showIp(address), ...ownerOf(plan, address, asker) }),
          }
        : {}),
    };
  };
  return { kind: 'known', head, network, pins, send };
}

/** What a question about a name alone is sent to. */
const lookupEnd = { protocol: 'udp', port: 53 } as const;
const leaseEnd = { protocol: 'udp', port: 67 } as const;

/** The addresses of all balancers with their zones: what `choose zone` of a name means. */
const balancerAddresses = ({ balancers }: Plan): readonly Pick<Target, 'label' | 'zone'>[] =>
  balancers
    .flatMap(({ nodes }) => nodes)
    .flatMap(({ zone, address, public: known }) =>
      zone === undefined
        ? []
        : [address, known?.address].flatMap((label) => (label === undefined ? [] : { label, zone })),
    );

/** Where the senders of a walk stand. */
export function askerOf(plan: Plan, network: Network, from: End<string>): Asker {
  const kinds = from.kind === 'known' ? from.of.map((id) => network.devices.get(id)!.kind) : [];
  const first = from.kind === 'known' ? network.devices.get(from.of[0]!) : undefined;
  const own = (first?.interfaces ?? []).flatMap(({ name, addresses }) => (name === 'lo' ? [] : addresses));
  return {
    families: [...new Set(own.map(({ ip }) => familyOf(ip)))],
    outside: kinds.length > 0 && kinds.every(isOutside),
    ...(kinds.length > 0 && kinds.every((kind) => kind === 'control-plane') ? { isApiServer: true as const } : {}),
    inCluster: kinds.every((kind) => kind === 'pod' || kind === 'node'),
    vpc: from.kind === 'known' ? vpcOf(plan, elementId(from.of[0]!)) : undefined,
    lan: from.kind === 'known' ? lanOf(plan, elementId(from.of[0]!)) : undefined,
  };
}

const isOutside = (kind: Device['kind']): boolean => kind === 'client' || kind === 'server' || kind === 'home-router';

const nameOfDevice = (network: Network) => (id: string) => network.devices.get(id)!.name;

/** How a machine draws the port of a program that asks for none. Whose system one on the Internet has is not known. */
function portsOf({ kind, name }: Device, protocol: Target['protocol']): PortSource {
  if (isOutside(kind)) return { range: localPorts, how: 'uniform', assumes: `${name} draws its port from 32768-60999` };
  return { range: localPorts, how: protocol === 'tcp' ? 'even' : 'uniform' };
}

/** One of several equally likely things; nothing is chosen where there is one. */
function pick<T>(
  decider: Decider,
  kind: string,
  of: string,
  list: readonly T[],
  label: (item: T) => string,
  at: Place = { id: of, name: of },
): T {
  if (list.length === 1) return list[0]!;
  const index = decider.choose(
    kind,
    at,
    of,
    list.map((each) => ({ label: label(each), probability: fraction(1, list.length) })),
  );
  return list[index]!;
}

/** The address that the asking program binds: a walk from one of its machine's that is none of the first interface says it. */
function boundBy({ from }: Walk, { devices }: Network, [id = '']: readonly string[]): Ip | undefined {
  const ip = from.kind === 'address' ? parseIp(from.address) : undefined;
  const [, ...others] = devices.get(id)?.interfaces.filter(({ name }) => name !== 'lo') ?? [];
  const isOther = others.some(({ addresses }) => addresses.some((each) => each.ip === ip));
  return ip !== undefined && isOther ? ip : undefined;
}

function firstPacket(src: Target['address'], sport: number, target: Target): Header {
  const ports = hasPorts(target.protocol);
  return headerOf({
    protocol: target.protocol,
    src,
    dst: target.address,
    sport: ports ? sport : 1,
    dport: target.port,
    ttl: 64,
    flags: target.protocol === 'tcp' ? 'SYN' : ports ? 'data' : 'echo-request',
  });
}

/** `choose zone az1` of a balancer means the addresses that DNS has for that zone. */
function zonePin(pin: Pin, targets: readonly Pick<Target, 'label' | 'zone'>[]): Pin {
  const those = targets.filter(({ zone }) => zone !== undefined && pin.labels.has(zone));
  return pin.kind === 'zone' && those.length > 0
    ? { ...pin, kind: 'answer', labels: new Set(those.map(({ label }) => label)) }
    : pin;
}

function pinOf(plan: Plan, { what, value, at }: Choose): Pin {
  const labels = new Set([value.text]);
  if (value.kind === 'element') labels.add(nameOf(plan, value.of, value.text));
  if (value.kind === 'address') {
    labels.add(value.address);
    // whoever has it, where machines are chosen from
    for (const { name } of itemsAt(plan.hosts, value.address)) labels.add(name);
  }
  return { kind: what, labels, ...(at === undefined ? {} : { at }) };
}

/** Why a machine that is no node or pod dials none of the targets: it has no address of their family. */
function lacksFamily(plan: Plan, id: string, targets: readonly Target[]): string | undefined {
  const host = itemOf(plan.hosts, elementId(id));
  const own = [host?.address, host?.address6].flatMap((text) => parseIp(text ?? '') ?? []);
  if (!host || own.length === 0 || targets.length === 0) return undefined;
  const has = ({ address }: Target): boolean => own.some((ip) => typeof ip === typeof address);
  const family = typeof targets[0]!.address === 'number' ? 'IPv4' : 'IPv6';
  return targets.some(has) ? undefined : `${host.name} has no address of ${family}`;
}
