import type { Ip } from '../base/addr/index.ts';
import { type Header, hasPorts, showEnd } from '../network/header.ts';
import type { PortChoice, Target } from '../network/netfilter.ts';
import type { Step } from '../trace/trace.ts';
import { sourceFor } from './fib.ts';
import type { Log } from './log.ts';
import type { Passage } from './passage.ts';
import { natPorts, type PortSource } from './port-draws.ts';

type NatTarget = Extract<Target, { kind: 'dnat' | 'snat' | 'masquerade' }>;

/**
 * Translates the first packet of a connection and writes the translation into its tracking entry. `step` is the rule's,
 * where the way is described.
 */
export function nat(passage: Passage, target: NatTarget, step: Omit<Step, 'before' | 'after'> | undefined): void {
  const { tracked, packet } = passage;
  if (!tracked) throw new Error(`${passage.device.name}: translation needs connection tracking`);
  const { connection } = tracked;
  // an echo has one identifier, which its answer carries in the same place
  const ported = hasPorts(packet.protocol);
  const before = passage.moment();
  if (target.kind === 'dnat') {
    const port = target.port ?? packet.dport;
    passage.packet = { ...packet, dst: target.to, dport: port };
    connection.reply = { ...connection.reply, src: target.to, ...(ported ? { sport: port } : {}) };
    connection.translated.dst = true;
    if (step) passage.changed(before, step);
  } else {
    const address = target.kind === 'snat' ? target.to : masqueradeAddress(passage);
    const random = target.ports.kind === 'random' && ported;
    const { src, sport } = packet;
    const port = random ? randomPort(passage, target.ports, address) : sport;
    if (!random) passage.around.draws.renamed(src, sport, address, port);
    passage.packet = { ...packet, src: address, sport: port };
    connection.reply = { ...connection.reply, dst: address, ...(ported ? { dport: port } : {}) };
    connection.translated.src = true;
    if (step) passage.changed(before, { ...step, ...(random ? { random: true as const } : {}) });
  }
  if (passage.log) withConnection(passage, passage.log);
}

/**
 * Where nothing chose the port of a connection whose answers would be taken for those of another one, the kernel draws it: a translated packet
 * that comes back to the machine that translated it (nf_nat_core.c, get_unique_tuple; seen on 6.12 and 6.18).
 */
export function toFreePort(passage: Passage, stage: string): void {
  const { tracked, packet, connections, log } = passage;
  if (!tracked || !hasPorts(packet.protocol) || !connections?.isTaken(tracked.connection)) return;
  const { connection } = tracked;
  const before = passage.moment();
  const sport = randomPort(passage, { kind: 'random', fully: true }, packet.src);
  passage.packet = { ...packet, sport };
  connection.reply = { ...connection.reply, dport: sport };
  connection.translated.src = true;
  if (!log) return;
  const end = (port: number): string => showEnd(packet.src, port, packet.protocol);
  passage.changed(before, {
    kind: 'nat',
    stage: passage.device.words?.table('main') ?? stage,
    entry: `conntrack: SNAT ${end(packet.sport)} → ${end(sport)}, whose answers are those of another connection otherwise`,
    random: true,
    ...passage.connectionText,
  });
}

/** The last step shows the entry that the translation wrote. A translation to the same address and port is only a rule that matched. */
function withConnection(passage: Passage, log: Log): void {
  const last = log.steps.pop()!;
  log.add({ ...last, ...passage.connectionText, ...(last.before ? {} : { kind: 'rule' }) });
}

/** MASQUERADE takes the address that the kernel would give to a packet of its own on that interface. */
function masqueradeAddress(passage: Passage): Ip {
  const { device, oif, packet } = passage;
  // 127.0.0.1 is no address for others (devinet.c, inet_select_addr: its scope is the host)
  const own = device.interfaces
    .find((each) => each.name === oif && oif !== 'lo')
    ?.addresses.find((each) => typeof each.ip === typeof packet.dst);
  const address =
    own?.ip ??
    sourceFor(device, {
      to: { base: packet.dst, bits: 0 },
      type: 'unicast',
      ...(oif === undefined || oif === 'lo' ? {} : { dev: oif }),
    });
  if (address === undefined) throw new Error(`${device.name}: no address to masquerade with`);
  return address;
}

function randomPort(passage: Passage, ports: PortChoice, ip: Ip): number {
  const { device, packet } = passage;
  const { seed, decider, draws } = passage.around;
  const source: PortSource =
    ports.kind === 'random' && ports.assumes !== undefined
      ? { range: natPorts(1024), how: 'uniform', assumes: ports.assumes }
      : { range: natPorts(packet.sport), how: 'modulo' };
  return draws.draw(source, device, decider, {
    ip,
    seed: () => `${seed()} ${device.id} ${ip} ${packet.src}:${packet.sport}>${packet.dst}:${packet.dport}`,
    taken: [packet.dport],
  });
}

/**
 * What an existing connection's translation does to one more packet, at the two hooks where the kernel does it:
 * destinations change before routing, sources after it.
 */
export function established(passage: Passage, hook: 'before routing' | 'after routing', stage: string): void {
  const { tracked } = passage;
  if (!tracked) return;
  const { connection, direction } = tracked;
  const { original, reply } = connection;
  const { packet } = passage;
  const ports = hasPorts(packet.protocol);
  let next = packet;
  if (packet.about) next = errorAbout(packet, passage, hook);
  else if (connection.served && (hook === 'before routing') === (direction === 'original')) return;
  else if (hook === 'before routing') {
    const dst = direction === 'original' ? reply.src : original.src;
    const dport = !ports ? packet.dport : direction === 'original' ? reply.sport : original.sport;
    if (dst !== packet.dst || dport !== packet.dport) next = { ...packet, dst, dport };
  } else {
    const src = direction === 'original' ? reply.dst : original.dst;
    const sport = !ports ? packet.sport : direction === 'original' ? reply.dport : original.dport;
    if (src !== packet.src || sport !== packet.sport) next = { ...packet, src, sport };
  }
  if (next === packet) return;
  // what was put back on its way out has nothing left to put back on its way in
  if (sameEnds(next, packet) && next.about && packet.about && sameEnds(next.about, packet.about)) return;
  const outside =
    next.src !== packet.src || next.dst !== packet.dst || next.sport !== packet.sport || next.dport !== packet.dport;
  const before = passage.moment();
  passage.packet = next;
  if (!before) return;
  const undo = direction === 'reply';
  const what = hook === 'before routing' ? (undo ? 'un-SNAT' : 'DNAT') : undo ? 'un-DNAT' : 'SNAT';
  // an error of the machine whose address the translation showed changes only in the packet that it is about
  const [was, is] = outside || !packet.about || !next.about ? [packet, next] : [packet.about, next.about];
  const end = ({ src, sport, dst, dport, protocol }: typeof was, side: 'src' | 'dst'): string =>
    side === 'dst' ? showEnd(dst, dport, protocol) : showEnd(src, sport, protocol);
  const side = (hook === 'before routing') === outside ? 'dst' : 'src';
  passage.changed(before, {
    kind: 'nat',
    // a device that is no Linux machine has no hooks to name
    stage: passage.device.words?.table('main') ?? stage,
    entry: `conntrack: ${what} ${outside ? '' : 'of the packet inside '}${end(was, side)} → ${end(is, side)}`,
    ...passage.connectionText,
  });
}

const sameEnds = (a: HeaderEnds, b: HeaderEnds): boolean =>
  a.src === b.src && a.dst === b.dst && a.sport === b.sport && a.dport === b.dport;

type HeaderEnds = Pick<Header, 'src' | 'dst' | 'sport' | 'dport'>;

/**
 * An ICMP error about a translated packet looks as if it answered the packet that was sent: before routing it goes to the
 * original sender, after routing it comes from where that packet went, whoever reports it. The packet inside is put back
 * likewise (nf_nat_proto.c, nf_nat_icmp_reply_translation).
 */
function errorAbout(packet: Header, passage: Passage, hook: 'before routing' | 'after routing'): Header {
  const { connection, direction } = passage.tracked!;
  const { about } = packet;
  if (direction !== 'reply' || !about) return packet;
  const { original, reply, served } = connection;
  const { src, sport, dst, dport } = original;
  const ported = hasPorts(original.protocol);
  if (hook === 'before routing') {
    const translated = reply.dst !== src || (ported && reply.dport !== sport);
    return translated ? { ...packet, dst: src, about: { ...about, src, sport } } : packet;
  }
  // what IPVS rewrote it puts back itself
  const translated = !served && (reply.src !== dst || (ported && reply.sport !== dport));
  return translated ? { ...packet, src: dst, about: { ...about, dst, dport } } : packet;
}
