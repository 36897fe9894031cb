import { judge } from '../../ask/expect.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Expect, Walk } from '../../topology/question.ts';
import type { Outline } from '../../trace/glance.ts';
import type { Check } from '../check.ts';
import { openWay } from '../mends/index.ts';

/** An expectation of a walk that its trace does not meet, and why. */
export interface FailedExpectation {
  readonly expect: Expect;
  readonly why: string;
}

/** The expectations of a walk that do not hold. A walk without any answer fails none: nobody knows. */
export function failedExpectations(plan: Plan, walk: Walk, found: Outline): readonly FailedExpectation[] {
  if (found.verdict === 'undetermined' && found.routes.length === 0) return [];
  return walk.expects.flatMap((expect) => {
    const judgement = judge(plan, found, expect);
    return judgement.holds === false ? [{ expect, why: judgement.why }] : [];
  });
}

/** NK120: what a walk expects is what the walk finds. */
export const expectations: Check = {
  codes: ['NK120'],
  doc: 'An expectation of a walk does not hold.',
  walks: true,
  *run({ plan, failed, trace }) {
    for (const walk of plan.topology.walks) {
      if (walk.expects.length === 0) continue;
      for (const { expect: id, why } of failed(walk.id)) {
        const expect = walk.expects.find((each) => each.id === id)!;
        const fixes = expect.predicate === 'delivered' && !expect.negated ? openWay(plan, trace(walk.id)) : [];
        yield {
          code: 'NK120',
          severity: 'error',
          about: expect.id,
          message: why,
          related: [{ about: walk.id, message: `walk ${walk.name ?? ''}`.trim() }],
          ...(fixes.length > 0 ? { fixes } : {}),
        };
      }
    }
  },
};
