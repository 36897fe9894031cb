/** A text that fits what was typed: how well, and which of its characters are the typed ones. */
export interface Fit {
  readonly score: number;
  readonly at: readonly number[];
}

/**
 * Whether the typed characters stand in a text in their order, in any case. The lower the score the better: characters
 * that follow each other, and those at the beginning of a word, are what people mean.
 */
export function fitOf(text: string, typed: string): Fit | undefined {
  const wanted = typed.trim().toLowerCase();
  const lower = text.toLowerCase();
  const whole = lower.indexOf(wanted);
  if (whole >= 0) return { score: whole === 0 ? 0 : 1, at: Array.from(wanted, (_, i) => whole + i) };
  const at: number[] = [];
  let score = 2;
  for (const sign of wanted.replaceAll(/\s/g, '')) {
    const next = lower.indexOf(sign, (at.at(-1) ?? -1) + 1);
    if (next < 0) return undefined;
    const isBegin = next === 0 || /[\W_]/.test(lower[next - 1]!);
    if (next !== (at.at(-1) ?? -2) + 1) score += isBegin ? 1 : 3;
    at.push(next);
  }
  return { score, at };
}

/** The choices that fit, the best first; those that fit alike keep their order. An empty text fits all. */
export function fitting<C extends { readonly text: string; readonly detail: string }>(
  choices: readonly C[],
  typed: string,
): readonly { readonly choice: C; readonly fit: Fit }[] {
  // what is said beside the name is looked at as it stands: three letters fit too many addresses by chance
  const beside = (choice: C): Fit | undefined =>
    choice.detail.toLowerCase().includes(typed.trim().toLowerCase()) ? { score: 50, at: [] } : undefined;
  return choices
    .flatMap((choice) => {
      const fit = fitOf(choice.text, typed) ?? beside(choice);
      return fit ? [{ choice, fit }] : [];
    })
    .sort((a, b) => a.fit.score - b.fit.score);
}
