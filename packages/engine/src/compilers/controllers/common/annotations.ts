import { countOf, type Setting } from '../../../topology/setting.ts';

/** How the annotations of Services begin; the language spells only what stands behind it, and reads it with it too. */
const prefix = 'aws-load-balancer-';

const wordOf = ({ key }: Setting): string => (key.startsWith(prefix) ? key.slice(prefix.length) : key);

const known = new WeakMap<readonly Setting[], ReadonlyMap<string, number>>();

/** Where the last line with each key stands. A controller asks one object for dozens of keys. */
function lastOf(level: readonly Setting[]): ReadonlyMap<string, number> {
  let last = known.get(level);
  if (!last) {
    last = new Map(level.map((line, at) => [wordOf(line), at]));
    known.set(level, last);
  }
  return last;
}

const grouped = new WeakMap<readonly Setting[], ReadonlyMap<string, readonly Setting[]>>();

/** The lines with each key. */
function linesOf(level: readonly Setting[]): ReadonlyMap<string, readonly Setting[]> {
  const earlier = grouped.get(level);
  if (earlier) return earlier;
  const lines = new Map<string, Setting[]>();
  for (const line of level) {
    const key = wordOf(line);
    const same = lines.get(key);
    if (same) same.push(line);
    else lines.set(key, [line]);
  }
  grouped.set(level, lines);
  return lines;
}

const nothing: readonly Setting[] = [];

/**
 * Annotations of one or several objects, by the last word of their keys. Where several objects say something, the first
 * in the list decides.
 */
export class Annotations {
  /** Those of objects that say anything. */
  readonly #levels: readonly (readonly Setting[])[];
  #lasts: readonly ReadonlyMap<string, number>[] | undefined;

  constructor(...levels: readonly (readonly Setting[])[]) {
    this.#levels = levels.filter(({ length }) => length > 0);
  }

  /** The last line with one of these keys, of the first object that has one. */
  of(...keys: readonly string[]): Setting | undefined {
    this.#lasts ??= this.#levels.map(lastOf);
    for (let i = 0; i < this.#lasts.length; i++) {
      let at = -1;
      for (const key of keys) {
        const found = this.#lasts[i]!.get(key);
        if (found !== undefined && found > at) at = found;
      }
      if (at >= 0) return this.#levels[i]![at];
    }
    return undefined;
  }

  /** All lines with this key, of the first object that has one. */
  all(key: string): readonly Setting[] {
    for (const level of this.#levels) {
      const found = linesOf(level).get(key);
      if (found) return found;
    }
    return nothing;
  }

  text(...keys: readonly string[]): string | undefined {
    return this.of(...keys)?.values[0];
  }

  /** All values, those of a comma list in one text too. */
  list(...keys: readonly string[]): readonly string[] {
    return listed(this.of(...keys)?.values ?? []);
  }

  /** Undefined: not written, or no number. A duration in seconds counts as its number. */
  number(...keys: readonly string[]): number | undefined {
    return countOf(this.text(...keys));
  }

  flag(...keys: readonly string[]): boolean | undefined {
    const text = this.text(...keys);
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
}

export const listed = (values: readonly string[]): readonly string[] =>
  values
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');
