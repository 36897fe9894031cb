import { afterEach, describe, expect, test } from 'vitest';
import { CodeActionKind, type Location } from 'vscode-languageserver-types';
import { example } from './examples.ts';
import { closeAll, edited, open } from './open.ts';
import { netk } from './services.ts';

afterEach(closeAll);

const { DefinitionProvider, ReferencesProvider, RenameProvider, DocumentSymbolProvider, FoldingRangeProvider } =
  netk.lsp;

/** The text after renaming what is under the caret. */
async function renamed(marked: string, newName: string): Promise<string | undefined> {
  const opened = await open(marked);
  const changes = (await RenameProvider?.rename(opened.document, { ...opened, newName }))?.changes;
  return changes && edited(opened.document, changes[opened.textDocument.uri] ?? []);
}

const small = `vpc main 10.0.0.0/16 {
  subnet a 10.0.0.0/24
}
cluster c on eks in main {
  nodegroup web nodes 3 in a
  namespace shop {
    deployment api replicas 2 on web-2 { port http 80; expose 80 -> http }
  }
}
walk w from shop/api-2 to shop/api:80 { expect via web-3, c/web-1 }
`;

describe('definition', () => {
  test('leads from a reference to the name, also of what a statement generates', async () => {
    const opened = await open(small.replace('on web-2', 'on we|b-2'));
    const [link] = (await DefinitionProvider?.getDefinition(opened.document, opened)) ?? [];
    expect(link?.targetSelectionRange.start).toEqual({ line: 4, character: 12 });
  });
});

describe('a name in a given', () => {
  const asked = `${small}walk v from shop/api-1 to pod new:80 { given cluster c { pod new { port 80 } } }\n`;

  test('is where the ends of its walk lead', async () => {
    const opened = await open(asked.replace('to pod new', 'to pod n|ew'));
    const [link] = (await DefinitionProvider?.getDefinition(opened.document, opened)) ?? [];
    expect(link?.targetSelectionRange.start).toEqual({
      line: 10,
      character: asked.split('\n')[10]?.indexOf('new { port'),
    });
  });

  test('has a hover and references as any other', async () => {
    const opened = await open(asked.replace('pod new {', 'pod n|ew {'));
    const hover = await netk.lsp.HoverProvider?.getHoverContent(opened.document, opened);
    expect(JSON.stringify(hover?.contents)).toContain('pod new');
    const params = { ...opened, context: { includeDeclaration: true } };
    expect(await ReferencesProvider?.findReferences(opened.document, params)).toHaveLength(2);
  });
});

describe('references', () => {
  test('are all places that name an element', async () => {
    const opened = await open(small.replace('subnet a', 'subnet |a'));
    const params = { ...opened, context: { includeDeclaration: true } };
    const found: Location[] = (await ReferencesProvider?.findReferences(opened.document, params)) ?? [];
    expect(found.map(({ range }) => range.start.line)).toEqual([1, 4]);
  });
});

describe('rename', () => {
  test('changes a name and all references', async () => {
    expect(await renamed(small.replace('subnet a', 'subnet |a'), 'work')).toBe(
      small.replace('subnet a', 'subnet work').replace('in a', 'in work'),
    );
  });

  test('changes generated names with the one that they come from', async () => {
    expect(await renamed(small.replace('on web-2', 'on we|b-2'), 'pool')).toBe(small.replaceAll('web', 'pool'));
  });

  test('changes qualified names below a namespace, and the names of Services and pods', async () => {
    expect(await renamed(small.replace('namespace shop', 'namespace sh|op'), 'store')).toBe(
      small.replaceAll('shop', 'store'),
    );
    expect(await renamed(small.replace('deployment api', 'deployment |api'), 'rest')).toBe(
      small.replaceAll('api', 'rest'),
    );
  });

  test('changes what a given lays on an element with the element, from either side', async () => {
    const asked = `${small.trimEnd().slice(0, -1)}; given cluster c { namespace shop { deployment api { ready false } } } }\n`;
    expect(await renamed(asked.replace('deployment api replicas', 'deployment |api replicas'), 'rest')).toBe(
      asked.replaceAll('api', 'rest'),
    );
    expect(await renamed(asked.replace('deployment api {', 'deployment |api {'), 'rest')).toBe(
      asked.replaceAll('api', 'rest'),
    );
  });

  test('changes what a given adds in its walk', async () => {
    const asked = `${small}walk v from shop/api-1 to pod new:80 { given cluster c { pod new { port 80 } } }\n`;
    expect(await renamed(asked.replace('pod new {', 'pod |new {'), 'other')).toBe(asked.replaceAll('new', 'other'));
    expect(await renamed(asked.replace('to pod new', 'to pod n|ew'), 'other')).toBe(asked.replaceAll('new', 'other'));
  });

  test('quotes a name that is a reserved word', async () => {
    expect(await renamed(small.replace('subnet a', 'subnet |a'), 'in')).toBe(
      small.replace('subnet a', 'subnet "in"').replace('in a', 'in "in"'),
    );
  });

  test('is not offered on a keyword', async () => {
    const opened = await open(small.replace('subnet a', 'sub|net a'));
    expect(await RenameProvider?.prepareRename(opened.document, opened)).toBeUndefined();
  });
});

describe('outline and folding', () => {
  test('show the nesting of the talk', async () => {
    const opened = await open(example('eks-talk.netk'));
    const symbols = (await DocumentSymbolProvider?.getSymbols(opened.document, opened)) ?? [];
    expect(symbols.slice(0, 4).map(({ name, detail }) => `${name} ${detail}`)).toEqual([
      'main vpc',
      'talk cluster',
      'internet ',
      'W07 walk · two containers of one pod',
    ]);
    const node = symbols[1]?.children?.find(({ name }) => name === 'nA');
    expect(node?.children?.map(({ name }) => name)).toEqual(['eni 0', 'eni 1', 'pod51', 'pod61']);
    const folds = (await FoldingRangeProvider?.getFoldingRanges(opened.document, opened)) ?? [];
    expect(folds.some(({ startLine, endLine }) => startLine === 3 && endLine > 40)).toBe(true);
  });
});

describe('semantic tokens', () => {
  test('tell a name from a keyword', async () => {
    const opened = await open('cluster c on eks {\n  node node m5.large\n}\n');
    const { data } = (await netk.lsp.SemanticTokenProvider?.semanticHighlight(opened.document, opened)) ?? { data: [] };
    expect(data.length % 5).toBe(0);
    // `c`, `eks`, the second `node`, and its machine type; the keywords stay with the grammar of the editor.
    expect(data.length / 5).toBe(4);
    expect(data.slice(10, 13)).toEqual([1, 7, 4]);
  });
});

describe('inlay hints', () => {
  test('show what was assigned, with the reason', async () => {
    const opened = await open(example('eks-talk.netk'));
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const hints = (await netk.lsp.InlayHintProvider?.getInlayHints(opened.document, { ...opened, range })) ?? [];
    const line = example('eks-talk.netk')
      .split('\n')
      .findIndex((text) => text.includes('service order'));
    const hint = hints.find(({ position }) => position.line === line);
    expect(String(hint?.label)).toMatch(/^10\.100\./);
  });
});

describe('quick fixes', () => {
  test('change a misspelt word to the one that was meant', async () => {
    const opened = await open('cluster c on esk\n');
    const diagnostics = opened.document.diagnostics ?? [];
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const params = { ...opened, range, context: { diagnostics } };
    const actions = (await netk.lsp.CodeActionProvider?.getCodeActions(opened.document, params)) ?? [];
    expect(actions).toMatchObject([{ title: 'Change to eks', kind: CodeActionKind.QuickFix }]);
  });
});

describe('document links', () => {
  test('lead to imported files', async () => {
    const opened = await open('import "./net/a.netk"\n');
    const links = await netk.lsp.DocumentLinkProvider?.getDocumentLinks(opened.document, opened);
    expect(links?.map(({ target }) => target)).toEqual(['memory:/net/a.netk']);
  });
});
