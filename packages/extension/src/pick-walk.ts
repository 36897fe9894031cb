import { pictureRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { withPicker } from './picker.ts';

/** Asks the user for two walks of a file, as far as they are not known. Undefined: the user gave up, or there are none. */
export async function pickWalks(
  client: Asker,
  uri: string,
  known: { readonly walk?: string | undefined; readonly other?: string | undefined },
): Promise<{ readonly walk: string; readonly other: string } | undefined> {
  const { walk, other } = known;
  if (walk !== undefined && other !== undefined) return { walk, other };
  const { walks } = await ask(client, pictureRequest, { uri });
  return withPicker(async (picker) => {
    const pick = async (placeholder: string, taken?: string): Promise<string | undefined> => {
      const items = walks
        .filter(({ id }) => id !== taken)
        .map(({ id, name, title }) => ({
          label: name ?? title ?? id,
          description: name === undefined ? '' : (title ?? ''),
          id,
        }));
      return (await picker.ask({ title: vscode.l10n.t('Compare Walks'), placeholder, items }))?.id;
    };
    const first = walk ?? (await pick(vscode.l10n.t('Which walk?')));
    const second = other ?? (first && (await pick(vscode.l10n.t('With which?'), first)));
    return first !== undefined && second !== undefined ? { walk: first, other: second } : undefined;
  });
}
