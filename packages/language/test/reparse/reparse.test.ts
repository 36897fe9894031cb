import fc from 'fast-check';
import type { AstNode, ParseResult } from 'langium';
import { describe, expect, test } from 'vitest';
import { mostCharacters } from '../../src/syntax/limits.ts';
import { examples } from '../examples.ts';
import { runs } from '../hostile/fuzz.ts';
import { netk, parse } from '../services.ts';
import { applied, type Typed, typed } from './edits.ts';
import { linesOf } from './same-tree.ts';

const { Reparser } = netk.parser;

/** The first line in which two trees differ; undefined: none. */
function difference(have: AstNode, want: AstNode): string | undefined {
  const [left, right] = [linesOf(have), linesOf(want)];
  const at = right.findIndex((line, index) => line !== left[index]);
  if (at >= 0) return `${left[at]}\n  instead of\n${right[at]}`;
  return left.length === right.length ? undefined : `more: ${left[right.length]}`;
}

/** Types one change after the other; one that makes a mistake is taken back. How many versions were read in part. */
function readInTurn(first: string, changes: readonly Typed[]): number {
  let text = first;
  let result: ParseResult = parse(text);
  let parts = 0;
  for (const change of changes) {
    const next = applied(text, change);
    const part = Reparser.reparse(result, next);
    const whole = parse(next);
    const right = whole.lexerErrors.length + whole.parserErrors.length === 0;
    if (part) {
      parts += 1;
      expect(right, next).toBe(true);
      expect(difference(part.value, whole.value), next).toBeUndefined();
    }
    if (right) text = next;
    result = part ?? (right ? whole : parse(text));
  }
  return parts;
}

describe('a version that is read from the statement that changed', () => {
  test('is what a parse of the whole file gives, whatever is typed', () => {
    const { numRuns, seed } = runs(300);
    let parts = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...examples),
        fc.array(typed, { minLength: 1, maxLength: 8 }),
        ([, text], changes) => {
          parts += readInTurn(text, changes);
        },
      ),
      { numRuns, seed },
    );
    // Else nothing was tried.
    expect(parts).toBeGreaterThan(numRuns / 10);
  }, 600_000);

  test.each([...examples])('is read in part for each digit of %s', (_, text) => {
    let result: ParseResult = parse(text);
    const wrong: number[] = [];
    let current = text;
    for (const { index } of text.matchAll(/(?<=[.-])\d(?=[ }\n])/g)) {
      const next = `${current.slice(0, index)}${current[index] === '2' ? '3' : '2'}${current.slice(index + 1)}`;
      const part = Reparser.reparse(result, next);
      if (!part) wrong.push(index);
      result = part ?? parse(next);
      current = next;
    }
    expect(wrong.map((at) => text.slice(Math.max(0, at - 30), at + 10))).toEqual([]);
    expect(difference(result.value, parse(current).value)).toBeUndefined();
  });

  test('is read in part in a file as long as a file may be, and whole when it gets longer', () => {
    const line = `// ${'-'.repeat(1020)}\n`;
    const text = `vpc a 10.0.0.0/16\n${line.repeat(mostCharacters / line.length - 1)}`;
    expect(text.length).toBeLessThan(mostCharacters);
    expect(Reparser.reparse(parse(text), text.replace('vpc a', 'vpc ab'))).toBeDefined();
    expect(Reparser.reparse(parse(text), text.replace('vpc a', `vpc ${'a'.repeat(2 * line.length)}`))).toBeUndefined();
  });
});
