import { adHocWalk, elementAtRequest, pictureRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { currentFile, editorsOf } from './editors.ts';
import { newFile, openExample } from './new-file.ts';
import type { Panels } from './panels.ts';
import { pickState } from './pick-state.ts';
import type { StateDocuments } from './state-documents.ts';

/** What the commands act on. */
export interface CommandParts {
  readonly client: Asker;
  readonly panels: Panels;
  readonly states: StateDocuments;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  restart(): Promise<void>;
}

/** The walk under the caret, else the file's first. */
async function walkAtCaret(client: Asker, uri: string): Promise<string | undefined> {
  const { line, character } = editorsOf(uri)[0]?.selection.active ?? { line: 0, character: 0 };
  const { walk } = await ask(client, elementAtRequest, { uri, position: { line, character } });
  return walk ?? (await ask(client, pictureRequest, { uri })).walks[0]?.id;
}

/** Registers every command of the manifest. */
export function registerCommands({
  client,
  panels,
  states,
  log,
  extensionUri,
  restart,
}: CommandParts): vscode.Disposable {
  const file = (uri: unknown) => (typeof uri === 'string' ? uri : currentFile()?.uri.toString());
  const noFile = () => void vscode.window.showInformationMessage('Open a .netk file first.');
  const commands: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
    'netk.trace': async (uriArgument, walkArgument) => {
      const uri = file(uriArgument);
      if (uri === undefined) return noFile();
      const walk = typeof walkArgument === 'string' ? walkArgument : await walkAtCaret(client, uri);
      panels.open(walk === undefined ? { uri } : { uri, walk });
    },
    'netk.traceTo': (uriArgument, element) => {
      const uri = file(uriArgument);
      if (uri === undefined || typeof element !== 'string') return noFile();
      panels.open({ uri, walk: adHocWalk(element) }, { element });
    },
    'netk.openPanel': () => {
      const uri = file(undefined);
      panels.open(uri === undefined ? undefined : { uri });
    },
    'netk.showNodeState': async (uriArgument, machine, view) => {
      const uri = file(uriArgument);
      if (uri === undefined) return noFile();
      const word = (argument: unknown) => (typeof argument === 'string' ? argument : undefined);
      const place = await pickState(client, uri, word(machine), word(view));
      if (place) await states.show(place);
    },
    'netk.newFile': newFile,
    'netk.openExample': () => openExample(extensionUri),
    'netk.restart': restart,
    'netk.showLog': () => log.show(),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, act]) => vscode.commands.registerCommand(name, act)),
  );
}
