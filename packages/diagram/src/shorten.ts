import { sansWidth } from './metrics.ts';

/** Cuts a name to a width. */
export type Shorten = (name: string, width: number, each?: (text: string) => number) => string;

/**
 * Cuts names so that different names stay different wherever their letters allow it: `workers-1` and `workers-2` become
 * `w…-1` and `w…-2`, not twice `wor…`. Made for all names that stand beside each other. Never splits a surrogate pair.
 */
export function shortener(names: Iterable<string>): Shorten {
  const all = [...new Set(names)];
  const known = new Map<number, ReadonlyMap<string, string>>();
  return (name, width, each = sansWidth) => {
    const fit = Math.max(1, Math.floor(width / each('x') + 0.001));
    const letters = [...name];
    if (letters.length <= fit) return name;
    const made = known.get(fit) ?? shortened(all, fit);
    known.set(fit, made);
    return made.get(name) ?? cut(letters, fit, naturalTail(name, fit));
  };
}

/** The names that are longer than `fit` letters, cut to that. */
function shortened(names: readonly string[], fit: number): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const taken = new Map<string, string[]>();
  const show = (name: string, text: string): void => {
    taken.set(text, [...(taken.get(text) ?? []), name]);
  };
  for (const name of names) {
    const letters = [...name];
    const text = letters.length <= fit ? name : cut(letters, fit, naturalTail(name, fit));
    if (text !== name) out.set(name, text);
    show(name, text);
  }
  for (const group of [...taken.values()]) {
    const long = group.filter((name) => out.has(name));
    if (group.length < 2 || long.length === 0) continue;
    const texts = apart(long, fit, (text) => (taken.get(text) ?? []).every((name) => long.includes(name)));
    if (texts) for (const [at, name] of long.entries()) out.set(name, texts[at]!);
    for (const name of long) show(name, out.get(name)!);
  }
  return out;
}

/** The texts of names that one cut makes equal, under another cut that tells them apart and is nobody else's. */
function apart(names: readonly string[], fit: number, free: (text: string) => boolean): readonly string[] | undefined {
  const letters = names.map((name) => [...name]);
  for (let tail = 0; tail < fit; tail += 1) {
    const texts = letters.map((each) => cut(each, fit, tail));
    if (new Set(texts).size === names.length && texts.every(free)) return texts;
  }
  return undefined;
}

/** What of the end tells a name from its siblings: its number, with the sign before it. */
function naturalTail(name: string, fit: number): number {
  const number = /[-._]?\d+$/.exec(name)?.[0].length ?? 0;
  return number < fit ? number : 0;
}

/** So many letters in all, with an ellipsis between the head and the tail. */
function cut(letters: readonly string[], fit: number, tail: number): string {
  const head = letters.slice(0, Math.max(tail === 0 ? 1 : 0, fit - 1 - tail));
  return `${head.join('')}…${tail === 0 ? '' : letters.slice(-tail).join('')}`;
}
