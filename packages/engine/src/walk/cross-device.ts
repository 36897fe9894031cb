import { type Ip, showIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import type { Header } from '../network/header.ts';
import type { HookName } from '../network/netfilter.ts';
import type { Interface, Network } from '../network/network.ts';
import { possibleAt } from '../network/unmodelled.ts';
import { applyTable, type Ruling } from './apply-rules.ts';
import { passGuard, passList, passMarks } from './guards.ts';
import { crossMapping } from './mapping.ts';
import { established } from './nat.ts';
import type { Crossed, Outcome, Passage, Surroundings } from './passage.ts';
import { decide, offLoopback, outInterface, type Routed, reversePath } from './routing.ts';
import { linkOf, resolve } from './wire.ts';

/** A packet that arrives at an interface: the order of stages is the kernel's. */
export function receive(passage: Passage, at: Interface, around: Surroundings): Crossed {
  const { device } = passage;
  passage.iif = at.name;
  passage.add({
    kind: 'receive',
    stage: 'receive',
    entry: passage.packet.dmac === undefined ? `on ${at.name}` : `frame for ${passage.packet.dmac}`,
    interface: at.name,
    after: passage.shown(),
  });
  if (at.guard) {
    const stopped = passGuard(passage, at.guard, at.name, 'ingress', around.flows.at(device.id));
    if (stopped) return stopped;
  }
  const marked =
    passage.meet('all') ??
    (at.unmodelled && passMarks(passage, at.unmodelled, at.name, 'in', around.flows.at(device.id)));
  if (marked) return marked;
  passage.packet = { ...passage.packet, smac: undefined, dmac: undefined, mark: 0 };
  if (device.mapping) return crossMapping(passage, device.mapping, (p) => transmit(p, around));
  const stopped = beforeRouting(passage);
  if (stopped) return stopped;
  const decided = passage.steps.length;
  const martian = offLoopback(passage, 'in', at.name);
  if (martian) return martian;
  const routed = decide(passage);
  if (routed.kind !== 'route') return leaveSide(passage, decided) ?? routed;
  const strange = reversePath(passage);
  if (strange) return strange;
  return routed.route.type === 'local' ? input(passage) : forward(passage, routed, around, decided);
}

/** A packet that a program of this device sends. */
export function originate(passage: Passage, around: Surroundings, entry: string, random: boolean): Crossed {
  passage.add({
    kind: 'originate',
    stage: 'socket',
    entry,
    after: passage.shown(),
    ...(random ? { random: true as const } : {}),
  });
  const unknown = passage.meet('all');
  if (unknown) return unknown;
  let routed = decide(passage);
  if (routed.kind !== 'route') return routed;
  passage.oif = routed.route.dev;
  const before = passage.packet;
  const stopped = track(passage) ?? table(passage, 'mangle', 'OUTPUT') ?? translate(passage, 'OUTPUT');
  if (stopped) return within(stopped);
  if (before.dst !== passage.packet.dst || before.mark !== passage.packet.mark) {
    routed = decide(passage);
    if (routed.kind !== 'route') return routed;
    passage.oif = routed.route.dev;
  }
  const martian = offLoopback(passage, 'out', passage.oif);
  if (martian) return martian;
  const filtered = table(passage, 'filter', 'OUTPUT') ?? afterRouting(passage);
  if (filtered) return within(filtered);
  if (routed.route.type === 'local') return loopback(passage);
  return transmit(passage, around, routed.route.via);
}

/** The hooks of OUTPUT and POSTROUTING run inside of the sender's call. */
const within = (outcome: Outcome): Outcome =>
  outcome.kind === 'dropped' || outcome.kind === 'refused' ? { ...outcome, within: 'call' } : outcome;

/** Over `lo` the packet meets the device again; what tracking and translation decided stays with it. */
function loopback(passage: Passage): Crossed {
  passage.add({ kind: 'send', stage: 'send', entry: 'lo', interface: 'lo', after: passage.shown() });
  passage.iif = 'lo';
  passage.oif = undefined;
  passage.add({ kind: 'receive', stage: 'receive', entry: 'on lo', interface: 'lo', after: passage.shown() });
  const stopped = table(passage, 'mangle', 'PREROUTING');
  return stopped ?? input(passage);
}

function beforeRouting(passage: Passage): Outcome | undefined {
  return (
    table(passage, 'raw', 'PREROUTING') ??
    track(passage) ??
    table(passage, 'mangle', 'PREROUTING') ??
    translate(passage, 'PREROUTING')
  );
}

function track(passage: Passage): undefined {
  if (!passage.connections) return;
  passage.tracked = passage.connections.track(passage.packet);
  const { state, direction } = passage.tracked;
  const entry =
    state === 'NEW' ? 'no entry' : direction === 'reply' ? 'answer of a known connection' : 'known connection';
  passage.add({
    kind: 'conntrack',
    stage: 'conntrack',
    entry: `${entry} → ctstate ${state}`,
    ...passage.connectionText,
  });
}

/** The nat table is asked once per connection; afterwards its decision is applied from the tracking entry. */
function translate(passage: Passage, hook: 'PREROUTING' | 'OUTPUT'): Outcome | undefined {
  const { tracked } = passage;
  if (!tracked) return undefined;
  if (tracked.state === 'NEW' && !tracked.connection.decided.dst) {
    tracked.connection.decided.dst = true;
    const { dst, dport } = passage.packet;
    const stopped = passage.meet('dstnat') ?? table(passage, 'nat', hook);
    // The kernel asks no later nat chain of a hook once one has translated.
    const translated = passage.packet.dst !== dst || passage.packet.dport !== dport;
    return stopped ?? (translated ? undefined : passage.meet('late-dstnat'));
  }
  established(passage, 'before routing', `nat ${hook}`);
  return undefined;
}

function afterRouting(passage: Passage): Outcome | undefined {
  const stopped = table(passage, 'mangle', 'POSTROUTING');
  if (stopped) return stopped;
  const { tracked } = passage;
  if (!tracked) return undefined;
  const { connection } = tracked;
  if (tracked.state === 'NEW' && !connection.decided.src) {
    connection.decided.src = true;
    const refused = passage.meet('srcnat') ?? table(passage, 'nat', 'POSTROUTING');
    if (refused) return refused;
  } else established(passage, 'after routing', 'nat POSTROUTING');
  connection.confirmed = true;
  return undefined;
}

function input(passage: Passage): Outcome {
  const stopped = table(passage, 'mangle', 'INPUT') ?? table(passage, 'filter', 'INPUT');
  if (stopped) return stopped;
  if (passage.tracked) {
    if (passage.tracked.direction === 'reply') established(passage, 'after routing', 'nat INPUT');
    passage.tracked.connection.confirmed = true;
  }
  return { kind: 'delivered', packet: passage.packet, owner: '' };
}

function forward(
  passage: Passage,
  routed: Extract<Routed, { kind: 'route' }>,
  around: Surroundings,
  decided: number,
): Crossed {
  const { device } = passage;
  const { route } = routed;
  if (!device.forwarding) return passage.drop({ stage: 'routing', entry: 'net.ipv4.ip_forward = 0' }, 'IPFWD-OFF');
  const oif = outInterface(device, route);
  passage.oif = oif;
  if (passage.packet.ttl <= 1) return passage.drop({ stage: 'routing', entry: 'TTL exceeded' }, 'TTL');
  passage.packet = { ...passage.packet, ttl: passage.packet.ttl - 1 };
  const filtered = crossFilters(passage, decided);
  if (filtered) return filtered;
  const stopped = table(passage, 'mangle', 'FORWARD') ?? table(passage, 'filter', 'FORWARD') ?? afterRouting(passage);
  return stopped ?? transmit(passage, around, route.via);
}

/**
 * A router's stateless filters, for a packet that changes sides: what leaves is asked before the route table, what enters
 * after it. `decided` is where the routing step stands in the trace.
 */
function crossFilters(passage: Passage, decided: number): Outcome | undefined {
  const { filters } = passage.device;
  const { iif, oif } = passage;
  if (!filters || iif === oif || iif === undefined || oif === undefined) return undefined;
  const stopped = leaveSide(passage, decided);
  if (stopped) return stopped;
  const entered = filters.get(oif)?.send;
  return entered && passList(passage, entered, 'src', oif);
}

/** What leaves a side is asked before the route table, also where that then has no route. */
function leaveSide(passage: Passage, decided: number): Outcome | undefined {
  const { device, iif } = passage;
  const left = iif === undefined ? undefined : device.filters?.get(iif)?.receive;
  if (!left || iif === undefined) return undefined;
  const routing = passage.steps.splice(decided);
  const stopped = passList(passage, left, 'dst', iif);
  if (stopped) return stopped;
  for (const step of routing) passage.add(step);
  return undefined;
}

/** Puts the packet on the wire of `passage.oif`: neighbour, guard, frame. */
export function transmit(passage: Passage, { network, flows }: Surroundings, via?: Ip): Crossed {
  const { device, oif } = passage;
  const out = device.interfaces.find((each) => each.name === oif);
  if (!out) throw new Error(`${device.name}: no interface ${oif}`);
  const nextHop = via ?? passage.packet.dst;
  const link = linkOf(network, out);
  const claimed = link?.l2 ? network.unmodelled.known.get(nextHop) : undefined;
  if (claimed !== undefined) return passage.unknown(notModelled(`${showIp(nextHop)} is ${claimed}`));
  const found = resolve(network, device, out, nextHop);
  if (found.kind === 'nobody') return nobody(passage, nextHop, network);
  if (found.entry !== '')
    passage.add({ kind: 'neighbour', stage: 'neighbour', entry: found.entry, interface: out.name });
  if (out.guard) {
    const stopped = passGuard(passage, out.guard, out.name, 'egress', flows.at(device.id));
    if (stopped) return stopped;
  }
  if (out.unmodelled) {
    const marked = passMarks(passage, out.unmodelled, out.name, 'out', flows.at(device.id));
    if (marked) return marked;
  }
  const { member } = found;
  const frame: Header = link?.l2 ? { ...passage.packet, smac: out.mac, dmac: found.mac } : passage.packet;
  const wire: Header = { ...frame, mark: 0 };
  passage.tracked = undefined;
  passage.add({
    kind: 'send',
    stage: 'send',
    entry: `${out.name} → ${member.device.name} ${member.interface.name}`,
    interface: out.name,
    after: passage.shown(wire),
  });
  return { kind: 'next', member, packet: wire };
}

function nobody(passage: Passage, nextHop: Ip, network: Network): Crossed {
  const possible = possibleAt(network.unmodelled, nextHop);
  if (possible !== undefined) return passage.unknown(notModelled(`${showIp(nextHop)} may be ${possible}`));
  const text = `nobody answers for ${showIp(nextHop)} on ${passage.oif}`;
  const outcome = passage.drop({ stage: 'neighbour', entry: text }, 'ARP-FAIL');
  return passage.device.silent ? outcome : { kind: 'unreachable', cause: 'ARP-FAIL', packet: passage.packet };
}

/** A table's ruling as an outcome; undefined lets the packet go on. */
function table(passage: Passage, name: 'raw' | 'mangle' | 'nat' | 'filter', hook: HookName): Outcome | undefined {
  const ruling: Ruling = applyTable(passage, name, hook);
  if (ruling.kind === 'go') return undefined;
  const { kind, cause, ...step } = ruling;
  const packet = passage.packet;
  const dropped = passage.stop(step, cause);
  if (!dropped) return undefined;
  return kind === 'drop' ? dropped : { kind: 'refused', packet, cause, by: 'icmp' };
}
