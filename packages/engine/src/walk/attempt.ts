import type { Dial } from './relay.ts';
import type { Answer } from './there-and-back.ts';

/** A connection that a relay opened, and what came of it. */
export interface Attempt {
  readonly dial: Dial;
  readonly came: Answer;
}

const isLate = ({ dial: { idleSeconds }, came: { seconds = 0 } }: Attempt): boolean =>
  idleSeconds !== undefined && seconds > idleSeconds;

/** Methods that may do something anew each time. */
const onlyOnce: ReadonlySet<string> = new Set(['POST', 'LOCK', 'PATCH']);

/** Whether a relay that tries others tries one after this: it got no answer in time, and has asked for nothing that is done only once. */
export function isToTryAgain(attempt: Attempt): boolean {
  const { came, dial: asked } = attempt;
  if (came.verdict === 'undetermined' || (came.status !== undefined && !isLate(attempt))) return false;
  const isSaid = came.forward.outcome.kind === 'delivered' && came.reply?.outcome.kind === 'delivered';
  return !isSaid || !onlyOnce.has(asked.request?.method ?? 'GET');
}

/** What came of an attempt that failed, in words. */
export const whyFailed = (attempt: Attempt): string => {
  const { client, cause } = attempt.came;
  return isLate(attempt) ? 'took too long' : `${client}${cause === undefined ? '' : ` (${cause})`}`;
};
