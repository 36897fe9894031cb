import * as vscode from 'vscode';
import type { NetkApi } from '../../packages/extension/src/start.ts';
import { extension, openExample } from './open.ts';
import { until } from './until.ts';

const assert = (holds: unknown, message: string): void => {
  if (!holds) throw new Error(message);
};

const panelTab = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('netk.panel'));

suite('panel', () => {
  let api: NetkApi;
  let talk: vscode.TextDocument;

  suiteSetup(async () => {
    api = await extension();
    talk = await openExample('eks-talk.netk');
  });

  test('the Trace lens opens the walk beside the source and leaves the focus there', async () => {
    const lens = await until('a Trace lens', async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        talk.uri,
        200,
      );
      return all.find(({ command }) => command?.command === 'netk.trace')?.command;
    });
    await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []));
    const tab = await until('the panel', panelTab);
    assert(tab.group.viewColumn === vscode.ViewColumn.Two, `column ${tab.group.viewColumn}`);
    await until('its page', () => api.panel()?.ready);
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    assert(active === talk.uri.toString(), `the focus went to ${active}`);
    assert(api.panel()?.walk === lens.arguments?.[1], `it shows ${api.panel()?.walk}`);
  });

  test('the page asks for another walk and says where it is', async () => {
    const asked = new Promise<string>((resolve) => {
      const listening = api.onPanelMessage((message) => {
        if (message.kind !== 'place' || message.place.walk !== 'walk.W23') return;
        listening.dispose();
        resolve(message.place.walk);
      });
    });
    await vscode.commands.executeCommand('netk.trace', talk.uri.toString(), 'walk.W23');
    assert((await asked) === 'walk.W23', 'another walk');
  });

  test('the panel follows to another netk file', async () => {
    const other = await openExample('smallest.netk');
    await until('the other file', () => api.panel()?.uri === other.uri.toString());
  });

  test('a restart of the server leaves the panel working', async () => {
    await openExample('eks-talk.netk');
    await vscode.commands.executeCommand('netk.restart');
    await vscode.commands.executeCommand('netk.trace', talk.uri.toString(), 'walk.W22');
    await until('the walk', () => api.panel()?.walk === 'walk.W22');
  });
});
