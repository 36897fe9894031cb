import { ask } from './ask/ask.ts';
import { overlay } from './ask/overlay.ts';
import type { Finding } from './findings/finding.ts';
import { check } from './findings/index.ts';
import { lower } from './lower/lower.ts';
import type { Network } from './network/network.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import type { ElementId } from './topology/id.ts';
import type { Walk } from './topology/question.ts';
import type { Topology } from './topology/topology.ts';
import type { Trace } from './trace/trace.ts';

/** Everything that netk knows about one version of a topology. Each part is computed on first use and kept. */
export interface Model {
  readonly topology: Topology;
  readonly plan: Plan;
  readonly network: Network;
  readonly findings: readonly Finding[];
  /** The answer to one of the topology's walks, by its id. Throws RangeError on an unknown id. */
  trace(walk: ElementId): Trace;
  /** The answer to a question that stands in no file. */
  ask(walk: Walk): Trace;
}

/**
 * Builds the model of a topology. With `previous`, the plan and network of an earlier version are taken over if nothing
 * but walks and expectations changed: the caller compares, and says so by `sameElements`.
 */
export function createModel(
  topology: Topology,
  reuse?: { readonly previous: Model; readonly sameElements: boolean },
): Model {
  const kept = reuse?.sameElements ? reuse.previous : undefined;
  const plan = lazy(() => (kept ? { ...kept.plan, topology } : makePlan(topology)));
  const network = lazy(() => kept?.network ?? lower(plan()));
  const traces = new Map<ElementId, Trace>();
  const answer = (walk: Walk): Trace => {
    if (walk.givens.length === 0) return ask(plan(), network(), walk);
    const other = makePlan(overlay(topology, walk.givens));
    return ask(other, lower(other), walk);
  };
  const trace = (id: ElementId): Trace => {
    const walk = topology.walks.find((each) => each.id === id);
    if (!walk) throw new RangeError(`no walk ${id}`);
    let known = traces.get(id);
    if (!known) {
      known = answer(walk);
      traces.set(id, known);
    }
    return known;
  };
  const findings = lazy(() => check({ plan: plan(), trace }));
  return {
    topology,
    get plan() {
      return plan();
    },
    get network() {
      return network();
    },
    get findings() {
      return findings();
    },
    trace,
    ask: answer,
  };
}

function lazy<T>(make: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: make() };
    return value.of;
  };
}
