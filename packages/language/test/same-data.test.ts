import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameData } from '../src/model/same-data.ts';

const data = fc.jsonValue({ maxDepth: 4 });

test('data is the same when its JSON is', () => {
  fc.assert(
    fc.property(data, data, (a, b) => {
      expect(sameData(a, structuredClone(a))).toBe(true);
      // -0 is written as 0, and 1e400 as null: numbers are compared as JSON reads them.
      const [left, right] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
      if (JSON.stringify(left) === JSON.stringify(right)) expect(sameData(left, right)).toBe(true);
      if (sameData(left, right)) expect(left).toEqual(right);
      expect(sameData(left, right)).toBe(sameData(right, left));
    }),
  );
});

test('data with one value changed, added or taken away is not the same', () => {
  const pod = { id: 'a/b', labels: { app: 'x' }, addresses: [{ id: 'i', text: '10.0.0.1' }], eni: 0 };
  expect(sameData(pod, { ...pod, eni: 1 })).toBe(false);
  expect(sameData(pod, { ...pod, labels: {} })).toBe(false);
  expect(sameData(pod, { ...pod, labels: { app: 'x', tier: 'y' } })).toBe(false);
  expect(sameData(pod, { ...pod, addresses: [] })).toBe(false);
  expect(sameData(pod, { ...pod, addresses: { 0: pod.addresses[0] } })).toBe(false);
  expect(sameData([pod], [pod, pod])).toBe(false);
  expect(sameData({ a: null }, { a: undefined })).toBe(false);
});

test('a property that is undefined is none', () => {
  expect(sameData({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(sameData({ a: 1 }, { a: 1, b: undefined })).toBe(true);
});
