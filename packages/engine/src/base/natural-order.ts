const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The number that stands around a place: its digits from `start` on. */
function digitsFrom(text: string, start: number): string {
  let end = start;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return text.slice(start, end);
}

/** Whether both texts have a digit at a place. */
const digitsAt = (a: string, b: string, at: number): boolean => isDigit(a.charCodeAt(at)) && isDigit(b.charCodeAt(at));

/**
 * Order of names as people count them: node-2 before node-10, and of equal numbers the one with more zeros first.
 * Independent of the machine's locale. Looks at most at one number: everything before the first difference is equal.
 */
export function naturalOrder(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  let start = at;
  while (start > 0 && isDigit(a.charCodeAt(start - 1))) start -= 1;
  if (start < at || digitsAt(a, b, at)) {
    const [x, y] = [digitsFrom(a, start), digitsFrom(b, start)];
    if (x !== y) return Number(x) - Number(y) || (x < y ? -1 : 1);
  }
  if (at === a.length || at === b.length) return a.length - b.length;
  // `-0` is before `--`: the word before its number ends there.
  const [digit, other] = [isDigit(a.charCodeAt(at)), isDigit(b.charCodeAt(at))];
  if (digit !== other && at > 0 && start === at) return digit ? -1 : 1;
  return a.charCodeAt(at) - b.charCodeAt(at);
}
