import { expect, test } from 'vitest';
import { jsonList } from '../src/json-list.ts';

test.each([[[]], [[{ a: 1 }]], [[{ a: [{ b: 'c\nd' }], e: {} }, 'f', [], null]]])(
  'a list in pieces is what JSON.stringify makes of the whole: %j',
  (items) => {
    const whole = `${JSON.stringify({ schema: 'netk.x/1', items }, null, 2)}\n`;
    expect([...jsonList('netk.x/1', 'items', items)].join('')).toBe(whole);
  },
);
