import type { Work } from '../base/work.ts';
import type { Walk } from '../topology/question.ts';
import type { Outline } from '../trace/glance.ts';
import type { Trace } from '../trace/trace.ts';

/** What netk says where it failed itself, and what to do about it. */
export const bugIn = (error: unknown): string =>
  `this is a bug in netk: ${error instanceof Error ? error.message : String(error)}; please report it with this file, or with the part of it that is enough`;

const errors = new WeakMap<Trace | Outline, unknown>();

/** The error that a walk ended with which netk could not answer because of a bug of its own; for the log. */
export const failureOf = (trace: Trace | Outline): unknown => errors.get(trace);

/** The answer to a walk at which netk failed: undetermined, with the bug as its reason. */
export function failedTrace({ id, name, title, from, to, protocol = 'tcp' }: Walk, error: unknown): Trace {
  const trace: Trace = {
    id,
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    flow: { from: from.text, to: to.text, protocol },
    verdict: 'undetermined',
    routes: [],
    reasons: [bugIn(error)],
  };
  errors.set(trace, error instanceof Error ? error : new Error(String(error)));
  return trace;
}

/** The same where nothing but the outcome was asked for. */
export function failedOutline(error: unknown): Outline {
  const outline: Outline = { verdict: 'undetermined', routes: [], reasons: [bugIn(error)] };
  errors.set(outline, error instanceof Error ? error : new Error(String(error)));
  return outline;
}

/** A computation that throws ends with what `failed` makes of the error: a bug costs one answer, and not the others. */
export function* orFailed<T>(start: () => Work<T>, failed: (error: unknown) => T): Work<T> {
  try {
    return yield* start();
  } catch (error) {
    return failed(error);
  }
}
