import { judge } from '../ask/expect.ts';
import type { Check } from './check.ts';
import { openWay } from './fix-way.ts';

/** NK120: what a walk expects is what the walk finds. */
export const expectations: Check = {
  codes: ['NK120'],
  doc: 'An expectation of a walk does not hold.',
  walks: true,
  *run({ plan, trace }) {
    for (const walk of plan.topology.walks) {
      if (walk.expects.length === 0) continue;
      const found = trace(walk.id);
      if (found.verdict === 'undetermined' && found.routes.length === 0) continue;
      for (const expect of walk.expects) {
        const judgement = judge(plan, found, expect);
        if (judgement.holds !== false) continue;
        const fixes = expect.predicate === 'delivered' && !expect.negated ? openWay(plan, found) : [];
        yield {
          code: 'NK120',
          severity: 'error',
          about: expect.id,
          message: judgement.why,
          related: [{ about: walk.id, message: `walk ${walk.name ?? ''}`.trim() }],
          ...(fixes.length > 0 ? { fixes } : {}),
        };
      }
    }
  },
};
