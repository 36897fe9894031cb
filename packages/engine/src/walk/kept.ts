import type { Answer, Sending } from './answer.ts';
import type { Decider, Option, Place } from './decider.ts';
import { one } from './fraction.ts';
import { exchange } from './there-and-back.ts';
import type { Journey } from './travel.ts';

/** A packet of a connection that was opened before, and said nothing since: what devices forgot meanwhile shows. */
export function later(journey: Journey, sending: Sending, idle: number): Answer {
  const first = exchange(journey, sending);
  if (first.verdict !== 'delivered' || first.to !== undefined) return first;
  const { port: _, packet, ...rest } = first.sending;
  journey.idle = idle;
  const answer = exchange(journey, { ...rest, packet: { ...packet, flags: 'ACK' } });
  journey.idle = undefined;
  return answer;
}

const kinds = ['kept', 'new'] as const;

/**
 * Whether a relay that reads requests takes a connection that it kept (`choose connection kept`); without a choice it opens a new
 * one. How often it has one to take depends on all that was asked before, so that nothing is drawn.
 */
export function isKept(decider: Decider, at: Place, of: string, to: string): boolean {
  const options = kinds.map((label): Option => ({ label, probability: one }));
  const [pinned] = decider.pinnedAmong('connection', at, options) ?? [];
  if (pinned === undefined) return false;
  const label = kinds[pinned]!;
  const assumes = `${of} has a connection to ${to} open, where one can be opened, and nobody has closed it`;
  decider.choose('connection', at, of, [{ label, probability: one, ...(label === 'kept' ? { assumes } : {}) }]);
  return label === 'kept';
}
