import { bugIn, failedTrace, failureOf, type Trace, type Walk } from '@netk/engine';
import type { Io } from './io.ts';

/** Where an error of netk itself was thrown, for who asks for it. */
export function logFailure(error: unknown, io: Io): void {
  if (process.env.NETK_DEBUG && error instanceof Error) io.err(`${error.stack}\n`);
}

/** Says on standard error that netk failed at a walk; false: it did not. */
export function tellFailed(trace: Trace, io: Io): boolean {
  const error = failureOf(trace);
  if (error === undefined) return false;
  io.err(`netk: ${trace.name ?? trace.title ?? trace.id}: ${bugIn(error)}\n`);
  logFailure(error, io);
  return true;
}

/** A walk in some form; where netk fails at the form, the walk with that failure instead of its answer. */
export function printed<T>(walk: Walk, trace: Trace, print: (trace: Trace) => T): { of: T; trace: Trace } {
  try {
    return { of: print(trace), trace };
  } catch (error) {
    const failed = failedTrace(walk, error);
    return { of: print(failed), trace: failed };
  }
}
