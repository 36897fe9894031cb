import { finish, type Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import type { Walk } from '../topology/question.ts';
import { type Glance, type Outline, outlineOf } from '../trace/glance.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Branch, Trace } from '../trace/trace.ts';
import { fixOf } from '../views/explain/reason.ts';
import { glances } from '../walk/branches.ts';
import { Decider, type Pin } from '../walk/decider.ts';
import type { Footprint } from '../walk/footprint.ts';
import { askedOf } from './asked.ts';
import { askedBy, glancedBy } from './asked-by.ts';
import { asksForBirth, birthOf } from './birth.ts';
import { factsOf } from './facts-of.ts';
import { branchesOf, glancesOf } from './ways.ts';

interface AskOptions {
  /** Also walk the second packet of each connection. */
  readonly later?: boolean;
  /** So many ways are walked one by one; of more, one of each kind. */
  readonly few?: number;
}

/** Answers one walk on a network that was compiled from the same plan. */
export const ask = (plan: Plan, network: Network, walk: Walk, options: AskOptions = {}): Trace =>
  finish(asking(plan, network, walk, options));

/** What a walk asks for once it is connected; undefined: nothing, or it cannot be walked. */
export function requestAsked(plan: Plan, network: Network, walk: Walk): HttpRequest | undefined {
  const asked = askedOf(plan, network, walk);
  // it is the same at every address
  return asked.kind === 'known' ? asked.send(new Decider([], [])).request : undefined;
}

/** Answers one walk in steps, a branch each. */
export function* asking(plan: Plan, network: Network, walk: Walk, options: AskOptions = {}): Work<Trace> {
  if (asksForBirth(walk)) return birthOf(plan, network, walk);
  const asked = askedOf(plan, network, walk);
  const { head } = asked;
  if (asked.kind === 'unknown') return { ...head, verdict: 'undetermined', routes: [], reasons: asked.reasons };
  const found = yield* branchesOf(
    { plan, asked, walk, few: options.few },
    {
      ...(options.later === undefined ? {} : { later: options.later }),
      advise: (way, hop, step) => fixOf(way, factsOf(asked.network, hop, step, plan)),
    },
  );
  const { wrongPort } = head.flow;
  const told = found.map((branch) => askedBy(branch, walk.id));
  const all = wrongPort === undefined ? told : told.map((branch) => askAnother(branch, wrongPort));
  const { chosen, reasons } = pinned(all, asked.pins, walk);
  if (reasons) return { ...head, verdict: 'undetermined', routes: [], others: all, reasons };
  const others = all.filter((branch) => !chosen.includes(branch));
  return { ...head, verdict: verdictOf(chosen), routes: chosen, ...(others.length > 0 ? { others } : {}) };
}

/** Nothing on the way helps who asks a Service for a port that it does not have: another one is to be asked for. */
function askAnother({ blockers, ...branch }: Branch, wrongPort: string): Branch {
  const [first] = blockers ?? [];
  return first ? { ...branch, blockers: [{ ...first, fix: `Ask for another port: ${wrongPort}.` }] } : branch;
}

/** What comes of one walk, without a step of its ways. It costs a fraction of the trace, and says the same. */
export function* outlining(plan: Plan, network: Network, walk: Walk, footprint?: Footprint): Work<Outline> {
  if (asksForBirth(walk)) return outlineOf(birthOf(plan, network, walk));
  const asked = askedOf(plan, network, walk);
  if (asked.kind === 'unknown') return { verdict: 'undetermined', routes: [], reasons: asked.reasons };
  // who wants to know what was looked at looks himself how others are alike
  const found = footprint
    ? (yield* glances(asked.network, asked.send, asked.pins, { footprint }))!
    : yield* glancesOf({ plan, asked, walk });
  const told = found.map((glance) => glancedBy(glance, walk.id));
  const { chosen, reasons } = pinned(told, asked.pins, walk);
  return reasons ? { verdict: 'undetermined', routes: [], reasons } : { verdict: verdictOf(chosen), routes: chosen };
}

/** The branches that the pins of a walk leave; or which pins mean nothing. */
function pinned<B extends Pick<Branch, 'choices'>>(
  all: readonly B[],
  pins: readonly Pin[],
  { chooses }: Walk,
): { readonly chosen: readonly B[]; readonly reasons?: readonly string[] } {
  if (pins.length === 0) return { chosen: all };
  const used = pins.filter((pin) =>
    all.some((branch) => branch.choices.some((choice) => choice.pinned && matches(choice, pin))),
  );
  if (used.length === pins.length) return { chosen: all.filter((branch) => pins.every((pin) => obeys(branch, pin))) };
  const unused = chooses.filter((_, i) => !used.includes(pins[i]!));
  const reasons = unused.map(
    (choose) => `choose ${choose.what} ${choose.value.text}: no random choice of this walk offers it`,
  );
  return { chosen: [], reasons };
}

const matches = (choice: Branch['choices'][number], pin: Pin): boolean =>
  choice.kind === pin.kind && (pin.at === undefined || pin.at === choice.id);

/** Every choice that a pin speaks of went its way. */
const obeys = (branch: Pick<Branch, 'choices'>, pin: Pin): boolean =>
  branch.choices.filter((choice) => matches(choice, pin)).every((choice) => pin.labels.has(choice.picked));

export function verdictOf(routes: readonly Pick<Glance, 'verdict'>[]): Trace['verdict'] {
  const verdicts = new Set(routes.map((route) => route.verdict));
  if (verdicts.size === 1) return routes[0]!.verdict;
  return verdicts.has('undetermined') && !verdicts.has('delivered') ? 'undetermined' : 'mixed';
}
