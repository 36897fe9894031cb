import { pictureRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';

/** Asks the user for a walk of a file, but not one that is taken. Undefined: the user gave up, or there is none. */
export async function pickWalk(
  client: Asker,
  uri: string,
  placeHolder: string,
  taken?: string,
): Promise<string | undefined> {
  const { walks } = await ask(client, pictureRequest, { uri });
  const items = walks
    .filter(({ id }) => id !== taken)
    .map(({ id, name, title }) => ({
      label: name ?? title ?? id,
      description: name === undefined ? '' : (title ?? ''),
      id,
    }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare Walks'),
    placeHolder,
    matchOnDescription: true,
  });
  return picked?.id;
}
