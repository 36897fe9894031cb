import { expectText, judge } from './ask/expect.ts';
import { failureOf } from './ask/own-failure.ts';
import type { Work } from './base/work.ts';
import type { Model } from './model.ts';
import type { Expect, Walk } from './topology/question.ts';
import type { Glance, Outline } from './trace/glance.ts';

/** A hop of a walk: the place of its branch, and its own in one direction. */
export interface HopPlace {
  readonly branch: number;
  readonly direction: 'forward' | 'reply';
  readonly hop: number;
  /** The id of the device: what a place is known by where branches are put together. */
  readonly device: string;
}

/** An expectation as it was tested: what `netk test` prints, and the tests of an editor show. */
export interface Tested {
  readonly expect: Expect;
  /** In the author's words. */
  readonly text: string;
  /** One that cannot be decided is none that holds. */
  readonly result: 'holds' | 'fails' | 'undetermined';
  /** Why not, in one sentence; empty where it holds. */
  readonly why: string;
  /** What came instead; empty where it holds. */
  readonly found: string;
  /** The first hop that is not as expected: where the packet dies, or arrives although it should not, or elsewhere. */
  readonly wrong?: HopPlace;
}

/** All expectations of a walk, tested; `failure`: the error where netk itself failed at the walk. */
export interface TestedQuestion {
  readonly expectations: readonly Tested[];
  readonly failure?: unknown;
}

/** Tests the expectations of one walk. A walk that expects nothing is not walked. */
export function* testingWalk(model: Model, walk: Walk): Work<TestedQuestion> {
  if (walk.expects.length === 0) return { expectations: [] };
  const outline = yield* model.outline(walk.id);
  const expectations = walk.expects.map((expect): Tested => {
    const { holds, why, reason, route } = judge(model.plan, outline, expect);
    const wrong = holds === false && route !== undefined ? wrongHop(outline, route) : undefined;
    return { ...testedAs(expect, holds, why, reason), ...(wrong && { wrong }) };
  });
  const failure = failureOf(outline);
  return failure === undefined ? { expectations } : { expectations, failure };
}

/** Tests an expectation at the top of a file, which is about all pairs of two sets: also says how many there are. */
export function* testingPolicy(
  model: Model,
  expect: Expect,
): Work<{ readonly tested: Tested; readonly pairs: number }> {
  const { holds, why, pairs } = yield* model.policy(expect.id);
  return { tested: testedAs(expect, holds, why, why), pairs };
}

function testedAs(expect: Expect, holds: boolean | undefined, why: string, found: string): Tested {
  const result = holds === undefined ? 'undetermined' : holds ? 'holds' : 'fails';
  const words = holds === true ? { why: '', found: '' } : { why, found };
  return { expect, text: expectText(expect), result, ...words };
}

/** Where a branch that is not as expected went wrong: where it died, else where the packet arrived. */
function wrongHop({ routes }: Outline, branch: number): HopPlace | undefined {
  const glance = routes[branch];
  if (!glance) return undefined;
  const { direction, hop } = endOf(glance);
  const device = glance[direction][hop]?.device.id;
  return device === undefined ? undefined : { branch, direction, hop, device };
}

const endOf = ({ died, forward }: Glance): Pick<HopPlace, 'direction' | 'hop'> =>
  died ?? { direction: 'forward', hop: forward.length - 1 };
