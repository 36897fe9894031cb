import { expect, test } from 'vitest';
import { finish, shared, type Work } from '../../src/base/work.ts';

/** Counts to a number, a step each, and tells every step to `seen`. */
function* counting(to: number, seen: number[]): Work<number> {
  for (let n = 1; n <= to; n++) {
    seen.push(n);
    yield { branches: n, share: n / to };
  }
  return to;
}

test('readers of a shared computation do each step once and get the same result', () => {
  const seen: number[] = [];
  const read = shared(() => counting(5, seen));
  const first = read();
  first.next();
  first.next();
  expect(finish(read())).toBe(5);
  expect(finish(first)).toBe(5);
  expect(finish(read())).toBe(5);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test('a reader that gives up leaves the steps that it did to the next one', () => {
  const seen: number[] = [];
  const read = shared(() => counting(3, seen));
  const gone = read();
  gone.next();
  gone.return(0);
  expect(finish(read())).toBe(3);
  expect(seen).toEqual([1, 2, 3]);
});

test('a shared computation that throws begins anew for the next reader', () => {
  let times = 0;
  const read = shared(function* (): Work<string> {
    times += 1;
    yield { branches: 1, share: 0.5 };
    if (times === 1) throw new Error('first time');
    return 'second time';
  });
  expect(() => finish(read())).toThrow('first time');
  expect(finish(read())).toBe('second time');
});
