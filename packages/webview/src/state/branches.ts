import type { Branch, Trace } from '@netk/engine';

const known = new WeakMap<Trace, readonly Branch[]>();

/** All branches of a walk: those that its pins choose first, then those that they leave out. */
export function branchesOf(trace: Trace): readonly Branch[] {
  const made = known.get(trace) ?? [...trace.routes, ...(trace.others ?? [])];
  known.set(trace, made);
  return made;
}
