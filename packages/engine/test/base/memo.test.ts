import { expect, test, vi } from 'vitest';
import { remembered } from '../../src/base/memo.ts';

test('a remembered result is made once', () => {
  const make = vi.fn((text: string) => `${text}!`);
  const once = remembered(make);
  expect([once('a'), once('b'), once('a')]).toEqual(['a!', 'b!', 'a!']);
  expect(make).toHaveBeenCalledTimes(2);
});

test('results beyond fifty thousand make room, and are made again', () => {
  const make = vi.fn((text: string) => `${text}!`);
  const once = remembered(make);
  for (let at = 0; at <= 50_000; at++) once(String(at));
  expect(once('0')).toBe('0!');
  expect(make).toHaveBeenCalledTimes(50_002);
});
