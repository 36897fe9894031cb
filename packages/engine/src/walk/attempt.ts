import type { Answer } from './answer.ts';
import type { Dial } from './relay.ts';

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
  return !isSaid(attempt) || !onlyOnce.has(asked.request?.method ?? 'GET');
}

/** What came of an attempt that failed, in words. */
export const whyFailed = (attempt: Attempt): string => {
  const { client, cause } = attempt.came;
  return isLate(attempt) ? 'took too long' : `${client}${cause === undefined ? '' : ` (${cause})`}`;
};

/** An attempt whose relay said to its upstream what it was asked. */
const isSaid = ({ came }: Attempt): boolean =>
  came.forward.outcome.kind === 'delivered' && came.reply?.outcome.kind === 'delivered';

/** Seconds until a relay knew that attempts had failed, and went on. */
export function waitedFor(failed: readonly Attempt[]): number {
  const waits = failed.map((attempt) => {
    const { http, idleSeconds = 0 } = attempt.dial;
    if (!isLate(attempt) && attempt.came.client !== 'timeout') return 0;
    return isSaid(attempt) ? idleSeconds : (http?.connectSeconds ?? 0);
  });
  return justAfter(waits.reduce((sum, each) => sum + each, 0));
}

/** When who waited for so many seconds goes on. */
export const justAfter = (seconds: number): number => (seconds === 0 ? 0 : seconds + 0.001);
