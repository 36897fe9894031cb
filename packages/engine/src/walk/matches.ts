import { contains, type Ip, showIp } from '../base/addr/index.ts';
import { type Header, hasPorts } from '../network/header.ts';
import { elementOf, portsIn } from '../network/ipset.ts';
import type { ConntrackState, Match, NetfilterRule, PortRange } from '../network/netfilter.ts';
import { type NftElement, type NftField, type NftStore, nftFamilyOf } from '../network/nft.ts';
import type { Connection, Tracked } from './conntrack.ts';
import { isLocal } from './fib.ts';
import type { Passage } from './passage.ts';

/** The first condition of a rule that the packet does not meet here; undefined: it meets all. Random ones are left out. */
export function missed(rule: NetfilterRule, passage: Passage): Match | undefined {
  for (const match of rule.matches) if (!fits(match, passage)) return match;
  return undefined;
}

/** Source or destination are translated (xt_conntrack.c tests the status bits beside the state). */
const isTranslated = ({ original, reply, served }: Connection, side: 'SNAT' | 'DNAT'): boolean => {
  // IPVS rewrites by itself: the entry has the server, and no bit says so (ip_vs_nfct.c, ip_vs_update_conntrack)
  if (served && side === 'DNAT') return false;
  const ping = original.protocol === 'icmp' || original.protocol === 'icmpv6';
  return side === 'SNAT'
    ? reply.dst !== original.src || reply.dport !== (ping ? original.dport : original.sport)
    : reply.src !== original.dst || reply.sport !== (ping ? original.sport : original.dport);
};

function hasState({ tracked, untracked }: Passage, states: readonly ConntrackState[]): boolean {
  if (!tracked) return untracked && states.includes('UNTRACKED');
  for (const state of states)
    if (state === tracked.state || ((state === 'SNAT' || state === 'DNAT') && isTranslated(tracked.connection, state)))
      return true;
  return false;
}

/** Translations are named where the rule asks for them. */
const shownState = (asked: readonly ConntrackState[], tracked: Tracked | undefined): string =>
  tracked === undefined
    ? 'UNTRACKED'
    : [
        tracked.state,
        ...(['SNAT', 'DNAT'] as const).filter((each) => asked.includes(each) && isTranslated(tracked.connection, each)),
      ].join(',');

const rangeOf = (ports: number | PortRange): PortRange =>
  typeof ports === 'number' ? { from: ports, to: ports } : ports;

const named = (pattern: string, name: string | undefined): boolean =>
  name !== undefined && (pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

/** What a field of a key is of a packet, as nft prints it. */
function fieldOf(field: NftField, { src, dst, protocol, dport }: Header): string {
  switch (field) {
    case 'ip saddr':
    case 'ip6 saddr':
      return showIp(src);
    case 'ip daddr':
    case 'ip6 daddr':
      return showIp(dst);
    case 'meta l4proto':
      return protocol;
    case 'th dport':
      return `${dport}`;
  }
}

/** The key of a packet in a set or a map of nft, and what the table has of that name. */
export function elementIn(
  fields: readonly NftField[],
  name: string,
  passage: Passage,
): { readonly key: string; readonly found: NftElement | undefined } {
  const { packet, around } = passage;
  const store = storeOf(passage, name);
  // of a drawn port it matters which of its ports the set has
  if (store && fields.includes('th dport') && around.draws.isDrawn(packet.dst, packet.dport))
    for (const port of portsOf(store, fields, packet))
      around.draws.compared(packet.dst, packet.dport, packet.protocol, { from: port, to: port });
  const key = fields.map((field) => fieldOf(field, packet)).join(' . ');
  return { key, found: store?.elements.get(key) };
}

const ports = new WeakMap<NftStore, ReadonlyMap<string, readonly number[]>>();

/** The ports of all elements of a set that are the packet's but for the port. */
function portsOf(store: NftStore, fields: readonly NftField[], packet: Header): readonly number[] {
  const at = fields.indexOf('th dport');
  let known = ports.get(store);
  if (!known) {
    const found = new Map<string, number[]>();
    for (const key of store.elements.keys()) {
      const parts = key.split(' . ');
      const port = Number(parts[at]);
      const others = parts.toSpliced(at, 1).join(' . ');
      const list = found.get(others);
      if (list) list.push(port);
      else found.set(others, [port]);
    }
    known = found;
    ports.set(store, known);
  }
  return known.get(fields.flatMap((field, i) => (i === at ? [] : fieldOf(field, packet))).join(' . ')) ?? [];
}

/** A set or a map of the table whose chain the packet is in. Names of sets are asked for in one table of a machine and family alone. */
const storeOf = ({ device, packet }: Passage, name: string): NftStore | undefined => {
  for (const { family, stores } of device.nft ?? []) {
    if (family !== nftFamilyOf(packet.dst)) continue;
    const found = stores?.find((each) => each.name === name);
    if (found) return found;
  }
  return undefined;
};

/** Whether a packet is in a set of ipset. */
function isInSet(
  { set: name, sides }: Extract<Match, { kind: 'set' }>,
  { compiled, packet, around }: Passage,
): boolean {
  const set = compiled.ipset(name);
  if (!set) return false;
  const { protocol } = packet;
  const address = (side: 'src' | 'dst' | undefined) => (side === 'src' ? packet.src : packet.dst);
  const ported = set.type === 'bitmap:port' ? sides[0] : sides[1];
  const ip = address(sides[0]);
  const port = ported === 'src' ? packet.sport : packet.dport;
  if (ported !== undefined && around.draws.isDrawn(address(ported), port))
    for (const each of portsIn(set, { ip, protocol }))
      around.draws.compared(address(ported), port, protocol, { from: each, to: each });
  return elementOf(set, { protocol, ip, port, with: address(sides[2]) }) !== undefined;
}

/** Whether a bridge that calls netfilter had it first, by one of its ports (net/netfilter/xt_physdev.c). */
function isBridged({ compiled, iif, entered }: Passage): boolean {
  const port = entered === undefined ? undefined : compiled.interface(entered)?.port;
  return port !== undefined && port.of === iif && compiled.interface(port.of)?.bridge?.callsIptables === true;
}

/** Whether the packet meets a condition, where it is now. */
function fits(match: Match, passage: Passage): boolean {
  const { packet } = passage;
  switch (match.kind) {
    case 'comment':
    case 'bare':
    case 'nfacct':
    case 'counter':
    case 'statistic':
      return true;
    case 'src':
      return contains(match.block, packet.src) !== (match.not === true);
    case 'dst':
      return contains(match.block, packet.dst) !== (match.not === true);
    case 'protocol':
      return packet.protocol === match.protocol;
    case 'sport':
      passage.around.draws.compared(packet.src, packet.sport, packet.protocol, match);
      return packet.sport >= match.from && packet.sport <= match.to;
    case 'dport':
      passage.around.draws.compared(packet.dst, packet.dport, packet.protocol, match);
      return packet.dport >= match.from && packet.dport <= match.to;
    case 'dports':
      if (!hasPorts(packet.protocol)) return false;
      for (const each of match.ports)
        passage.around.draws.compared(packet.dst, packet.dport, packet.protocol, rangeOf(each));
      return match.ports.some((each) => {
        const { from, to } = rangeOf(each);
        return packet.dport >= from && packet.dport <= to;
      });
    case 'in':
      return named(match.name, passage.iif) !== (match.not === true);
    case 'out':
      return named(match.name, passage.oif) !== (match.not === true);
    case 'mark':
      return ((packet.mark & match.mask) >>> 0 === match.value) !== (match.not === true);
    case 'connmark': {
      // what belongs to no connection has no mark of one, not even another (xt_connmark.c, connmark_mt)
      const connection = passage.tracked?.connection;
      return !!connection && ((connection.mark & match.mask) >>> 0 === match.value) !== (match.not === true);
    }
    case 'ctstate':
      return hasState(passage, match.states) !== (match.not === true);
    case 'addrtype': {
      const address = match.side === 'src' ? packet.src : packet.dst;
      return isLocal(passage.compiled, address, match.limitIfaceIn ? passage.iif : undefined) !== (match.not === true);
    }
    case 'member':
      return elementIn(match.of, match.set, passage).found !== undefined;
    case 'blocks': {
      const address = match.side === 'src' ? packet.src : packet.dst;
      return match.blocks.some((block) => contains(block, address)) !== (match.not === true);
    }
    case 'ctstatus':
      return !!passage.tracked && isTranslated(passage.tracked.connection, 'DNAT');
    case 'set':
      return isInSet(match, passage);
    case 'off-bridge':
      return !isBridged(passage);
    case 'recent':
      return match.set ? remember(passage, match.list) : isRemembered(passage, match.list);
  }
}

const listOf = ({ device, around }: Passage, list: string): Map<Ip, string> => {
  const key = `${device.id} ${list}`;
  const known = around.remembered.get(key) ?? new Map<Ip, string>();
  around.remembered.set(key, known);
  return known;
};

/** Before the first connection of a walk nobody is in any list. */
const isRemembered = (passage: Passage, list: string): boolean => listOf(passage, list).has(passage.packet.src);

function remember(passage: Passage, list: string): true {
  listOf(passage, list).set(passage.packet.src, list);
  return true;
}

/** Why a packet does not meet a condition, in a few words. */
export function whyNot(match: Match, { packet, tracked, around }: Passage): string {
  switch (match.kind) {
    case 'src':
      return 'source differs';
    case 'dst':
      return 'destination differs';
    case 'protocol':
      return `protocol is ${packet.protocol}`;
    case 'sport':
      return 'source port differs';
    case 'dport':
    case 'dports':
      return 'destination port differs';
    case 'in':
      return 'input interface differs';
    case 'out':
      return 'output interface differs';
    case 'mark':
    case 'connmark':
      return `${match.kind} differs`;
    case 'ctstate':
      return `ctstate is ${shownState(match.states, tracked)}`;
    case 'addrtype':
      return `${match.side === 'src' ? 'source' : 'destination'} is ${match.not ? 'an address' : 'no address'} of this node`;
    case 'member':
      return `not in ${match.set}`;
    case 'blocks':
      return `${match.side === 'src' ? 'source' : 'destination'} differs`;
    case 'ctstatus':
      return 'not translated';
    case 'set':
      return `not in ${match.set}`;
    case 'off-bridge':
      return 'came in by a port of a bridge';
    case 'recent':
      return `${around.nth > 1 ? '' : 'first connection: '}the client is not in the list`;
    default:
      throw new Error(`every packet meets ${match.kind}`);
  }
}
