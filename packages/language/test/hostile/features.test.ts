import fc from 'fast-check';
import type { LangiumDocument } from 'langium';
import { afterEach, describe, expect, test } from 'vitest';
import type { Position, Range, TextEdit } from 'vscode-languageserver-types';
import { format } from '../../src/format/formatter.ts';
import { example, examples } from '../examples.ts';
import { closeAll, edited, open } from '../open.ts';
import { netk } from '../services.ts';
import { runs } from './fuzz.ts';
import { clusters } from './sentences.ts';

afterEach(closeAll);

const { lsp } = netk;
const formatting = { tabSize: 2, insertSpaces: true };

/** Everything that an editor asks about a file, at a caret. */
const features: Readonly<Record<string, (document: LangiumDocument, position: Position, range: Range) => unknown>> = {
  hover: (document, position) => lsp.HoverProvider?.getHoverContent(document, at(document, position)),
  completion: (document, position) => lsp.CompletionProvider?.getCompletion(document, at(document, position)),
  definition: (document, position) => lsp.DefinitionProvider?.getDefinition(document, at(document, position)),
  references: (document, position) =>
    lsp.ReferencesProvider?.findReferences(document, {
      ...at(document, position),
      context: { includeDeclaration: true },
    }),
  highlight: (document, position) =>
    lsp.DocumentHighlightProvider?.getDocumentHighlight(document, at(document, position)),
  rename: (document, position) => lsp.RenameProvider?.rename(document, { ...at(document, position), newName: '<b>"' }),
  symbols: (document) => lsp.DocumentSymbolProvider?.getSymbols(document, of(document)),
  tokens: (document) => lsp.SemanticTokenProvider?.semanticHighlight(document, of(document)),
  folding: (document) => lsp.FoldingRangeProvider?.getFoldingRanges(document, of(document)),
  lenses: (document) => lsp.CodeLensProvider?.provideCodeLens(document, of(document)),
  links: (document) => lsp.DocumentLinkProvider?.getDocumentLinks(document, of(document)),
  hints: (document, _, range) => lsp.InlayHintProvider?.getInlayHints(document, { ...of(document), range }),
  actions: (document, _, range) =>
    lsp.CodeActionProvider?.getCodeActions(document, {
      ...of(document),
      range,
      context: { diagnostics: document.diagnostics ?? [] },
    }),
  format: (document) => lsp.Formatter?.formatDocument(document, { ...of(document), options: formatting }),
};

const of = (document: LangiumDocument) => ({ textDocument: { uri: document.uri.toString() } });
const at = (document: LangiumDocument, position: Position) => ({ ...of(document), position });

/** The ranges anywhere in an answer that are not places of the text. */
function misplaced(answer: unknown, text: string): string[] {
  const lines = text.split('\n');
  const wrong: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { line, character } = value as Partial<Position>;
    if (typeof line === 'number' && typeof character === 'number') {
      const inside = line >= 0 && character >= 0 && line < lines.length && character <= (lines[line]?.length ?? 0);
      if (!inside) wrong.push(`${line}:${character}`);
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(answer);
  return wrong;
}

const texts = fc.oneof(clusters, fc.constantFrom(...examples.values()));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('an editor', () => {
  test('gets an answer of every kind about a random file that is cut and damaged, with places inside of the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        share,
        share,
        fc.constantFrom('', '{', '}', '"', '/*', '(', '\u202e'),
        share,
        async (whole, cut, hurt, mark, caret) => {
          const kept = whole.slice(0, Math.floor(whole.length * (0.3 + 0.7 * cut)));
          const place = Math.floor(kept.length * hurt);
          const text = `${kept.slice(0, place)}${mark}${kept.slice(place)}`.replaceAll('|', '');
          closeAll();
          const { document } = await open(text);
          const { textDocument } = document;
          const position = textDocument.positionAt(Math.floor(text.length * caret));
          const range = { start: { line: 0, character: 0 }, end: textDocument.positionAt(text.length) };
          for (const [name, ask] of Object.entries(features)) {
            const answer = await ask(document, position, range);
            expect(misplaced(answer, text), name).toEqual([]);
            if (name === 'format')
              expect(edited(document, answer as TextEdit[])).toBe(format(text, netk.parser.Lexer) ?? text);
          }
        },
      ),
      runs(40),
    );
  }, 60_000);

  test.each([
    ['10,000 open blocks', `cluster c {\n${'a {\n'.repeat(10_000)}`],
    ['10,000 blocks in each other', `cluster c {\n${'a { '.repeat(10_000)}${'} '.repeat(10_000)}\n}`],
    ['a line of 100,000 characters', `vpc v 10.0.0.0/16 { ${'a b, '.repeat(20_000)} }`],
    ['100,000 comments', '// x\n'.repeat(100_000)],
    ['20,000 characters that mean nothing', '\u202e '.repeat(10_000)],
  ])('gets an answer of every kind about %s', async (_, text) => {
    const { document } = await open(text);
    const position = document.textDocument.positionAt(text.length - 3);
    const range = { start: { line: 0, character: 0 }, end: position };
    for (const [name, ask] of Object.entries(features))
      expect(misplaced(await ask(document, position, range), text), name).toEqual([]);
  });

  test('gets something of every kind about a good file, so that nothing above is empty', async () => {
    const { document } = await open(`import "x.netk"\n${example('smallest.netk')}vpc w 10.1.0.1/16   //x`);
    const text = document.textDocument.getText();
    const range = { start: { line: 0, character: 0 }, end: document.textDocument.positionAt(text.length) };
    const answered = new Set<string>();
    for (let offset = 0; offset < text.length; offset += 7) {
      for (const [name, ask] of Object.entries(features)) {
        const answer = await ask(document, document.textDocument.positionAt(offset), range);
        if (answer && JSON.stringify(answer).length > 20) answered.add(name);
      }
    }
    expect(Object.keys(features).filter((name) => !answered.has(name))).toEqual([]);
  });
});
