import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askingPolicy, PairBudget } from '../../src/ask/policy.ts';
import { createModel, finish } from '../../src/index.ts';
import { type Crowd, crowdOf, crowds } from '../support/crowds.ts';
import { type Tamper, tampered, tampers } from '../support/tampered.ts';

/** Answers every expectation of a crowd in kinds, and pair by pair: says whether any answer differs. */
function compare(
  crowd: Crowd,
  changes: readonly Tamper[],
  count: (answer: { holds: boolean | undefined; pairs: number }) => void,
): void {
  const { plan, network: plain, topology } = createModel(crowdOf(crowd));
  const network = changes.length === 0 ? plain : tampered(plain, changes);
  for (const each of topology.expects) {
    const ask = (few: number) => finish(askingPolicy(plan, () => network, each, new PairBudget(), few));
    const walked = ask(Number.POSITIVE_INFINITY);
    expect(ask(0), each.id).toEqual(walked);
    count(walked);
  }
}

describe('an expectation about two sets, of which one pair of each kind is walked,', () => {
  it('is answered as if each pair were walked, on 200 random clusters', () => {
    let [pairs, holding, failing] = [0, 0, 0];
    fc.assert(
      fc.property(crowds, (crowd) =>
        compare(crowd, [], (answer) => {
          pairs += answer.pairs;
          if (answer.holds === true) holding++;
          if (answer.holds === false) failing++;
        }),
      ),
      { numRuns: 200 },
    );
    expect(pairs).toBeGreaterThan(10_000);
    expect(Math.min(holding, failing)).toBeGreaterThan(100);
  }, 300_000);

  it('is so whatever the tables say: on 200 random networks that no compiler makes', () => {
    let failing = 0;
    fc.assert(
      fc.property(crowds, fc.array(tampers, { minLength: 1, maxLength: 3 }), (crowd, changes) =>
        compare(crowd, changes, ({ holds }) => {
          if (holds === false) failing++;
        }),
      ),
      { numRuns: 200 },
    );
    expect(failing).toBeGreaterThan(100);
  }, 300_000);
});
