import * as vscode from 'vscode';
import { at, extension, openExample, openText } from './open.ts';
import { until } from './until.ts';

const assert = (holds: unknown, message: string): void => {
  if (!holds) throw new Error(message);
};

const textOf = (hovers: readonly vscode.Hover[]): string =>
  hovers.flatMap((hover) => hover.contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');

suite('editor', () => {
  let talk: vscode.TextDocument;

  suiteSetup(async () => {
    talk = await openExample('eks-talk.netk');
  });

  test('the extension runs in the host that this suite runs in', async () => {
    const { hostKind } = await extension();
    const here = typeof process === 'object' && process.versions?.node && !('importScripts' in globalThis);
    assert(hostKind === (here ? 'node' : 'webworker'), `it says ${hostKind}`);
    console.log(`answered by the ${hostKind} extension host`);
  });

  test('the example of the talk has no errors', async () => {
    await until('lenses', async () => (await lenses(talk)).length);
    const errors = vscode.languages
      .getDiagnostics(talk.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert(errors.length === 0, errors.map(({ message }) => message).join('\n'));
  });

  test('overlapping subnets are reported with both names', async () => {
    const document = await openText(
      'vpc v 10.0.0.0/16 on aws {\n  subnet a 10.0.0.0/24 zone az1\n  subnet b 10.0.0.128/25 zone az1\n}\n',
    );
    const [found] = await until('a diagnostic', () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error) && all;
    });
    assert(/\ba\b/.test(found?.message ?? '') && /\bb\b/.test(found?.message ?? ''), found?.message ?? 'none');
    assert(found?.relatedInformation?.length, 'the other subnet is not a related place');
  });

  test('a hover on a subnet tells about its addresses', async () => {
    const text = await until('a hover', async () => textOf(await hovers(talk, at(talk, 'subnet work-1', 'work-1'))));
    assert(/192\.168\.1\./.test(text), text);
  });

  test('a hover on a walk tells its verdict and links to the trace', async () => {
    const text = textOf(await hovers(talk, at(talk, 'walk W23', 'W23')));
    assert(/deliver/i.test(text), text);
    assert(/command:netk\.trace/.test(text), text);
  });

  test('walks, services, nodes and subnets have lenses', async () => {
    const titles = (await lenses(talk)).map(({ command }) => command?.title ?? '');
    for (const wanted of [/Trace ·/, /^Trace to here$/, /\d+ of \d+ pods/, /\d+ of \d+ free/]) {
      assert(
        titles.some((title) => wanted.test(title)),
        `${wanted} is not among ${titles.join(' | ')}`,
      );
    }
  });

  test('completion offers names in scope', async () => {
    const place = at(talk, 'from pod51 to app1:80', 'pod51');
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      talk.uri,
      place,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert(labels.includes('pod51') && labels.includes('pod61'), labels.slice(0, 40).join(' '));
  });

  test('completion offers a free block for a subnet, and no words of the text where the language has an answer', async () => {
    const words = vscode.workspace.getConfiguration('editor', { languageId: 'netk' }).get('wordBasedSuggestions');
    assert(words === 'off', String(words));
    const content = [
      'vpc v 10.0.0.0/16 on aws {',
      '  subnet a 10.0.0.0/20 zone us-east-1a',
      '  subnet b 10.0.16.0/20 zone us-east-1b',
      '  subnet c ',
      '}',
    ];
    const document = await vscode.workspace.openTextDocument({ language: 'netk', content: content.join('\n') });
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(3, 11),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert(labels.includes('10.0.32.0/20') && !labels.includes('10.0.16.0/20'), labels.slice(0, 40).join(' '));
    assert(!labels.includes('us-east-1a'), labels.slice(0, 40).join(' '));
  });

  test('definition leads from a use to its declaration', async () => {
    const [place] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      talk.uri,
      at(talk, 'from pod51 to app1:80', 'pod51'),
    );
    assert(place, 'no definition');
    const range = place && ('targetUri' in place ? (place.targetSelectionRange ?? place.targetRange) : place.range);
    assert(range && /pod pod51/.test(talk.lineAt(range.start.line).text), `line ${range?.start.line}`);
  });

  test('a rename changes the declaration and every use', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      talk.uri,
      at(talk, 'pod pod51', 'pod51'),
      'shopper',
    );
    const changes = edit.get(talk.uri);
    const uses = [...talk.getText().matchAll(/\bpod51\b(?=[^"\n]*$)/gm)].length;
    assert(changes.length > 5 && changes.length <= uses + 5, `${changes.length} changes`);
    assert(
      changes.every(({ newText }) => newText === 'shopper'),
      'another text',
    );
  });

  test('the outline, the folds and the colours are there', async () => {
    const run = <T>(command: string) => vscode.commands.executeCommand<T>(command, talk.uri);
    const symbols = await run<readonly vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider');
    assert(
      symbols.some(({ name }) => name.includes('main')),
      symbols.map(({ name }) => name).join(' '),
    );
    const folds = await run<readonly vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider');
    assert(folds.length > 5, `${folds.length} folds`);
    const tokens = await run<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens');
    assert(tokens.data.length > 100, `${tokens.data.length} numbers`);
  });

  test('inlay hints show what netk assigned', async () => {
    const whole = new vscode.Range(0, 0, talk.lineCount, 0);
    const hints = await vscode.commands.executeCommand<readonly vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      talk.uri,
      whole,
    );
    assert(hints.length > 0, 'no hints');
  });

  test('formatting a formatted file changes nothing', async () => {
    const document = await openText('vpc v 10.0.0.0/16 on aws {\n      subnet a   10.0.0.0/24 zone az1\n}\n');
    const options = { tabSize: 2, insertSpaces: true };
    const format = () =>
      vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        options,
      );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, (await format()) ?? []);
    await vscode.workspace.applyEdit(edit);
    assert(/\n {2}subnet a 10\.0\.0\.0\/24 zone az1\n/.test(document.getText()), document.getText());
    const text = document.getText();
    const again = new vscode.WorkspaceEdit();
    again.set(document.uri, (await format()) ?? []);
    await vscode.workspace.applyEdit(again);
    assert(document.getText() === text, document.getText());
  });
});

const lenses = (document: vscode.TextDocument) =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 200);

const hovers = (document: vscode.TextDocument, place: vscode.Position) =>
  vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place);
