import { createModel } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { expect, test } from 'vitest';
import { condense } from '../src/condense.ts';
import { longWalk } from './long-walk.ts';

const traceOf = async (endpoints: number) => {
  const { topology } = await topologyOf(longWalk(endpoints));
  return createModel(topology).trace(topology.walks[0]!.id);
};

test('a trace with few branches stays as it is', async () => {
  const trace = await traceOf(50);
  expect(condense(trace)).toEqual({ trace });
});

test('branches that went alike become one, and none is lost', async () => {
  const trace = await traceOf(500);
  const { trace: small, stands = [] } = condense(trace);
  expect(trace.routes).toHaveLength(500);
  expect(small.routes.length).toBeLessThan(10);
  expect(stands).toHaveLength(small.routes.length);
  expect(stands.reduce((sum, { branches }) => sum + branches, 0)).toBe(500);
  expect(stands.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  expect(trace.routes).toEqual(expect.arrayContaining([...small.routes]));
});
