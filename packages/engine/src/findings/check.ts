import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Outline } from '../trace/glance.ts';
import type { Trace } from '../trace/trace.ts';
import type { Finding } from './finding.ts';

/** What a check may look at. */
export interface Subject {
  readonly plan: Plan;
  /** What came of a walk: a fraction of the cost of its trace. */
  outline(walk: ElementId): Outline;
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
