import type { Ip } from '../base/addr/index.ts';
import { type Header, hasPorts, showEnd } from '../network/header.ts';
import type { PortChoice, Target } from '../network/netfilter.ts';
import type { Step } from '../trace/trace.ts';
import { sourceFor } from './fib.ts';
import type { Passage } from './passage.ts';
import { natPorts, type PortSource } from './port-draws.ts';

type NatTarget = Extract<Target, { kind: 'dnat' | 'snat' | 'masquerade' }>;

/** Translates the first packet of a connection and writes the translation into its tracking entry. */
export function nat(passage: Passage, target: NatTarget, step: Omit<Step, 'before' | 'after'>): void {
  const { tracked } = passage;
  if (!tracked) throw new Error(`${passage.device.name}: translation needs connection tracking`);
  const { connection } = tracked;
  if (target.kind === 'dnat') {
    passage.change(step, () => {
      const port = target.port ?? passage.packet.dport;
      passage.packet = { ...passage.packet, dst: target.to, dport: port };
      connection.reply = { ...connection.reply, src: target.to, sport: port };
    });
  } else {
    const address = target.kind === 'snat' ? target.to : masqueradeAddress(passage);
    const random = target.ports.kind === 'random' && hasPorts(passage.packet.protocol);
    const { src, sport } = passage.packet;
    const port = random ? randomPort(passage, target.ports, address) : sport;
    if (!random) passage.draws.renamed({ ip: src, port: sport }, { ip: address, port });
    passage.change({ ...step, ...(random ? { random: true as const } : {}) }, () => {
      passage.packet = { ...passage.packet, src: address, sport: port };
      connection.reply = { ...connection.reply, dst: address, dport: port };
    });
  }
  withConnection(passage);
}

/** The last step shows the entry that the translation wrote. A translation to the same address and port is only a rule that matched. */
function withConnection(passage: Passage): void {
  const last = passage.steps.pop()!;
  passage.add({ ...last, ...passage.connectionText, ...(last.before ? {} : { kind: 'rule' }) });
}

/** MASQUERADE takes the address that the kernel would give to a packet of its own on that interface. */
function masqueradeAddress(passage: Passage): Ip {
  const { device, oif, packet } = passage;
  const own = device.interfaces
    .find((each) => each.name === oif)
    ?.addresses.find((each) => typeof each.ip === typeof packet.dst);
  const address =
    own?.ip ??
    sourceFor(device, {
      to: { base: packet.dst, bits: 0 },
      type: 'unicast',
      ...(oif === undefined ? {} : { dev: oif }),
    });
  if (address === undefined) throw new Error(`${device.name}: no address to masquerade with`);
  return address;
}

function randomPort(passage: Passage, ports: PortChoice, ip: Ip): number {
  const { seed, device, packet, decider, draws } = passage;
  const source: PortSource =
    ports.kind === 'random' && ports.assumes !== undefined
      ? { range: natPorts(1024), how: 'uniform', assumes: ports.assumes }
      : { range: natPorts(packet.sport), how: 'modulo' };
  return draws.draw(source, device, decider, {
    ip,
    seed: `${seed} ${device.id} ${ip} ${packet.src}:${packet.sport}>${packet.dst}:${packet.dport}`,
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
  const packet = passage.packet;
  // a device that is no Linux machine has no hooks to name
  const at = passage.device.words?.table('main') ?? stage;
  let next: Header;
  if (hook === 'before routing') {
    const [dst, dport] = direction === 'original' ? [reply.src, reply.sport] : [original.src, original.sport];
    next = { ...packet, dst, dport: hasPorts(packet.protocol) ? dport : packet.dport };
  } else {
    const [src, sport] = direction === 'original' ? [reply.dst, reply.dport] : [original.dst, original.dport];
    next = { ...packet, src, sport: hasPorts(packet.protocol) ? sport : packet.sport };
  }
  if (packet.about) next = errorAbout(packet, passage, hook);
  const outside =
    next.src !== packet.src || next.dst !== packet.dst || next.sport !== packet.sport || next.dport !== packet.dport;
  if (!outside && next.about === packet.about) return;
  const undo = direction === 'reply';
  const what = hook === 'before routing' ? (undo ? 'un-SNAT' : 'DNAT') : undo ? 'un-DNAT' : 'SNAT';
  // an error of the machine whose address the translation showed changes only in the packet that it is about
  const [was, is] = outside || !packet.about || !next.about ? [packet, next] : [packet.about, next.about];
  const end = ({ src, sport, dst, dport, protocol }: typeof was, side: 'src' | 'dst'): string =>
    side === 'dst' ? showEnd(dst, dport, protocol) : showEnd(src, sport, protocol);
  const side = (hook === 'before routing') === outside ? 'dst' : 'src';
  const [from, to] = [end(was, side), end(is, side)];
  passage.change(
    {
      kind: 'nat',
      stage: at,
      entry: `conntrack: ${what} ${outside ? '' : 'of the packet inside '}${from} → ${to}`,
      ...passage.connectionText,
    },
    () => {
      passage.packet = next;
    },
  );
}

/**
 * An ICMP error about a translated packet looks as if it answered the packet that was sent: before routing it goes to the
 * original sender, after routing it comes from where that packet went, whoever reports it. The packet inside is put back
 * likewise (nf_nat_proto.c, nf_nat_icmp_reply_translation).
 */
function errorAbout(packet: Header, passage: Passage, hook: 'before routing' | 'after routing'): Header {
  const { connection, direction } = passage.tracked!;
  const { about } = packet;
  if (direction !== 'reply' || !about) return packet;
  const { original, reply } = connection;
  const { src, sport, dst, dport } = original;
  if (hook === 'before routing') {
    const translated = reply.dst !== src || reply.dport !== sport;
    return translated ? { ...packet, dst: src, about: { ...about, src, sport } } : packet;
  }
  const translated = reply.src !== dst || reply.sport !== dport;
  return translated ? { ...packet, src: dst, about: { ...about, dst, dport } } : packet;
}
