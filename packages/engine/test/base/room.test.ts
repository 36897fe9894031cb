import { expect, test } from 'vitest';
import { Room } from '../../src/base/room.ts';
import { finish, type Work } from '../../src/base/work.ts';

/** Results that are their own size, of a room for ten; and how often each was computed. */
function roomForTen() {
  const room = new Room<number>(10, (size) => size);
  const computed: number[] = [];
  const keep = (size: number) =>
    room.keep(function* (): Work<number> {
      computed.push(size);
      yield { branches: 1, share: 1 };
      return size;
    });
  return { keep, computed };
}

test('what fits is computed once', () => {
  const { keep, computed } = roomForTen();
  const all = [keep(4), keep(6)];
  for (const read of [...all, ...all]) finish(read());
  expect(computed).toEqual([4, 6]);
});

test('what was asked for longest ago makes room, and is computed again for who asks', () => {
  const { keep, computed } = roomForTen();
  const [four, five, three] = [keep(4), keep(5), keep(3)];
  for (const read of [four, five, four, three]) finish(read());
  expect(computed).toEqual([4, 5, 3]);
  finish(four());
  expect(computed).toEqual([4, 5, 3]);
  expect(finish(five())).toBe(5);
  expect(computed).toEqual([4, 5, 3, 5]);
});

test('what is larger than the room is kept until another one comes', () => {
  const { keep, computed } = roomForTen();
  const [large, small] = [keep(99), keep(1)];
  for (const read of [large, large, small, large]) finish(read());
  expect(computed).toEqual([99, 1, 99]);
});

test('a reader that is on its way when the result is forgotten still gets it', () => {
  const { keep } = roomForTen();
  const [first, second] = [keep(8), keep(9)];
  const reader = first();
  reader.next();
  finish(first());
  finish(second());
  expect(finish(reader)).toBe(8);
});
