import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-types';
import { example, examples } from './examples.ts';
import { closeAll, open } from './open.ts';
import { parse, syntaxErrors } from './services.ts';
import { shapeOf } from './shape.ts';

afterEach(closeAll);

/** Other blanks before each line; `columns` is used over and over. */
const indented = (text: string, columns: readonly number[]): string =>
  text
    .split('\n')
    .map((line, at) => (line.trim() === '' ? line : ' '.repeat(columns[at % columns.length] ?? 0) + line.trimStart()))
    .join('\n');

/** A diagnostic by what it says, and by the line and the word that it is about. */
const told = (text: string, { severity, code, message, range: { start } }: Diagnostic): string => {
  const line = text.split('\n')[start.line] ?? '';
  const word = line.slice(0, start.character).trimStart().length;
  return `${start.line}:${word} ${severity} ${code} ${message}`;
};

async function diagnosticsOf(text: string): Promise<readonly string[]> {
  const { document } = await open(text);
  const found = (document.diagnostics ?? []).map((each) => told(text, each));
  closeAll();
  return found.sort();
}

const columns = fc.array(fc.nat(24), { minLength: 1, maxLength: 40 });

describe('a file whose braces balance', () => {
  test('has the same tree however its lines are indented', () => {
    const trees = new Map([...examples].map(([name, text]) => [name, shapeOf(parse(text).value)]));
    const names = fc.constantFrom(...examples.keys());
    fc.assert(
      fc.property(names, columns, (name, own) => {
        const text = indented(example(name), own);
        expect(syntaxErrors(text)).toEqual([]);
        expect(shapeOf(parse(text).value)).toEqual(trees.get(name));
      }),
      { numRuns: 120 },
    );
  });

  test('has the same diagnostics however its lines are indented', async () => {
    const small = [...examples].filter(([, text]) => text.length < 6000).map(([name]) => name);
    expect(small.length).toBeGreaterThan(3);
    const before = new Map<string, readonly string[]>();
    for (const name of small) before.set(name, await diagnosticsOf(example(name)));
    const run = async (name: string, own: readonly number[]): Promise<void> => {
      expect(await diagnosticsOf(indented(example(name), own))).toEqual(before.get(name));
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...small), columns, run), { numRuns: 20 });
  }, 120_000);

  test('keeps its odd lines when a brace is missing somewhere else', () => {
    const odd =
      'vpc a 10.0.0.0/16 on aws {\n  internet-gateway igw\n      subnet s 10.0.1.0/24 zone z\n  region x\n}\n';
    const broken = 'cluster c on eks {\n  namespace n {\n    service web { port 80 }\n}\n';
    expect(syntaxErrors(odd)).toEqual([]);
    expect(syntaxErrors(odd + broken)).toEqual(["missing '}'"]);
    expect(syntaxErrors(broken + odd)).toEqual(["missing '}'"]);
  });
});
