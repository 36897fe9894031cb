import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Trace } from '../trace/trace.ts';
import type { Finding } from './finding.ts';

/** What a check may look at. */
export interface Subject {
  readonly plan: Plan;
  /** The expectations of a walk that do not hold, and why. */
  failed(walk: ElementId): readonly { readonly expect: ElementId; readonly why: string }[];
  trace(walk: ElementId): Trace;
}

/** One rule about topologies. */
export interface Check {
  /** The codes that it may report. */
  readonly codes: readonly string[];
  readonly doc: string;
  /** It looks at walks or their traces. Checks without this see no walk, and do not run again when only walks change. */
  readonly walks?: true;
  run(subject: Subject): Iterable<Finding>;
}
