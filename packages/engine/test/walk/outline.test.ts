import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createModel, finish, type Model, outlineOf } from '../../src/index.ts';
import { build, shapes } from '../support/arbitraries.ts';
import { exampleModel, examples } from '../support/example.ts';
import { plain } from '../support/plain-outline.ts';
import { buildPolicies, policyShapes } from '../support/policy-clusters.ts';

function compare(model: Model): number {
  for (const walk of model.topology.walks)
    expect(plain(finish(model.outline(walk.id))), walk.name ?? walk.id).toEqual(plain(outlineOf(model.trace(walk.id))));
  return model.topology.walks.length;
}

describe('the outline of a walk, which is walked without a step,', () => {
  it('says what its trace says, on random clusters', () => {
    let walks = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        walks += compare(createModel(build(shape)));
      }),
      { numRuns: 20 },
    );
    expect(walks).toBeGreaterThan(100);
  });
  it('says what its trace says, on random clusters with policies', () => {
    fc.assert(
      fc.property(policyShapes, (shape) => {
        compare(createModel(buildPolicies(shape)));
      }),
      { numRuns: 20 },
    );
  });
  test.each(examples)('says what its trace says, in %s', async (name) => {
    compare(await exampleModel(name));
  });
});
