import { adHocWalk, askedWalk, elementAtRequest, pictureRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { currentFile, editorsOf } from './editors.ts';
import { newFile, openExample } from './new-file.ts';
import type { Panels } from './panels.ts';
import { pickState } from './pick-state.ts';
import { pickWalks } from './pick-walk.ts';
import type { Questions } from './questions.ts';
import type { StateDocuments } from './state-documents.ts';

/** What the commands act on. */
export interface CommandParts {
  readonly client: Asker;
  readonly panels: Panels;
  readonly states: StateDocuments;
  readonly questions: Questions;
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

/** What VS Code tells of a box of the panel whose menu was used: the box says it itself. */
const isBoxMenu = (menu: unknown): menu is { readonly element: string } =>
  typeof menu === 'object' && menu !== null && 'element' in menu && typeof menu.element === 'string';

/** Registers every command of the manifest. */
export function registerCommands({
  client,
  panels,
  states,
  questions,
  log,
  extensionUri,
  restart,
}: CommandParts): vscode.Disposable {
  const file = (uri: unknown) => (typeof uri === 'string' ? uri : currentFile()?.uri.toString());
  const noFile = () => void vscode.window.showInformationMessage(vscode.l10n.t('Open a .netk file first.'));
  /** Traces from somebody to somebody; what is not known is asked. */
  const traced = async (uri: string | undefined, known: { readonly from?: string; readonly to?: string }) => {
    if (uri === undefined) return noFile();
    const question = await questions.pick(uri, known);
    if (question) panels.open({ uri, walk: askedWalk(question) });
  };
  /** The element whose menu was used: the box of the panel, or what the caret of the editor stands on. */
  const hereOf = async (side: 'from' | 'to', menu: unknown): Promise<Parameters<typeof traced>> => {
    if (isBoxMenu(menu)) return [panels.current?.shown?.uri, { [side]: menu.element }];
    const uri = file(undefined);
    if (uri === undefined) return [uri, {}];
    const { line, character } = editorsOf(uri)[0]?.selection.active ?? { line: 0, character: 0 };
    const { element } = await ask(client, elementAtRequest, { uri, position: { line, character } });
    return [uri, element === null ? {} : { [side]: element }];
  };
  const word = (argument: unknown) => (typeof argument === 'string' ? argument : undefined);
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
    'netk.traceFromTo': (uriArgument) => traced(file(uriArgument), {}),
    'netk.traceFromHere': async (menu) => traced(...(await hereOf('from', menu))),
    'netk.traceToHere': async (menu) => traced(...(await hereOf('to', menu))),
    'netk.compare': async (uriArgument, walkArgument, withArgument) => {
      const uri = file(uriArgument);
      if (uri === undefined) return noFile();
      const picked = await pickWalks(client, uri, { walk: word(walkArgument), other: word(withArgument) });
      if (picked) panels.open({ uri, walk: picked.walk }, { compare: picked.other });
    },
    'netk.openPanel': () => {
      const uri = file(undefined);
      panels.open(uri === undefined ? undefined : { uri });
    },
    'netk.showNodeState': async (uriArgument, machine, view) => {
      const uri = file(uriArgument);
      if (uri === undefined) return noFile();
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
