import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sansWidth, shortener } from '../src/index.ts';

const room = (letters: number): number => sansWidth('x'.repeat(letters));
const cutAll = (names: readonly string[], letters: number): readonly string[] => {
  const shorten = shortener(names);
  return names.map((name) => shorten(name, room(letters)));
};

describe('names that are too long', () => {
  it.each([
    [['workers-1', 'workers-2', 'workers-12'], 5, ['wo…-1', 'wo…-2', 'w…-12']],
    [['workers-1', 'workers-2'], 3, ['…-1', '…-2']],
    [['short', 'pods'], 5, ['short', 'pods']],
    [['frontend', 'frontier'], 6, ['fron…d', 'fron…r']],
    [['api-7d9f8', 'web-7d9f8'], 6, ['api-…8', 'web-…8']],
    [['xxxxxxxxab', 'xxxxxxxxcb'], 4, ['x…ab', 'x…cb']],
    [['ip-10-0-7-17.internal', 'ip-10-0-8-17.internal', 'ip-10-1-7-17.internal'], 6, ['…0-7…', '…0-8…', '…1-7…']],
  ] as const)('%j in %i letters are %j', (names, letters, wanted) => {
    expect(cutAll(names, letters)).toEqual(wanted);
  });

  it('stay different, for numbered names and for random ones that one end tells apart', () => {
    const numbered = fc.tuple(fc.stringMatching(/^[a-z]{1,20}$/), fc.integer({ min: 2, max: 99 }));
    fc.assert(
      fc.property(numbered, fc.integer({ min: 4, max: 12 }), ([base, count], letters) => {
        const names = Array.from({ length: count }, (_, at) => `${base}-${at + 1}`);
        expect(new Set(cutAll(names, letters)).size).toBe(names.length);
      }),
    );
  });

  it('never become longer than their room, and names that fit stay whole', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 20 }), (all, letters) => {
        for (const [at, text] of cutAll(all, letters).entries()) {
          const fits = [...all[at]!].length <= letters;
          if (fits) expect(text).toBe(all[at]);
          else expect([...text].length).toBeLessThanOrEqual(Math.max(2, letters));
        }
      }),
    );
  });
});
