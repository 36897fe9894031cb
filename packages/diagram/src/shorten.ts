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
  const equal: string[] = [];
  for (const group of [...taken.values()]) {
    const long = group.filter((name) => out.has(name));
    if (group.length < 2 || long.length === 0) continue;
    const texts = apart(long, fit, (text) => (taken.get(text) ?? []).every((name) => long.includes(name)));
    if (!texts) {
      equal.push(...long);
      continue;
    }
    for (const [at, name] of long.entries()) out.set(name, texts[at]!);
    for (const name of long) show(name, out.get(name)!);
  }
  const middles = middlesOf(equal, fit);
  if (middles?.every((text) => !taken.has(text))) for (const [at, name] of equal.entries()) out.set(name, middles[at]!);
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

/** What differs in the middle of names that neither head nor tail tells apart: `ip-10-0-7-17.compute.internal` is `…7-17…`. */
function middlesOf(names: readonly string[], fit: number): readonly string[] | undefined {
  if (names.length < 2) return undefined;
  const letters = names.map((name) => [...name]);
  const texts = letters.map(withoutCommon(letters)).map((middle) => `…${middle.join('')}…`);
  return new Set(texts).size === names.length && texts.every((text) => [...text].length <= fit) ? texts : undefined;
}

/** Takes away what all begin with and all end with. */
function withoutCommon(names: readonly (readonly string[])[]): (letters: readonly string[]) => readonly string[] {
  const shortest = Math.min(...names.map(({ length }) => length));
  const areSame = (place: number): boolean => names.every((each) => each.at(place) === names[0]!.at(place));
  let head = 0;
  while (head < shortest && areSame(head)) head += 1;
  let tail = 0;
  while (tail < shortest - head && areSame(-1 - tail)) tail += 1;
  return (letters) => letters.slice(head, letters.length - tail);
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
