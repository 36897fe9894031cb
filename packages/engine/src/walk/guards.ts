import { showIp } from '../addr/index.ts';
import type { FilterList, FilterRule, Guard } from '../network/guard.ts';
import { type Header, hasPorts } from '../network/header.ts';
import type { Tried } from '../trace/trace.ts';
import type { TrackedFlows } from './flow-book.ts';
import type { Outcome, Passage } from './passage.ts';

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
  if (addresses && !addresses.has(checked)) {
    const which = direction === 'egress' ? 'source' : 'destination';
    const stopped = passage.stop(
      { stage: addresses.stage, entry: `${which} ${showIp(checked)} is none of ${addresses.text}`, interface: place },
      addresses.cause,
    );
    if (stopped) return stopped;
  }
  const list = guard[direction];
  if (!list) return undefined;
  if (flows.has(place, packet)) {
    passage.add({ kind: 'filter', stage: list.stage, entry: 'tracked: answer of an allowed flow', interface: place });
    return undefined;
  }
  const stopped = passList(passage, list, direction === 'egress' ? 'dst' : 'src', place);
  if (!stopped) flows.add(place, packet);
  return stopped;
}

/** Looks for the first line that matches. `peer` is the end of the packet that the lines' peers mean. */
export function passList(passage: Passage, list: FilterList, peer: 'src' | 'dst', place: string): Outcome | undefined {
  if (list.exempt?.has(passage.packet[peer])) {
    passage.add({ kind: 'filter', stage: list.stage, entry: list.exempt.text, interface: place, default: true });
    return undefined;
  }
  const tried: Tried[] = [];
  for (const rule of list.rules) {
    const why = misses(rule, passage.packet, peer);
    if (why !== undefined) {
      tried.push({ entry: rule.entry, why });
      continue;
    }
    const step = {
      stage: list.stage,
      entry: rule.entry,
      interface: place,
      ...(rule.source === undefined ? {} : { source: rule.source }),
      ...(tried.length > 0 ? { tried } : {}),
    };
    if (rule.action === 'deny') return passage.stop(step, list.cause);
    passage.add({ ...step, kind: 'filter', ...(rule.default ? { default: true as const } : {}) });
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

function misses(rule: FilterRule, packet: Header, peer: 'src' | 'dst'): string | undefined {
  if (rule.protocol !== undefined && rule.protocol !== packet.protocol) return `protocol is ${packet.protocol}`;
  if (rule.ports && (!hasPorts(packet.protocol) || packet.dport < rule.ports.from || packet.dport > rule.ports.to))
    return hasPorts(packet.protocol) ? `destination port is ${packet.dport}` : `${packet.protocol} has no ports`;
  if (rule.peers && !rule.peers.has(packet[peer])) return `${showIp(packet[peer])} is not ${rule.peers.text}`;
  return undefined;
}
