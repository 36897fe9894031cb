/** Number of edits between two words: a letter more, less or other, or two neighbours exchanged. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const exchanged = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? i + j) + 1 : i + j;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, exchanged));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? a.length + b.length;
}

/** A known word, and how many letters of another one are other. */
export interface Near {
  readonly name: string;
  readonly edits: number;
}

/** The known word that looks most like a given one, and how many letters are other, if there is one. */
export function nearestWord(word: string, known: Iterable<string>): Near | undefined {
  const lower = word.toLowerCase();
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: Near | undefined;
  for (const name of known) {
    if (Math.abs(name.length - word.length) > most) continue;
    const edits = distance(lower, name.toLowerCase());
    if (edits <= most && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { name, edits };
  }
  return best;
}

/** The known word that looks most like a given one, if any does. */
export const didYouMean = (word: string, known: Iterable<string>): string | undefined => nearestWord(word, known)?.name;
