import { type Ip, showIp } from '../../base/addr/index.ts';
import { icmpOf, isMessage } from '../../base/icmp.ts';
import { type FilterList, type FilterRule, type Guard, isGuarded, type Peers } from '../../network/guard.ts';
import { hasPorts } from '../../network/header.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { Tried } from '../../trace/trace.ts';
import type { TrackedFlows } from '../flow-book.ts';
import type { Outcome, Passage } from '../passage.ts';
import { passedOnBy } from './hand-back.ts';

/** Passes the packet through what stands between an interface and its network. Undefined: it may go on. */
export function passGuard(
  passage: Passage,
  guard: Guard,
  place: string,
  direction: 'egress' | 'ingress',
  flows: TrackedFlows,
): Outcome | undefined {
  const { packet } = passage;
  const { addresses } = guard;
  const checked = direction === 'egress' ? packet.src : packet.dst;
  if (addresses && !isGuarded(addresses, checked)) {
    const which = direction === 'egress' ? 'source' : 'destination';
    const stopped = passage.stop(
      { stage: addresses.stage, entry: `${which} ${showIp(checked)} is none of ${addresses.text}`, interface: place },
      addresses.cause,
    );
    if (stopped) return stopped;
  }
  const list = guard[direction];
  if (!list) return undefined;
  const flow = flows.flowOf(place, packet);
  if (flow) {
    const forgotten = forgets(passage, guard, place, direction, flow);
    if (forgotten) return forgotten;
    passage.log?.add({
      kind: 'filter',
      stage: list.stage,
      entry: 'tracked: answer of an allowed flow',
      interface: place,
    });
    return undefined;
  }
  const stopped = passList(passage, list, direction === 'egress' ? 'dst' : 'src', place);
  if (!stopped) flows.add(place, packet);
  return stopped;
}

/**
 * A filter that has forgotten an idle connection drops what comes in the middle of one: that opens none (EC2 user guide, security
 * group connection tracking).
 */
function forgets(
  passage: Passage,
  guard: Guard,
  place: string,
  direction: 'egress' | 'ingress',
  flow: NonNullable<ReturnType<TrackedFlows['flowOf']>>,
): Outcome | undefined {
  const { packet, around } = passage;
  const { idle } = around;
  const { tracks } = guard;
  if (!tracks || idle === undefined || packet.protocol !== 'tcp') return undefined;
  const { seconds, shortest, what, cause } = tracks;
  if (idle <= (seconds ?? shortest)) return undefined;
  const opened = flow.sameWay ? direction : direction === 'egress' ? 'ingress' : 'egress';
  if (isUntracked(guard, opened, flow.first.dport)) return undefined;
  if (seconds === undefined)
    return passage.unknown(`for how long ${what} tracks a connection is not known`, { interface: place });
  const { stage, source } = guard[direction]!;
  const entry = `nothing was said for ${idle} s, and ${what} tracks a connection for ${seconds} s`;
  return passage.drop({ stage, entry, interface: place, ...(source === undefined ? {} : { source }) }, cause);
}

/**
 * A flow that a line lets everybody open, and whose answers a line of the other direction lets to everybody at all ports, is not
 * tracked (the same, untracked connections).
 */
function isUntracked(guard: Guard, opened: 'egress' | 'ingress', port: number): boolean {
  const lets = (list: FilterList | undefined, fits: (ports: FilterRule['ports']) => boolean): boolean =>
    list?.rules.some(
      ({ protocol, ports, peers, action }) =>
        action === 'allow' &&
        (protocol === undefined || protocol === 'tcp') &&
        (peers === undefined || peers.text === '0.0.0.0/0') &&
        fits(ports),
    ) === true;
  return (
    lets(guard[opened], (ports) => ports === undefined || (ports.from <= port && port <= ports.to)) &&
    lets(
      guard[opened === 'egress' ? 'ingress' : 'egress'],
      (ports) => ports === undefined || (ports.from <= 0 && ports.to >= 65_535),
    )
  );
}

/** What is not modelled at an interface; answers of a flow that it let through the other way pass. Undefined: it may go on. */
export function passMarks(
  passage: Passage,
  marks: InterfaceMarks,
  place: string,
  direction: 'in' | 'out',
  flows: TrackedFlows,
): Outcome | undefined {
  if (flows.has(place, passage.packet)) return undefined;
  const why = marks[direction];
  if (why !== undefined) return passage.unknown(why, { interface: place });
  flows.add(place, passage.packet);
  return undefined;
}

/** Looks for the first line that matches. `peer` is the end of the packet that the lines' peers mean. */
export function passList(passage: Passage, list: FilterList, peer: 'src' | 'dst', place: string): Outcome | undefined {
  if (list.exempt?.has(passage.packet[peer])) {
    passage.log?.add({ kind: 'filter', stage: list.stage, entry: list.exempt.text, interface: place, default: true });
    return undefined;
  }
  const { log } = passage;
  const tried: Tried[] = [];
  for (const rule of list.rules) {
    const answer = fits(rule, passage, peer);
    if (answer === undefined) return passage.unknown(notTold(rule, passage, peer), { interface: place });
    if (!answer) {
      if (log) tried.push({ entry: rule.entry, why: whyNot(rule, passage, peer) });
      continue;
    }
    if (rule.action === 'allow' && !log) return undefined;
    const step = {
      stage: list.stage,
      entry: rule.entry,
      interface: place,
      ...(rule.source === undefined ? {} : { source: rule.source }),
      ...(tried.length > 0 ? { tried } : {}),
    };
    if (rule.action === 'deny') return passage.stop(step, list.cause);
    log?.add({ ...step, kind: 'filter', ...(rule.default ? { default: true as const } : {}) });
    return undefined;
  }
  return passage.stop(
    {
      stage: list.stage,
      entry: list.otherwise,
      interface: place,
      ...(list.source === undefined ? {} : { source: list.source }),
      ...(tried.length > 0 ? { tried } : {}),
    },
    list.cause,
  );
}

/** Whether a line matches; undefined: that cannot be told. */
function fits(rule: FilterRule, passage: Passage, peer: 'src' | 'dst'): boolean | undefined {
  const { packet, around } = passage;
  const { protocol, ports, peers, own, icmp } = rule;
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  if (own && !own.has(packet[peer === 'src' ? 'dst' : 'src'])) return false;
  const among = peers === undefined || peers.has(carrierOf(peers, passage, peer) ?? packet[peer]);
  if (ports) {
    if (!hasPorts(packet.protocol)) return false;
    if (among) around.draws.compared(packet.dst, packet.dport, packet.protocol, ports);
    if (packet.dport < ports.from || packet.dport > ports.to) return false;
  }
  const message = icmp && icmpOf(packet);
  if (message && !isMessage(icmp, message)) return false;
  if (peers?.unsure?.(packet[peer])) return undefined;
  return peers?.somePublic && around.network.drawn.has(packet[peer]) ? undefined : among;
}

/** Who sent a packet, where a line means whoever carries a group, and a balancer passed it on. */
const carrierOf = ({ carriers }: Peers, passage: Passage, peer: 'src' | 'dst'): Ip | undefined =>
  carriers && peer === 'src' ? passedOnBy(passage) : undefined;

/** Why a line does not match. */
function whyNot({ protocol, ports, peers, own, icmp }: FilterRule, { packet }: Passage, peer: 'src' | 'dst'): string {
  if (protocol !== undefined && protocol !== packet.protocol) return `protocol is ${packet.protocol}`;
  const other = packet[peer === 'src' ? 'dst' : 'src'];
  if (own && !own.has(other)) return `${showIp(other)} is not ${own.text}`;
  if (ports && !hasPorts(packet.protocol)) return `${packet.protocol} has no ports`;
  if (ports && (packet.dport < ports.from || packet.dport > ports.to)) return `destination port is ${packet.dport}`;
  const message = icmp && icmpOf(packet);
  if (message && !isMessage(icmp, message)) return `the message is ${packet.flags}`;
  return `${showIp(packet[peer])} is not ${peers?.text}`;
}

/** Why it cannot be told whether a line matches. */
const notTold = ({ peers }: FilterRule, { packet, around }: Passage, peer: 'src' | 'dst'): string =>
  `whether ${peers?.text} holds ${around.network.drawn.get(packet[peer]) ?? showIp(packet[peer])} is not known`;
