import * as vscode from 'vscode';
import { openExample } from './open.ts';
import { until } from './until.ts';

// first of all suites: afterwards the imported file is open
suite('imports', () => {
  test('a file sees what it imports, though nobody has opened that', async () => {
    const egress = await openExample('eks-egress.netk');
    const open = vscode.workspace.textDocuments.map(({ uri }) => uri.path);
    if (open.some((path) => path.endsWith('eks-talk.netk'))) throw new Error('the imported file is open already');
    const walks = egress.getText().match(/^walk /gm)?.length;
    await until('answers to all its walks', async () => {
      const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        egress.uri,
        100,
      );
      const answered = lenses.filter(({ command }) => /Trace · [✓✗] /.test(command?.title ?? ''));
      return answered.length === walks;
    });
    const errors = vscode.languages
      .getDiagnostics(egress.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  });
});
