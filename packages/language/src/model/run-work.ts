import type { Progress, Work } from '@netk/engine';
import { Cancellation, interruptAndCheck, isOperationCancelled } from 'langium';

/** Says when an answer is no longer wanted. */
export type Token = Cancellation.CancellationToken;

/**
 * Runs a computation of the engine and lets other work of this process happen in between. Rejects with Langium's
 * OperationCancelled when the token is cancelled.
 */
export async function runWork<T>(
  work: Work<T>,
  token: Token = Cancellation.CancellationToken.None,
  tell: (progress: Progress) => void = () => {},
): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    tell(step.value);
    await interruptAndCheck(token);
  }
}

/** The same, or undefined when the computation throws: a bug in one part must not cost the editor all others. */
export async function attemptWork<T>(start: () => Work<T>, token?: Token): Promise<T | undefined> {
  try {
    return await runWork(start(), token);
  } catch (error) {
    if (isOperationCancelled(error)) throw error;
    return undefined;
  }
}
