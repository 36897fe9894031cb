import type { FromWebview } from '@netk/protocol';
import * as vscode from 'vscode';
import type { NetkApi } from '../../packages/extension/src/start.ts';
import { at, extension, openText } from './open.ts';
import { until } from './until.ts';

const assert = (holds: unknown, message: string): void => {
  if (!holds) throw new Error(message);
};

const text = `vpc v 10.0.0.0/16 on aws {
  security-group shut { ingress none }
  subnet a 10.0.1.0/24 zone az1 {
    host one 10.0.1.10
    host two 10.0.1.11 { security-groups shut; port tcp/80 }
    host three 10.0.1.12 { port tcp/80 }
  }
}
expect delivered from one to three
walk q1 from one to three:80 {
  expect delivered
  expect refused
}
walk q2 from one to two:80 { expect delivered }
walk q3 from one to dns "nobody.dev" { expect delivered }
walk q4 from one to three:80
`;

suite('the Test Explorer', () => {
  let api: NetkApi;
  let source: vscode.TextDocument;
  let told: [string, string][] = [];

  const file = () => api.tests.get(source.uri.toString());
  const labels = (items: vscode.TestItemCollection): string[] => [...items].map(([, { label }]) => label);
  const item = (id: string): vscode.TestItem => {
    const within = (items: vscode.TestItemCollection): vscode.TestItem | undefined => {
      for (const [key, each] of items) {
        if (key === `${source.uri}#${id}`) return each;
        const inside = within(each.children);
        if (inside) return inside;
      }
      return undefined;
    };
    const found = within(file()!.children);
    if (!found) throw new Error(`no item ${id} among ${labels(file()!.children)}`);
    return found;
  };
  /** What the icon in the gutter does; 2: run. The commands at the cursor would ask for a name of this untitled file first. */
  const run = async (test: vscode.TestItem): Promise<void> => {
    const path: string[] = [];
    for (let each: vscode.TestItem | undefined = test; each; each = each.parent) path.unshift(each.id);
    await vscode.commands.executeCommand('vscode.runTestsById', 2, ['netk', ...path].join('\0'));
  };
  const states = (): string => [...new Map(told)].map(([id, state]) => `${id} ${state}`).join('\n');
  const replace = async (from: string, to: string): Promise<void> => {
    const start = source.getText().indexOf(from);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(source.positionAt(start), source.positionAt(start + from.length));
    edit.replace(source.uri, range, to);
    assert(start >= 0 && (await vscode.workspace.applyEdit(edit)), `cannot replace ${from}`);
  };

  suiteSetup(async () => {
    api = await extension();
    api.onTest(({ id, state }) => told.push([id.slice(id.indexOf('#') + 1), state]));
    source = await openText(text);
    await until('the items of the file', () => (file()?.children.size ?? 0) > 0);
  });

  test('has the walks of an open file with what they expect, at their lines, and runs none of them', () => {
    const { children } = file()!;
    const all = labels(children).sort().join();
    assert(all === 'expect delivered from one to three,q1,q2,q3,q4', all);
    const q1 = item('walk.q1');
    assert(labels(q1.children).sort().join() === 'expect delivered,expect refused', labels(q1.children).join());
    assert(q1.range?.start.line === at(source, 'walk q1').line, `q1 is at ${q1.range?.start.line}`);
    const lines = [...q1.children].map(([, { range }]) => range?.start.line).sort();
    assert(lines.join() === [0, 1].map((n) => at(source, 'walk q1').line + 1 + n).join(), lines.join());
    assert(told.length === 0, `it has run: ${states()}`);
  });

  test('runs a file: what holds, what does not, what cannot be decided, and what expects nothing', async () => {
    await run(file()!);
    await until('six states', () => new Map(told).size >= 6);
    const of = new Map(told);
    const said = ['walk.q1#expect.0', 'walk.q1#expect.1', 'walk.q2#expect.0', 'walk.q3#expect.0', 'walk.q4'].map((id) =>
      of.get(id),
    );
    assert(said.join() === 'passed,failed,failed,errored,skipped', states());
    assert([...of.values()].filter((state) => state === 'passed').length === 2, states());
  });

  test('runs one expectation and nothing beside it', async () => {
    told = [];
    await run(item('walk.q1#expect.1'));
    await until('its state', () => told.length > 0);
    assert(states() === 'walk.q1#expect.1 failed', states());
  });

  test('leads to the hop at which a failed walk dies, in the panel', async () => {
    await vscode.commands.executeCommand('netk.firstWrongHop', item('walk.q2#expect.0'));
    await until('the panel', () => api.panel()?.walk === 'walk.q2' && api.panel()?.ready);
    const active = vscode.window.activeTextEditor;
    assert(active?.selection.active.line === at(source, 'walk q2').line, 'the cursor is not at the expectation');
    const places: Extract<FromWebview, { kind: 'place' }>['place'][] = [];
    const listening = api.onPanelMessage((message) => {
      if (message.kind === 'place') places.push(message.place);
    });
    // the item of a walk leads to its first expectation that does not hold: this packet arrives
    await vscode.commands.executeCommand('netk.firstWrongHop', item('walk.q1'));
    const place = await until('the hop', () => places.find(({ walk, step }) => walk === 'walk.q1' && (step ?? 0) > 0));
    listening.dispose();
    assert(place.branch === 0 && place.direction === 'forward', JSON.stringify(place));
  });

  test('runs a file again after an edit while it runs continuously, and no longer', async () => {
    await vscode.commands.executeCommand('testing.startContinuousRun');
    told = [];
    await replace('security-groups shut; ', '');
    await until('the new state', () => new Map(told).get('walk.q2#expect.0') === 'passed');
    // whoever stops a continuous run cancels what has not run yet
    await until('the other states', () => new Map(told).size >= 6);
    await vscode.commands.executeCommand('testing.stopContinuousRun');
    told = [];
    await replace('expect refused', 'expect timeout');
    await until('the new item', () => labels(item('walk.q1').children).includes('expect timeout'));
    assert(told.length === 0, `it has run: ${states()}`);
  });
});
