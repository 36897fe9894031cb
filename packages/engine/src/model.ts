import { asking } from './ask/ask.ts';
import { overlay } from './ask/overlay.ts';
import type { Finding } from './findings/finding.ts';
import { check, elementChecks, walkChecks } from './findings/index.ts';
import { lower } from './lower/lower.ts';
import type { Network } from './network/network.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import type { ElementId } from './topology/id.ts';
import type { Walk } from './topology/question.ts';
import type { Topology } from './topology/topology.ts';
import type { Trace } from './trace/trace.ts';
import { finish, shared, type Work } from './work.ts';

/** Everything that netk knows about one version of a topology. Each part is computed on first use and kept. */
export interface Model {
  readonly topology: Topology;
  readonly plan: Plan;
  readonly network: Network;
  readonly findings: readonly Finding[];
  /** The answer to one of the topology's walks, by its id. Throws RangeError on an unknown id. */
  trace(walk: ElementId): Trace;
  /** The same in steps, for a caller that stays responsive. Readers share the steps. */
  tracing(walk: ElementId): Work<Trace>;
  /** The network that a walk runs on: the topology's own, or the one that its `given` lines make. */
  networkOf(walk: ElementId): Network;
  /** The findings in steps; most of the time goes into the walks that have expectations. */
  checking(): Work<readonly Finding[]>;
  /** The answer to a question that stands in no file. */
  ask(walk: Walk): Trace;
  asking(walk: Walk): Work<Trace>;
}

/** What follows from the elements of a topology alone: versions that differ in their questions share it. */
interface Elements {
  plan(): Plan;
  network(): Network;
  findings(): readonly Finding[];
}

interface KeptTrace {
  readonly walk: string;
  tracing(): Work<Trace>;
}

interface Kept {
  readonly elements: Elements;
  readonly traces: ReadonlyMap<ElementId, KeptTrace>;
}

const keptOf = new WeakMap<Model, Kept>();

/**
 * Builds the model of a topology. With `previous`, the plan, the network, their findings and the traces of unchanged
 * walks are taken over if nothing but walks and expectations changed: the caller compares, and says so by
 * `sameElements`.
 */
export function createModel(
  topology: Topology,
  reuse?: { readonly previous: Model; readonly sameElements: boolean },
): Model {
  const before = reuse?.sameElements ? keptOf.get(reuse.previous) : undefined;
  // No function below may see `before`: a chain of all earlier versions would stay in memory.
  const elements = before?.elements ?? elementsOf(topology);
  return modelOf(topology, elements, before?.traces ?? new Map());
}

function elementsOf(topology: Topology): Elements {
  const plan = lazy(() => makePlan({ ...topology, walks: [], expects: [] }));
  const network = lazy(() => lower(plan()));
  const noWalks = (id: ElementId): never => {
    throw new TypeError(`a check of elements asked for the walk ${id}`);
  };
  const findings = lazy(() => check({ plan: plan(), trace: noWalks }, elementChecks));
  return { plan, network, findings };
}

function modelOf(topology: Topology, elements: Elements, before: ReadonlyMap<ElementId, KeptTrace>): Model {
  const plan = lazy(() => ({ ...elements.plan(), topology }));
  const traces = tracesOf(topology, plan, elements.network, before);
  const tracing = (id: ElementId): Work<Trace> => {
    const work = traces.get(id);
    if (!work) throw new RangeError(`no walk ${id}`);
    return work.tracing();
  };
  const trace = (id: ElementId): Trace => finish(tracing(id));
  const checking = shared(function* () {
    for (const { id, expects } of topology.walks) if (expects.length > 0) yield* attempted(tracing(id));
    return [...elements.findings(), ...check({ plan: plan(), trace }, walkChecks)];
  });
  const model: Model = {
    topology,
    get plan() {
      return plan();
    },
    get network() {
      return elements.network();
    },
    get findings() {
      return finish(checking());
    },
    trace,
    tracing,
    checking,
    networkOf(id) {
      const walk = topology.walks.find((each) => each.id === id);
      if (!walk) throw new RangeError(`no walk ${id}`);
      return walk.givens.length === 0 ? elements.network() : lower(makePlan(overlay(topology, walk.givens)));
    },
    ask: (walk) => finish(answering(topology, plan(), elements.network, walk)),
    asking: (walk) => answering(topology, plan(), elements.network, walk),
  };
  keptOf.set(model, { elements, traces });
  return model;
}

function tracesOf(
  topology: Topology,
  plan: () => Plan,
  network: () => Network,
  before: ReadonlyMap<ElementId, KeptTrace>,
): ReadonlyMap<ElementId, KeptTrace> {
  const out = new Map<ElementId, KeptTrace>();
  for (const walk of topology.walks) {
    const text = JSON.stringify(walk);
    const known = before.get(walk.id);
    out.set(walk.id, known?.walk === text ? known : keepTrace(text, topology, plan, network, walk));
  }
  return out;
}

const keepTrace = (
  text: string,
  topology: Topology,
  plan: () => Plan,
  network: () => Network,
  walk: Walk,
): KeptTrace => ({ walk: text, tracing: shared(() => answering(topology, plan(), network, walk)) });

function* answering(topology: Topology, plan: Plan, network: () => Network, walk: Walk): Work<Trace> {
  if (walk.givens.length === 0) return yield* asking(plan, network(), walk);
  const other = makePlan(overlay(topology, walk.givens));
  return yield* asking(other, lower(other), walk);
}

/** Steps of a walk that may fail: the check that needs its answer meets the failure again, and reports it. */
function* attempted(work: Work<unknown>): Work<void> {
  try {
    yield* work;
  } catch {
    // reported by the check
  }
}

function lazy<T>(make: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: make() };
    return value.of;
  };
}
