import type { Check, HttpRequest, Network, TargetCheck, Trace } from '@netk/engine';
import type { Wanted } from './plan/plan-lab.ts';

/** A health check that is sent: what it takes for healthy, and what the walk says of the target. */
export interface Checked {
  readonly check: Check;
  readonly state: TargetCheck['state'];
}

/** Walks that run on one network. */
export interface Subject {
  readonly network: Network;
  readonly traces: readonly Trace[];
  /** What a trace asks for once it is connected. */
  readonly requests?: ReadonlyMap<Trace, HttpRequest>;
  /** Traces that are health checks: what is seen decides whether the target is healthy, and must decide as the walk does. */
  readonly checks?: ReadonlyMap<Trace, Checked>;
  /** How large the first packet of a trace is, where it is not as small as can be. */
  readonly sizes?: ReadonlyMap<Trace, NonNullable<Wanted['size']>>;
}
