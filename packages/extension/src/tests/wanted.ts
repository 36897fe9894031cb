/** The part of an item that says what it is: the same as VS Code's own. */
export interface Item {
  readonly id: string;
  readonly parent: Item | undefined;
}

/** The id of an item of a file. It has the file in it: two files may have a walk of one name. */
export const itemId = (uri: string, id: string): string => `${uri}#${id}`;

/** An item and all that it is in. */
function* pathOf(item: Item): Generator<string> {
  for (let at: Item | undefined = item; at; at = at.parent) yield at.id;
}

/** What a run is about, by ids: it is still about it when an edit has made new items. Undefined: everything. */
export interface Wanted {
  readonly include: ReadonlySet<string> | undefined;
  readonly exclude: ReadonlySet<string>;
}

/** What a request wants, in which items stand for all that is in them. */
export const wantedBy = (include: readonly Item[] | undefined, exclude: readonly Item[] | undefined): Wanted => ({
  include: include && new Set(include.map(({ id }) => id)),
  exclude: new Set((exclude ?? []).map(({ id }) => id)),
});

/** Whether an item is to be run. */
export function isWanted(item: Item, { include, exclude }: Wanted): boolean {
  const path = [...pathOf(item)];
  return !path.some((id) => exclude.has(id)) && (include === undefined || path.some((id) => include.has(id)));
}

/** Whether anything of a file may be wanted: nothing of other files is looked up. */
export function touches(uri: string, { include, exclude }: Wanted): boolean {
  if (exclude.has(uri)) return false;
  if (include === undefined || include.has(uri)) return true;
  return [...include].some((id) => id.startsWith(itemId(uri, '')));
}
