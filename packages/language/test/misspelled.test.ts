import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { format } from '../src/format/formatter.ts';
import { isMisspelling, type Misspelling } from '../src/syntax/misspelled.ts';
import { statementWords } from '../src/words/statements.ts';
import { example, examples } from './examples.ts';
import { closeAll, edited, open } from './open.ts';
import { netk, parse } from './services.ts';
import { shapeOf } from './shape.ts';

afterEach(closeAll);

const words = new Set(statementWords.map(({ word }) => word).filter((word) => word.length > 4));

/** The places of the words of statements in a text that nothing follows but a name or a value. */
const places = (text: string): readonly { readonly at: number; readonly word: string }[] =>
  [...text.matchAll(/(?<=^|[;{]) *([a-z-]+)(?= )/gm)]
    .map(({ 0: found, 1: word = '', index }) => ({ at: index + found.length - word.length, word }))
    .filter(({ word }) => words.has(word));

/** A word with two neighbours exchanged. */
function exchanged(word: string, nth: number): string {
  const at = 1 + (nth % (word.length - 2));
  return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2);
}

describe('a misspelled word of a statement', () => {
  test('costs one error that names the right one, and changes nothing of the tree', () => {
    const names = [...examples.keys()].filter((name) => places(example(name)).length > 5);
    expect(names.length).toBeGreaterThan(3);
    const trees = new Map(names.map((name) => [name, shapeOf(parse(example(name)).value)]));
    const spoil = (name: string, which: number, nth: number): void => {
      const text = example(name);
      const all = places(text);
      const { at, word } = all[which % all.length]!;
      const wrong = exchanged(word, nth);
      fc.pre(wrong !== word && !words.has(wrong));
      const { lexerErrors, parserErrors, value } = parse(text.slice(0, at) + wrong + text.slice(at + word.length));
      expect(parserErrors).toEqual([]);
      expect(lexerErrors.map((error) => isMisspelling(error) && (error as Misspelling).better)).toEqual([word]);
      expect(shapeOf(value)).toEqual(trees.get(name));
    };
    fc.assert(fc.property(fc.constantFrom(...names), fc.nat(5000), fc.nat(20), spoil), { numRuns: 150 });
  });

  const typo = 'vpc v 10.0.0.0/16 on aws {\n  sbunet a 10.0.1.0/24 zone z\n  host h 10.0.1.9 in a\n}\n';

  test('is an error with a fix that mends it, and the only one', async () => {
    const { document, textDocument } = await open(typo);
    const errors = (document.diagnostics ?? []).filter(({ severity }) => severity === 1);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['NK006', "'sbunet' begins no statement. Did you mean subnet?"],
    ]);
    const context = { diagnostics: errors };
    const actions = await netk.lsp.CodeActionProvider?.getCodeActions(document, {
      ...{ textDocument, range: errors[0]!.range, context },
    });
    const [action] = actions ?? [];
    expect(action?.title).toBe('Change to subnet');
    const edits = action && 'edit' in action ? action.edit?.changes?.[textDocument.uri] : undefined;
    expect(edited(document, edits ?? [])).toBe(typo.replace('sbunet', 'subnet'));
  });

  test('is formatted as it is written', () => {
    const wide = typo.replace('  sbunet a 10', '      sbunet   a 10');
    expect(format(wide, netk.parser.Lexer)).toBe(format(typo, netk.parser.Lexer));
    expect(format(wide, netk.parser.Lexer)).toContain('  sbunet a 10.0.1.0/24 zone z\n');
  });
});

test('a setting that looks like a statement stays a setting', () => {
  for (const line of ['node n { taints x }', 'dns coredns 1.11', 'pod p { hostPort 80 }', 'service s { neg true }']) {
    expect(parse(`cluster c on eks {\n  ${line}\n}\n`).lexerErrors).toEqual([]);
  }
});

describe('a noun that netk does not know', () => {
  const text = [
    'network prod 10.1.0.0/16 {',
    '  subnet q 10.1.0.0/24 { route 0.0.0.0/0 -> igw }',
    '}',
    'vpc other 10.2.0.0/16 on aws { subnet qq 10.2.1.0/24 zone z }',
    'cluster e on eks in prod { nodegroup g m5.large in q }',
  ].join('\n');

  test('is an error, and what follows from it is told with it, without a fix of another statement', async () => {
    const { document } = await open(text);
    const errors = (document.diagnostics ?? []).filter(({ severity }) => severity === 1);
    expect(errors.map(({ message }) => message)).toEqual([
      "the statement 'network' is not known. (3 errors follow from it)",
    ]);
    expect(errors[0]?.relatedInformation?.map(({ location }) => location.range.start.line)).toEqual([1, 4, 4]);
  });
});

test.each([
  ['a cause', 'walk from internet to 10.0.0.1:80 { expect dropped because SG-INN }', 'SG-IN'],
  ['a setting', 'cluster c on eks { kubernets 1.33 }', 'kubernetes'],
  ['an outcome', 'walk from internet to 10.0.0.1:80 { expect deliverd }', 'delivered'],
  ['a statement without a name', 'cluster c on eks { contorl-plane { } }', 'control-plane'],
])('%s that is misspelled names the right word', async (_, text, better) => {
  const { document } = await open(`${text}\n`);
  expect(document.diagnostics?.some(({ data }) => (data as { better?: string })?.better === better)).toBe(true);
});
