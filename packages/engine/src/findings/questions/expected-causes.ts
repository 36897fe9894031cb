import type { Expect } from '../../topology/question.ts';
import type { Topology } from '../../topology/topology.ts';
import { type CauseCode, causeCodes } from '../../trace/cause.ts';
import { canRaise } from '../../views/explain/raised-causes.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

const isCause = (code: string): code is CauseCode => (causeCodes as readonly string[]).includes(code);

/** NK146: an expectation names a cause with which no walk can end: of this topology, or of any. */
export function* expectedCause({ id, because: written }: Expect, topology: Topology): Generator<Finding> {
  const because = written?.toUpperCase();
  if (because === undefined || !isCause(because)) return;
  const can = canRaise(because, topology);
  if (can === 'yes') return;
  const notYet = can === 'not yet';
  yield {
    code: 'NK146',
    severity: notYet ? 'information' : 'warning',
    about: id,
    message: notYet
      ? `netk raises ${because} nowhere yet: no walk can end with it`
      : `no walk of this topology can end with ${because}: that needs ${can.lacks}`,
    related: [],
  };
}

/** {@link expectedCause} of the expectations of walks; those of a file are checked with their pairs. */
export const expectedCauses: Check = {
  codes: ['NK146'],
  doc: 'An expectation names a cause that cannot be raised.',
  walks: true,
  *run({ plan: { topology } }) {
    for (const { expects } of topology.walks) for (const expect of expects) yield* expectedCause(expect, topology);
  },
};
