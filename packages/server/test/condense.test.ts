import { createModel, wayCount } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { expect, test } from 'vitest';
import { condense } from '../src/condense.ts';
import { longWalk } from './long-walk.ts';

const modelOf = async (endpoints: number) => createModel((await topologyOf(longWalk(endpoints))).topology);
const traceOf = async (endpoints: number) => {
  const model = await modelOf(endpoints);
  return model.trace(model.topology.walks[0]!.id);
};

test('a trace with few branches stays as it is', async () => {
  const trace = await traceOf(50);
  expect(condense(trace)).toEqual({ trace });
});

test('ways that a branch stands for are counted, where ways are walked by kinds', async () => {
  const trace = await traceOf(2000);
  expect(trace.routes.length).toBeLessThan(2000);
  const { trace: small, stands } = condense(trace);
  const count = stands
    ? stands.reduce((sum, { branches }) => sum + branches, 0)
    : small.routes.map(wayCount).reduce((a, b) => a + b);
  // a few pods find no room
  const ready = (await modelOf(2000)).plan.services.find(({ name }) => name === 'api')!.endpoints.length;
  expect(count).toBe(ready);
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
