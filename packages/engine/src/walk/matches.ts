import { contains } from '../base/addr/index.ts';
import { swapped } from '../network/header.ts';
import { type ConntrackState, isRemark, type Match, type NetfilterRule, type Remark } from '../network/netfilter.ts';
import type { Tracked } from './conntrack.ts';
import { isLocal } from './fib.ts';
import type { Passage } from './passage.ts';

/** Why a rule does not match the packet here, in a few words; undefined when it does. Random matches are left out. */
export function misses(rule: NetfilterRule, passage: Passage): string | undefined {
  for (const match of rule.matches) {
    const why = match.kind === 'statistic' || isRemark(match) ? undefined : missed(match, passage);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** The state, and whether the connection is translated (xt_conntrack.c tests the status bits beside the state). */
function statesOf(tracked: Tracked | undefined): readonly ConntrackState[] {
  if (!tracked) return [];
  const { original, reply } = tracked.connection;
  const plain = swapped(original);
  const states: ConntrackState[] = [tracked.state];
  if (reply.dst !== plain.dst || reply.dport !== plain.dport) states.push('SNAT');
  if (reply.src !== plain.src || reply.sport !== plain.sport) states.push('DNAT');
  return states;
}

/** Translations are named where the rule asks for them. */
const shownState = (asked: readonly ConntrackState[], tracked: Tracked | undefined): string =>
  statesOf(tracked)
    .filter((each) => each === tracked?.state || asked.includes(each))
    .join(',') || 'UNTRACKED';

const named = (pattern: string, name: string | undefined): boolean =>
  name !== undefined && (pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

function missed(
  match: Exclude<Match, { kind: 'statistic' } | Remark>,
  { packet, device, iif, oif, tracked, draws }: Passage,
): string | undefined {
  switch (match.kind) {
    case 'src':
      return contains(match.block, packet.src) === (match.not === true) ? 'source differs' : undefined;
    case 'dst':
      return contains(match.block, packet.dst) === (match.not === true) ? 'destination differs' : undefined;
    case 'protocol':
      return packet.protocol === match.protocol ? undefined : `protocol is ${packet.protocol}`;
    case 'sport':
      draws.compared({ ip: packet.src, port: packet.sport }, packet.protocol, match);
      return packet.sport >= match.from && packet.sport <= match.to ? undefined : 'source port differs';
    case 'dport':
      draws.compared({ ip: packet.dst, port: packet.dport }, packet.protocol, match);
      return packet.dport >= match.from && packet.dport <= match.to ? undefined : 'destination port differs';
    case 'in':
      return named(match.name, iif) === (match.not === true) ? 'input interface differs' : undefined;
    case 'out':
      return named(match.name, oif) === (match.not === true) ? 'output interface differs' : undefined;
    case 'mark':
      return ((packet.mark & match.mask) >>> 0 === match.value) === (match.not === true) ? 'mark differs' : undefined;
    case 'connmark': {
      const mark = tracked?.connection.mark ?? 0;
      return ((mark & match.mask) >>> 0 === match.value) === (match.not === true) ? 'connmark differs' : undefined;
    }
    case 'ctstate':
      return statesOf(tracked).some((each) => match.states.includes(each)) === (match.not === true)
        ? `ctstate is ${shownState(match.states, tracked)}`
        : undefined;
    case 'addrtype': {
      const local = isLocal(
        device,
        match.side === 'src' ? packet.src : packet.dst,
        match.limitIfaceIn ? iif : undefined,
      );
      if (local !== (match.not === true)) return undefined;
      return `${match.side === 'src' ? 'source' : 'destination'} is ${local ? 'an address' : 'no address'} of this node`;
    }
    case 'recent':
      // the walk follows the first connection of a client: nobody is in the list yet
      return match.set ? undefined : 'first connection: the client is not in the list';
  }
}
