import * as vscode from 'vscode';
import { stateScheme } from './state-address.ts';

const isState = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputText && input.uri.scheme === stateScheme;
const isPage = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputWebview;

/**
 * Where the state of a machine opens: with the others, else beside the source and, where the panel is open, beside both.
 * Never over the panel, whose page VS Code throws away when it is hidden.
 */
export function freeColumn(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const own = groups.find(({ tabs }) => tabs.some(isState) && !tabs.some(isPage));
  // a reload of the window leaves an empty one: VS Code does not keep virtual documents
  const place = own ?? groups.find(({ tabs }) => tabs.length === 0);
  if (place) return place.viewColumn;
  if (!groups.some(({ tabs }) => tabs.some(isPage))) return vscode.ViewColumn.Beside;
  return Math.max(...groups.map(({ viewColumn }) => viewColumn)) + 1;
}
