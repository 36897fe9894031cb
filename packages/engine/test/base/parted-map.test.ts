import { describe, expect, test } from 'vitest';
import { PartedMap } from '../../src/base/parted-map.ts';

/** A map of two parts and a value, and the parts that were made so far. */
function parted(mayBeUnlisted?: (key: string) => boolean) {
  const made: string[] = [];
  const map = new PartedMap<number>(mayBeUnlisted);
  map.set('first', 0);
  map.later(['a', 'b', 'none'], () => {
    made.push('listed');
    return [
      ['b', 2],
      ['a', 1],
    ];
  });
  const make = map.laterWithMore(['c'], () => {
    made.push('unlisted');
    return [
      ['c', 3],
      ['more c', 4],
    ];
  });
  return { map, made, make };
}

describe('a map in parts', () => {
  test('makes a part when one of its keys is asked for, once', () => {
    const { map, made } = parted();
    expect(map.get('first')).toBe(0);
    expect(made).toEqual([]);
    expect([map.get('a'), map.get('b'), map.get('a')]).toEqual([1, 2, 1]);
    expect(made).toEqual(['listed']);
  });

  test('has only those of the listed keys that the part makes', () => {
    const { map, made } = parted();
    expect([map.has('none'), map.has('a')]).toEqual([false, true]);
    expect(made).toEqual(['listed']);
  });

  test('makes each value by itself where they can be, once, and none to say whether it is there', () => {
    const made: string[] = [];
    const map = new PartedMap<string>();
    map.laterEach(['a', 'b'], () => {
      made.push('part');
      return ['a', 'b'].map(
        (key) =>
          [
            key,
            () => {
              made.push(key);
              return key;
            },
          ] as const,
      );
    });
    expect([map.has('a'), made]).toEqual([true, ['part']]);
    expect([map.get('b'), map.get('b'), made]).toEqual(['b', 'b', ['part', 'b']]);
    expect([[...map.values()], made]).toEqual([
      ['a', 'b'],
      ['part', 'b', 'a'],
    ]);
  });

  test('finds a key that no part listed', () => {
    const { map, made } = parted();
    expect(map.get('more c')).toBe(4);
    expect(made).toEqual(['unlisted']);
  });

  test('makes nothing for a key that may not be unlisted', () => {
    const { map, made } = parted((key) => key.startsWith('more'));
    expect(map.get('nowhere')).toBeUndefined();
    expect(made).toEqual([]);
    expect(map.get('more c')).toBe(4);
  });

  test('makes a part when told, and no other', () => {
    const { map, made, make } = parted();
    make();
    expect(map.get('more c')).toBe(4);
    expect(made).toEqual(['unlisted']);
  });

  test('has the order of its parts, whatever was asked first', () => {
    const { map } = parted();
    map.get('more c');
    expect([...map.keys()]).toEqual(['first', 'b', 'a', 'c', 'more c']);
    expect([...map.values()]).toEqual([0, 2, 1, 3, 4]);
    expect(map.size).toBe(5);
  });

  test('takes the later of two values of one key, at the place of the first', () => {
    const map = new PartedMap<number>();
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect(map.get('a')).toBe(3);
    expect([...map]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });

  test('does not grow after it was read as a whole', () => {
    const { map } = parted();
    expect(map.size).toBe(5);
    expect(() => map.set('d', 5)).toThrow(TypeError);
  });
});
