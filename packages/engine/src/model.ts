import { asking, outlining, requestAsked } from './ask/ask.ts';
import { overlay } from './ask/overlay.ts';
import { bugIn, failedOutline, failedTrace, failureOf, orFailed } from './ask/own-failure.ts';
import { askingPolicy, PairBudget, type PolicyAnswer } from './ask/policy.ts';
import { withStranger } from './ask/strangers.ts';
import { Room } from './base/room.ts';
import { finish, shared, type Work } from './base/work.ts';
import { lower } from './compilers/lower.ts';
import { members } from './compilers/members.ts';
import { unhealthyTargets } from './findings/balancers/unhealthy-targets.ts';
import type { Finding } from './findings/finding.ts';
import { attempted, check, elementChecks, mostOfOneCheck, stopped, walkChecks } from './findings/index.ts';
import { failedExpectations } from './findings/questions/expectations.ts';
import { expectedCause } from './findings/questions/expected-causes.ts';
import { idleGivens } from './findings/questions/idle-givens.ts';
import { policyFindings } from './findings/questions/policies.ts';
import type { Network } from './network/network.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import type { ElementId } from './topology/id.ts';
import type { Expect, Given, Walk } from './topology/question.ts';
import type { Topology } from './topology/topology.ts';
import type { Outline } from './trace/glance.ts';
import type { HttpRequest } from './trace/request.ts';
import type { Trace } from './trace/trace.ts';

/** The answer to a walk in few words. */
export interface WalkOutcome {
  readonly verdict: Trace['verdict'];
  /** How many routes it has. */
  readonly routes: number;
  /** Its own expectations that do not hold. */
  readonly failed: readonly { readonly expect: ElementId; readonly why: string }[];
  /** In words, where netk failed at this walk. */
  readonly bug?: string;
}

/** Everything that netk knows about one version of a topology. Each part is computed on first use and kept. */
export interface Model {
  readonly topology: Topology;
  readonly plan: Plan;
  readonly network: Network;
  readonly findings: readonly Finding[];
  /**
   * The answer to one of the topology's walks, by its id; where a bug of netk prevents one it is undetermined and says so
   * (`failureOf` has the error). Throws RangeError on an unknown id.
   */
  trace(walk: ElementId): Trace;
  /** The same in steps, for a caller that stays responsive. Readers share the steps. */
  tracing(walk: ElementId): Work<Trace>;
  /** The same, and it is not kept: for who asks one walk after the other, once each. */
  traceOnce(walk: ElementId): Trace;
  /** The answer to a walk without its steps, for a fraction of the cost. It is not kept. */
  outline(walk: ElementId): Work<Outline>;
  /** What came of a walk in few words, which are kept. */
  outcome(walk: ElementId): Work<WalkOutcome>;
  /** What came of an expectation at the top of the file, by its id. Throws RangeError on an unknown id. */
  policy(expect: ElementId): Work<PolicyAnswer>;
  /** The network that a walk runs on: the topology's own, or the one that its `given` lines make. */
  networkOf(walk: ElementId): Network;
  /** The plan that this network is compiled from. */
  planOf(walk: ElementId): Plan;
  /** What a walk asks for once it is connected, where it asks a URL or a balancer that reads requests. */
  requestOf(walk: ElementId): HttpRequest | undefined;
  /** The findings in steps; most of the time goes into the walks that have expectations. */
  checking(): Work<readonly Finding[]>;
  /** The answer to a question that stands in no file. */
  ask(walk: Walk): Trace;
  asking(walk: Walk): Work<Trace>;
}

/** What follows from the elements of a topology alone: versions that differ in their questions share it. */
interface Elements {
  /** Without the questions. */
  readonly topology: Topology;
  readonly traces: Room<Trace>;
  plan(): Plan;
  network(): Network;
  findings(): readonly Finding[];
  /** The plan with some `given` blocks. The last one is kept: the check of the blocks and the walk ask one after the other. */
  planWith(givens: readonly Given[]): Plan;
}

/** What follows from one walk. Its trace may be forgotten, and is then computed again. */
interface KeptWalk {
  /** The walk as text, to compare it with. */
  readonly text: string;
  tracing(): Work<Trace>;
  answering(): Work<Trace>;
  outline(): Work<Outline>;
  outcome(): Work<WalkOutcome>;
  checking(): Work<readonly Finding[]>;
}

/** What follows from one expectation of the file. */
interface KeptPolicy {
  readonly text: string;
  answering(): Work<PolicyAnswer>;
  checking(): Work<readonly Finding[]>;
}

/**
 * Hops of all traces that a model keeps, about 4 KB each: without a limit, a hundred walks that branch as much as they
 * may (4,096 ways each) would take 12 GB.
 */
const mostHopsKept = 50_000;

const hopsOf = ({ routes, others = [] }: Trace): number =>
  [...routes, ...others].reduce((sum, { forward, reply }) => sum + forward.length + reply.length, 1);

interface Kept {
  readonly elements: Elements;
  readonly walks: ReadonlyMap<ElementId, KeptWalk>;
  readonly policies: ReadonlyMap<ElementId, KeptPolicy>;
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
  return modelOf(topology, elements, { walks: before?.walks ?? new Map(), policies: before?.policies ?? new Map() });
}

function elementsOf(whole: Topology): Elements {
  const topology: Topology = { ...whole, walks: [], expects: [] };
  const plan = lazy(() => makePlan(topology, members));
  const network = lazy(() => lower(plan()));
  const noWalks = (id: ElementId): never => {
    throw new TypeError(`a check of elements asked for the walk ${id}`);
  };
  const findings = lazy(() => check({ plan: plan(), failed: noWalks, trace: noWalks }, elementChecks));
  let last: { readonly givens: readonly Given[]; readonly plan: Plan } | undefined;
  const planWith = (givens: readonly Given[]): Plan => {
    if (last?.givens !== givens) last = { givens, plan: makePlan(overlay(topology, givens), members) };
    return last.plan;
  };
  return { topology, traces: new Room(mostHopsKept, hopsOf), plan, network, findings, planWith };
}

function modelOf(topology: Topology, elements: Elements, before: Omit<Kept, 'elements'>): Model {
  const plan = lazy(() => ({ ...elements.plan(), topology }));
  const walks = keptOrMade(topology.walks, before.walks, (text, walk) => keepWalk(text, elements, walk));
  const budget = new PairBudget();
  const policies = keptOrMade(topology.expects, before.policies, (text, expect) =>
    keepPolicy(text, elements, expect, budget),
  );
  const walkOf = (id: ElementId): KeptWalk => {
    const walk = walks.get(id);
    if (!walk) throw new RangeError(`no walk ${id}`);
    return walk;
  };
  const tracing = (id: ElementId): Work<Trace> => walkOf(id).tracing();
  const trace = (id: ElementId): Trace => finish(tracing(id));
  const checking = shared(function* () {
    const unhealthy = yield* orFailed(
      () => unhealthyTargets(plan(), elements.network),
      (error) =>
        attempted('NK077', topology.clusters[0]!.id, () => {
          throw error;
        }),
    );
    const found = [...elements.findings(), ...unhealthy, ...(yield* checkWalks(walks))];
    for (const policy of policies.values()) found.push(...(yield* policy.checking()));
    return found;
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
    traceOnce: (id) => finish(walkOf(id).answering()),
    outline: (id) => walkOf(id).outline(),
    outcome: (id) => walkOf(id).outcome(),
    checking,
    policy(id) {
      const policy = policies.get(id);
      if (!policy) throw new RangeError(`no expectation ${id}`);
      return policy.answering();
    },
    planOf(id) {
      const walk = topology.walks.find((each) => each.id === id);
      if (!walk) throw new RangeError(`no walk ${id}`);
      return walk.givens.length === 0 ? elements.plan() : elements.planWith(walk.givens);
    },
    networkOf(id) {
      const walk = topology.walks.find((each) => each.id === id);
      if (!walk) throw new RangeError(`no walk ${id}`);
      const isPlain = walk.givens.length === 0;
      const own = isPlain ? elements.plan() : elements.planWith(walk.givens);
      return withStranger(own, isPlain ? elements.network : () => lower(own), walk.from).network();
    },
    requestOf(id) {
      const walk = topology.walks.find((each) => each.id === id);
      if (!walk) throw new RangeError(`no walk ${id}`);
      return onItsNetwork(elements, walk, (own, network) => requestAsked(own, network, walk));
    },
    ask: (walk) => finish(answering({ ...elements, plan }, walk)),
    asking: (walk) => answering({ ...elements, plan }, walk),
  };
  keptOf.set(model, { elements, walks, policies });
  return model;
}

/** What the checks find at walks, in their order; when that is enough, later walks are not walked. */
function* checkWalks(walks: ReadonlyMap<ElementId, KeptWalk>): Work<readonly Finding[]> {
  const out: Finding[] = [];
  for (const { checking } of walks.values()) {
    out.push(...(yield* checking()));
    if (out.length >= mostOfOneCheck) return [...out.slice(0, mostOfOneCheck), stopped(out.slice(0, mostOfOneCheck))];
  }
  return out;
}

/** What was kept of each question, from the version before when that asked the same, or made anew. */
function keptOrMade<Q extends { readonly id: ElementId }, K extends { readonly text: string }>(
  questions: readonly Q[],
  before: ReadonlyMap<ElementId, K>,
  make: (text: string, question: Q) => K,
): ReadonlyMap<ElementId, K> {
  const out = new Map<ElementId, K>();
  for (const question of questions) {
    const text = JSON.stringify(question);
    const known = before.get(question.id);
    out.set(question.id, known?.text === text ? known : make(text, question));
  }
  return out;
}

/** Sees the elements and this walk alone: of the version of the topology that it was made for, nothing stays in memory. */
function keepWalk(text: string, elements: Elements, walk: Walk): KeptWalk {
  const { topology, plan } = elements;
  const own = lazy((): Plan => ({ ...plan(), topology: { ...topology, walks: [walk] } }));
  const answered = () => answering(elements, walk);
  const tracing = elements.traces.keep(answered);
  const outline = () => outlined(elements, walk);
  const outcome = shared(function* () {
    const found = yield* outline();
    const { verdict, routes } = found;
    if (failureOf(found)) return { verdict, routes: 0, failed: [], bug: found.reasons?.[0] ?? '' };
    const failed = failedExpectations(own(), walk, found);
    return { verdict, routes: routes.length, failed: failed.map(({ expect, why }) => ({ expect: expect.id, why })) };
  });
  const checking = shared(function* () {
    const idle =
      walk.givens.length > 0 ? attempted('NK140', walk.id, () => idleGivens(plan(), walk, elements.planWith)) : [];
    // the answer takes its time, and only expectations are held against it
    const { bug, failed } = walk.expects.length > 0 ? yield* outcome() : { failed: [] };
    if (bug !== undefined) return [...idle, failure(walk.id, bug)];
    const subject = { plan: own(), failed: () => failed, trace: () => finish(tracing()) };
    return [...idle, ...check(subject, walkChecks, walk.id)];
  });
  return { text, tracing, answering: answered, outline, outcome, checking };
}

const failure = (about: ElementId, message: string): Finding => ({
  code: 'NK009',
  severity: 'error',
  about,
  message,
  related: [],
});

function keepPolicy(text: string, { plan, network }: Elements, expect: Expect, budget: PairBudget): KeptPolicy {
  const failed = (error: unknown): PolicyAnswer => {
    const why = bugIn(error);
    return { pairs: 0, holds: undefined, why, parties: [], bug: why };
  };
  const answering = shared(() => orFailed(() => askingPolicy(plan(), network, expect, budget), failed));
  const checking = shared(function* () {
    return [...policyFindings(expect, yield* answering()), ...expectedCause(expect, plan().topology)];
  });
  return { text, answering, checking };
}

type Asked = Pick<Elements, 'plan' | 'network' | 'planWith'>;

/** Asks something of the network that a walk runs on. */
function onItsNetwork<T>({ plan, network, planWith }: Asked, walk: Walk, ask: (plan: Plan, network: Network) => T): T {
  if (walk.givens.length === 0) return ask(plan(), network());
  const other = planWith(walk.givens);
  return ask(other, lower(other));
}

/** Answers a walk; one at which netk fails is undetermined and says so, and the others are not touched. */
const answering = (elements: Asked, walk: Walk): Work<Trace> =>
  orFailed(
    () => onItsNetwork(elements, walk, (plan, network) => asking(plan, network, walk)),
    (error) => failedTrace(walk, error),
  );

/** The same without its steps. */
const outlined = (elements: Asked, walk: Walk): Work<Outline> =>
  orFailed(() => onItsNetwork(elements, walk, (plan, network) => outlining(plan, network, walk)), failedOutline);

function lazy<T>(make: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: make() };
    return value.of;
  };
}
