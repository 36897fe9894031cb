import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examples, importedBy } from '../examples.ts';
import { runs } from './fuzz.ts';
import { misplaced, readAll } from './read.ts';

const files = Object.fromEntries(examples);

/** Words that turn good lines into bad ones, or into other good ones. */
const words = [
  '{',
  '}',
  ';',
  '"',
  '/*',
  '->',
  '0.0.0.0/0',
  '999.1.2.3',
  '10.0.0.0/33',
  '192.168.1.0/24',
  '::1',
  'fd00::/64',
  'all',
  'self',
  'nA',
  'igw',
  '-1',
  '4294967296',
  '__proto__',
  'constructor',
  'eni 7',
  'in',
  '\u202e',
  '<img src=x>',
  '../..',
];

interface Damage {
  readonly file: string;
  readonly edits: readonly { readonly at: number; readonly cut: number; readonly word: string }[];
}

const damages: fc.Arbitrary<Damage> = fc.record({
  file: fc.constantFrom(
    'eks-talk.netk',
    'eks-talk.netk',
    'production.netk',
    'smallest.netk',
    'ipv6-prefix-custom.netk',
  ),
  edits: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat({ max: 12 }),
      word: fc.constantFrom(...words),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

function damaged({ file, edits }: Damage): string {
  return edits.reduce((text, { at, cut, word }) => {
    const place = Math.floor(at * text.length);
    return `${text.slice(0, place)} ${word} ${text.slice(place + cut)}`;
  }, files[file]!);
}

describe('a damaged file', () => {
  test('still gets every finding and every answer that can be computed, and nothing throws', async () => {
    await fc.assert(
      fc.asyncProperty(damages, async (damage) => {
        const { [damage.file]: _self, ...imports } = importedBy(files[damage.file]!);
        const file = await readAll(damaged(damage), imports);
        expect(misplaced(file)).toEqual([]);
        for (const { code, message, about } of file.model.findings) {
          expect(code, message).not.toBe('NK009');
          expect(file.hasPlace(about), `${code} ${about}`).toBe(true);
        }
      }),
      runs(40),
    );
  }, 120_000);
});
