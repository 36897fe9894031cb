import type { StatePlace } from '@netk/protocol';
import * as vscode from 'vscode';

/** The scheme of the documents that show the state of a machine. */
export const stateScheme = 'netk-state';

const bare = (walk: string): string => walk.replace(/^walk\./, '');

/** The title of a state's document: `nA · iptables`, and the walk where its `given` lines make another network. */
export const stateTitle = ({ node, view, walk }: StatePlace): string =>
  `${node.slice(node.lastIndexOf('/') + 1)} · ${view}${walk === undefined ? '' : ` in ${bare(walk)}`}`;

/** The address of a state's document. People read the path, `/talk/nA · iptables`; the query says exactly what is asked. */
export function stateUri(place: StatePlace): vscode.Uri {
  const { uri, node, view, walk } = place;
  const folders = node.split('/').slice(0, -1).filter(Boolean); // a path may not begin with two slashes
  const query = JSON.stringify({ uri, node, view, ...(walk === undefined ? {} : { walk }) });
  return vscode.Uri.from({ scheme: stateScheme, path: ['', ...folders, stateTitle(place)].join('/'), query });
}

/** What a state's document shows; undefined for an address that this extension did not make. */
export function statePlace({ query }: vscode.Uri): StatePlace | undefined {
  try {
    const place: unknown = JSON.parse(query);
    return isPlace(place) ? place : undefined;
  } catch {
    return undefined;
  }
}

const isPlace = (value: unknown): value is StatePlace => {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, node, view, walk } = value as Partial<Record<keyof StatePlace, unknown>>;
  return [uri, node, view].every((each) => typeof each === 'string') && ['string', 'undefined'].includes(typeof walk);
};
