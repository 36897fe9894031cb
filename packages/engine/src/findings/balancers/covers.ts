import type { HttpCondition } from '../../network/program.ts';

/**
 * Whether everything that a pattern takes is taken by another one. `*` is any text, `?` one character; the narrow one is
 * read as a text in which a `*` is only taken by a `*`.
 */
export function patternCovers(broad: string, narrow: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (from < narrow.length) {
    const letter = broad[at];
    if (
      letter !== undefined &&
      letter !== '*' &&
      (letter === narrow[from] || (letter === '?' && narrow[from] !== '*'))
    ) {
      at += 1;
      from += 1;
    } else if (letter === '*') {
      star = at;
      mark = from;
      at += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      from = mark;
    } else return false;
  }
  while (broad[at] === '*') at += 1;
  return at === broad.length;
}

const all = (
  broad: readonly string[] | undefined,
  narrow: readonly string[] | undefined,
  same = patternCovers,
): boolean => broad === undefined || narrow?.every((each) => broad.some((other) => same(other, each))) === true;

const lower = (texts: readonly string[] | undefined) => texts?.map((each) => each.toLowerCase());

/** Whether each request that meets the second condition certainly meets the first. */
export function conditionCovers(broad: HttpCondition, narrow: HttpCondition): boolean {
  return (
    all(lower(broad.hosts), lower(narrow.hosts)) &&
    all(broad.paths, narrow.paths) &&
    all(broad.regexes, narrow.regexes, (a, b) => a === b) &&
    all(broad.methods, narrow.methods, (a, b) => a === b) &&
    all(broad.sources, narrow.sources, (a, b) => a === b) &&
    (broad.headers ?? []).every(({ name, values }) =>
      (narrow.headers ?? []).some(
        (each) => each.name.toLowerCase() === name.toLowerCase() && all(lower(values), lower(each.values)),
      ),
    ) &&
    (broad.query === undefined ||
      narrow.query?.every(({ key, value }) =>
        broad.query!.some((each) => (each.key === undefined || each.key === key) && patternCovers(each.value, value)),
      ) === true)
  );
}
