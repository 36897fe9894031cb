import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naturalOrder } from '../../src/base/natural-order.ts';

/** The order as it is defined: run by run of digits and of other characters. */
function byRuns(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (const [at, x] of left.entries()) {
    const y = right[at];
    if (y === undefined) return 1;
    if (x === y) continue;
    const numbers = /^\d/.test(x) && /^\d/.test(y);
    if (numbers && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length === right.length ? 0 : -1;
}

const names = fc.stringMatching(/^[a0-9/-]{0,3}(pod|1|01|-){0,3}[0-9a]{0,4}$/);

test('names are in the order that comparing numbers and words one by one gives', () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      expect([a, b, Math.sign(naturalOrder(a, b))]).toEqual([a, b, Math.sign(byRuns(a, b))]);
    }),
    { numRuns: 5_000 },
  );
});

test('numbers count as people count them', () => {
  const sorted = ['node-1', 'node-02', 'node-2', 'node-10', 'node-10a', 'node-a'];
  expect(sorted.toReversed().sort(naturalOrder)).toEqual(sorted);
});
