import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NetkFile } from '../../src/generated/ast.ts';
import { elementsOf, kept } from '../damage.ts';
import { examples, importedBy } from '../examples.ts';
import { netk } from '../services.ts';
import { runs } from './fuzz.ts';
import { misplaced, readAll } from './read.ts';

/** Where the tokens of a text end, by the lexer of the language. */
const ends = (text: string): number[] =>
  netk.parser.Lexer.tokenize(text)
    .tokens.filter(({ image }) => image !== '')
    .map(({ startOffset, image }) => startOffset + image.length);

/** Where the last statement at the top of a text starts: examples are formatted, so it stands at the line's start. */
const lastTop = (text: string): number => Math.max(0, [...text.matchAll(/^[a-z]/gm)].at(-1)?.index ?? 0);

const boundaries = [...examples].flatMap(([name, text]) => ends(text).map((end) => ({ name, text, end })));

describe('an example that is cut behind a token', () => {
  test('is parsed with places inside of the text, at every boundary', () => {
    const wrong: string[] = [];
    for (const { name, text, end } of boundaries) {
      const whole = text.slice(0, end);
      // Statements at the top are parsed one after the other: those that are over need not be parsed at each cut again.
      const cut = whole.slice(lastTop(whole));
      const { value, lexerErrors } = netk.parser.LangiumParser.parse<NetkFile>(cut);
      if (value.items.length !== 1) wrong.push(`${name} at ${end}: ${value.items.length} statements`);
      for (const { offset } of lexerErrors) {
        if (offset >= cut.length) wrong.push(`${name} at ${end}: an error at ${offset} of ${cut.length}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  test('keeps what stood before, and is linked, checked, planned and walked, at a sample of the boundaries', async () => {
    const { numRuns, seed } = runs(40);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...boundaries), async ({ name, text, end }) => {
        const cut = text.slice(0, end);
        const { [name]: _, ...imports } = importedBy(cut);
        const file = await readAll(cut, imports);
        expect(misplaced(file)).toEqual([]);
        expect(file.diagnostics.filter(({ code }) => code === 'NK009')).toEqual([]);
        const whole = elementsOf(text).filter(({ nameEnd }) => nameEnd < end);
        expect(whole.length - kept(whole, cut)).toBeLessThanOrEqual(1);
      }),
      { numRuns, seed },
    );
  }, 60_000);
});
