import * as vscode from 'vscode';
import { isNetk } from './editors.ts';

/** A file that is a text of somebody's own, and no older version of one that a diff shows. */
const isSource = (document: vscode.TextDocument): boolean => isNetk(document) && document.uri.scheme !== 'git';

export const openFiles = (): readonly vscode.Uri[] =>
  vscode.workspace.textDocuments.filter(isSource).map(({ uri }) => uri);

/**
 * Milliseconds. A folder whose file system offers no search never answers: VS Code waits for somebody who registers one (seen in 1.139.1 in a
 * browser without a server), and a run of tests waits for the list.
 */
export const patience = 3_000;

/** Waits for something, but no longer than so many milliseconds; it goes on. Undefined: it was late. */
export async function within<T>(milliseconds: number, work: PromiseLike<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The files that a pattern means: those of the workspace, and at least those that are open. */
export async function filesOf(pattern: string): Promise<readonly vscode.Uri[]> {
  const found = await within(patience, vscode.workspace.findFiles(pattern, '**/node_modules/**'));
  const open = vscode.workspace.textDocuments.filter((each) => vscode.languages.match({ pattern }, each) > 0);
  const all = new Map([...(found ?? []), ...open.map(({ uri }) => uri)].map((uri) => [uri.toString(), uri]));
  return [...all.values()].toSorted((a, b) => (a.toString() < b.toString() ? -1 : 1));
}
