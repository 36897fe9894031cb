import type { ElementId } from '../topology/id.ts';
import { strangerId } from '../topology/question.ts';
import type { Glance, PassedDevice } from '../trace/glance.ts';
import type { Blocker, Branch, Hop } from '../trace/trace.ts';

/** An answer in which the sender that no line of the file describes stands for the line that asks. */
export function askedBy(branch: Branch, source: ElementId): Branch {
  const { forward, reply, legs, later, blockers } = branch;
  if (forward[0]?.id !== strangerId) return branch;
  const own = <T extends { readonly source?: ElementId }>(of: T): T =>
    of.source === strangerId ? { ...of, source } : of;
  const hops = (list: readonly Hop[]) =>
    list.map((hop) => (hop.id === strangerId ? { ...own(hop), steps: hop.steps.map(own) } : hop));
  return {
    ...branch,
    forward: hops(forward),
    reply: hops(reply),
    ...(legs ? { legs: legs.map((leg) => ({ ...leg, forward: hops(leg.forward), reply: hops(leg.reply) })) } : {}),
    ...(later ? { later: hops(later) } : {}),
    ...(blockers ? { blockers: blockers.map((each): Blocker => own(each)) } : {}),
  };
}

/** The same without its steps. */
export function glancedBy(glance: Glance, source: ElementId): Glance {
  const { forward, reply } = glance;
  if (forward[0]?.device.id !== strangerId) return glance;
  const own = (list: readonly PassedDevice[]) =>
    list.map((each) => (each.device.id === strangerId ? { ...each, device: { ...each.device, source } } : each));
  return { ...glance, forward: own(forward), reply: own(reply) };
}
