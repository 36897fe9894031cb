import * as vscode from 'vscode';
import { openExample, openText } from './open.ts';
import { until } from './until.ts';

const assert = (holds: unknown, message: string): void => {
  if (!holds) throw new Error(message);
};

/** The editor that shows the state of a machine. */
const stateEditor = (title: string) =>
  vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.scheme === 'netk-state' && document.uri.path.endsWith(`/${title}`),
  );

const text = `vpc v 10.0.0.0/16 on aws {
  subnet a 10.0.0.0/24 zone az1
}
cluster c on eks in v {
  node n1 m5.large 10.0.0.10 in a { pod p 10.0.0.11 }
}
`;

async function lensesOf({ uri }: vscode.TextDocument): Promise<readonly vscode.Command[]> {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 200);
  return all.flatMap(({ command }) => command ?? []);
}

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)),
    to,
  );
  assert(start >= 0 && (await vscode.workspace.applyEdit(edit)), `cannot replace ${from}`);
}

suite('the state of a machine', () => {
  test('opens from the lens of a node, beside the source, which keeps the focus', async () => {
    const talk = await openExample('eks-talk.netk');
    const lens = await until('the lens', async () =>
      (await lensesOf(talk)).find(({ title }) => title === 'Show tables'),
    );
    assert(lens.command === 'netk.showNodeState', lens.command);
    assert(lens.arguments?.[1] === 'talk/nA', `it is about ${lens.arguments?.[1]}`);
    // a third argument answers what the lens would ask
    await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []), 'iptables');
    const editor = await until('the document', () => stateEditor('nA · iptables'));
    assert(editor.viewColumn !== vscode.ViewColumn.One, 'it hides the source');
    const { document } = editor;
    assert(
      /^# nA: iptables-save, computed by netk from eks-talk\.netk$/.test(document.lineAt(0).text),
      document.lineAt(0).text,
    );
    const tables = document.getText().match(/^\*(raw|mangle|nat|filter)$/gm) ?? [];
    assert(tables.length > 1 && /^-A KUBE-SERVICES .* -j KUBE-SVC-/m.test(document.getText()), tables.join(' '));
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    assert(active === talk.uri.toString(), `the focus went to ${active}`);
  });

  test('has the title of its machine and view, and nobody can type into it', async () => {
    const { document, viewColumn } = stateEditor('nA · iptables')!;
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
    assert(labels.includes('nA · iptables'), labels.join(', '));
    const before = document.getText();
    await vscode.window.showTextDocument(document, viewColumn);
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert(document.getText() === before && !document.isDirty, 'it was edited');
  });

  test('of a node group is that of the node which the user picks', async () => {
    const source = await openText(text.replace(/ {2}node n1 .*/, '  nodegroup workers m5.large nodes 2 in a'));
    const lens = await until('the lens', async () =>
      (await lensesOf(source)).find(({ title }) => title === 'Show tables'),
    );
    const shown = vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []), 'routes');
    for (const end = Date.now() + 10_000; Date.now() < end && !stateEditor('workers-1 · routes'); ) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await shown;
    const { document } = await until('its routes', () => stateEditor('workers-1 · routes'));
    assert(/^default via 10\.0\.0\.1 dev ens5/m.test(document.getText()), document.getText());
  });

  test('follows the source, says that it is gone, keeps the last one while the text is broken', async () => {
    const source = await openText(text);
    await vscode.commands.executeCommand('netk.showNodeState', source.uri.toString(), 'c/n1', 'rules');
    const shown = await until('the rules', () => stateEditor('n1 · rules')?.document);
    const says = (what: RegExp) => until(String(what), () => what.test(shown.getText()));
    await says(/to 10\.0\.0\.11 lookup main/);
    await replace(source, 'pod p 10.0.0.11', 'pod p 10.0.0.12');
    await says(/to 10\.0\.0\.12 lookup main/);
    assert(!/10\.0\.0\.11\b/.test(shown.getText()), 'the old rule is still there');
    await replace(source, 'cluster c', 'cluster');
    await says(/^# .*line 4: /m);
    await says(/Below is the state before that[\s\S]*to 10\.0\.0\.12 lookup main/);
    await replace(source, 'cluster', 'cluster c');
    await until('the note to go', () => !/Below is the state/.test(shown.getText()));
    await replace(source, 'node n1', 'node n2');
    await says(/^# .* has no machine c\/n1 any more\.\n$/);
    await replace(source, 'node n2', 'node n1');
    await says(/to 10\.0\.0\.12 lookup main/);
  });
});
