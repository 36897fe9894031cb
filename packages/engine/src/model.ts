import type { Finding } from './findings/finding.ts';
import type { Plan } from './plan/plan.ts';
import type { ElementId } from './topology/id.ts';
import type { Topology } from './topology/topology.ts';
import type { Trace } from './trace/trace.ts';

/** Everything that netk knows about one version of a topology. Each part is computed on first use and kept. */
export interface Model {
  readonly topology: Topology;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** The answer to one of the topology's walks, by its id. Throws RangeError on an unknown id. */
  trace(walk: ElementId): Trace;
}

export function createModel(topology: Topology): Model {
  throw new Error(`not built yet: ${topology.vpcs.length}`);
}
