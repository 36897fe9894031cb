import type { Setting } from '../topology/setting.ts';

type Item = Readonly<Record<string, unknown>>;
type Same = (item: Item) => unknown;

/** Lists that what is said replaces as a whole. */
const replaced: ReadonlySet<string> = new Set(['addresses', 'cidrs', 'eips', 'placements', 'servers', 'vips']);

/** Lines of which one replaces what is written for the same thing: list → what that is. */
const replacing: Readonly<Record<string, Same>> = {
  routes: ({ destination }) => destination,
  relations: ({ of }) => of,
  records: ({ name, type }) => JSON.stringify([name, type]),
  // an Ingress routes by host and path, a route by more; the lines of a policy have neither, and add
  rules: ({ id, backends, host, path, method, headers, queries }) =>
    backends ? JSON.stringify([host, path, method, headers, queries]) : id,
};

/** Parts that are one and the same by something else than their id. */
const parts: Readonly<Record<string, Same>> = {
  enis: ({ index, card = 0 }) => `${card} ${index}`,
  containers: ({ name }) => name,
  attachments: ({ vpc }) => vpc,
};

/** What an element keeps, whatever is said of it. */
const kept: ReadonlySet<string> = new Set(['id', 'name', 'namespace', 'doc', 'place']);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && !(value instanceof Map) && Object.keys(value).length === 0);

/** What tells settings apart that stand several times: an answer is for a path, a line of a header is one of several. */
const placeOf = ({ key, values }: Setting): string =>
  key === 'response' || key === 'header' ? `${key} ${values[0]}` : key;

/** A component's block merges, any other setting is replaced as a whole. */
function settings(base: readonly Setting[], over: readonly Setting[]): readonly Setting[] {
  const out = new Map(base.map((each) => [placeOf(each), each]));
  for (const each of over) {
    const known = out.get(placeOf(each));
    out.set(placeOf(each), known && each.settings.length > 0 ? merged(known, each) : each);
  }
  return [...out.values()];
}

const merged = (known: Setting, over: Setting): Setting => ({
  ...known,
  ...(over.values.length > 0 ? { values: over.values } : {}),
  settings: settings(known.settings, over.settings),
});

/** Lays each item on the one that is the same, or adds it behind. */
function by(base: readonly Item[], over: readonly Item[], same: Same): readonly Item[] {
  const out = [...base];
  for (const item of over) {
    const at = out.findIndex((each) => same(each) === same(item));
    const known = out[at];
    if (known) out[at] = laid(known, item);
    else out.push(item);
  }
  return out;
}

function list(key: string, base: readonly Item[], over: readonly Item[]): readonly unknown[] {
  if (replaced.has(key) || typeof over[0] === 'string') return over;
  // the list of a key has one type, wherever it stands
  if (key === 'settings') return settings(base as unknown as Setting[], over as unknown as Setting[]);
  const same = replacing[key];
  if (!same) return by(base, over, parts[key] ?? (({ id }) => id));
  const said = new Set(over.map(same));
  return [...base.filter((each) => !said.has(same(each))), ...over];
}

function value(key: string, base: unknown, over: unknown): unknown {
  if (Array.isArray(over)) return list(key, Array.isArray(base) ? base : [], over);
  if ((key === 'internet' || key === 'controlPlane') && base) return laid(base as Item, over as Item);
  return over;
}

/**
 * An element with what is said of it. What says nothing (no value, an empty list) changes nothing; lists go by the tables
 * above, elements in lists by their ids, and any other value replaces.
 */
export function laid<T extends object>(element: T, says: object): T {
  const base = element as Item;
  const over = says as Item;
  const changes = Object.keys(over)
    .filter((key) => !kept.has(key) && !isEmpty(over[key]))
    .map((key) => [key, value(key, base[key], over[key])]);
  // a subnet has one table: a named one stands for its own lines
  const table = over.routeTable ? { routes: [] } : {};
  return { ...element, ...Object.fromEntries(changes), ...table };
}
