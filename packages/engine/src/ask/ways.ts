import type { Work } from '../base/work.ts';
import type { Plan } from '../plan/plan.ts';
import type { Walk } from '../topology/question.ts';
import type { Glance } from '../trace/glance.ts';
import type { Branch } from '../trace/trace.ts';
import { branches, type Described, glances } from '../walk/branches.ts';
import type { Asked } from './asked.ts';
import { standingIn } from './expect.ts';
import type { Standing } from './kinds/machine-kinds.ts';
import { OptionKinds } from './kinds/option-kinds.ts';

/** So many ways are walked one by one: that takes less than to look how they are alike. */
const fewWays = 1024;

/** Rounds of telling kinds apart after which every way is walked. */
const mostRounds = 8;

/** More kinds than these are not told apart: what each way of them looked at is kept meanwhile. */
const mostKinds = 1024;

type Known = Extract<Asked, { kind: 'known' }>;

interface Question {
  readonly plan: Plan;
  readonly asked: Known;
  readonly walk: Walk;
  /** Ways that are walked one by one. */
  readonly few?: number | undefined;
}

/** All ways of a walk; of many one of each kind, with the labels of those that it stands for. */
export function* branchesOf({ few = fewWays, ...question }: Question, wanted: Described): Work<Branch[]> {
  const { network, send, pins } = question.asked;
  const each = yield* branches(network, send, pins, { ...wanted, most: few });
  if (each) return each;
  const kinds = yield* kindsOf(question);
  return (yield* branches(network, send, pins, { ...wanted, kinds }))!;
}

/** The same without a step of their ways. */
export function* glancesOf({ few = fewWays, ...question }: Question): Work<Glance[]> {
  const { network, send, pins } = question.asked;
  const each = yield* glances(network, send, pins, { most: few });
  return each ?? (yield* glances(network, send, pins, { kinds: yield* kindsOf(question) }))!;
}

/** What the choices of a walk are between; undefined: it was not found out. */
function* kindsOf({ plan, asked: { network, send, pins }, walk }: Question): Work<OptionKinds | undefined> {
  const standing: Standing = (device, addresses) =>
    walk.expects.map((expect) => standingIn(plan, expect, device, addresses)).join(' ');
  const apart = new Set(pins.flatMap(({ at }) => at ?? []));
  const kinds = new OptionKinds(plan, network, standing, apart, walk.expects.length > 0);
  for (let round = 0; round < mostRounds; round++) {
    if (!(yield* glances(network, send, pins, { kinds, most: mostKinds }))) return undefined;
    if (!(yield* kinds.refine())) return kinds;
  }
  return undefined;
}
