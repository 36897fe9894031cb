/** The words that are never bare names, because they would swallow a half-typed header: quote them. Every other keyword is a legal name. */
export const reservedWords: ReadonlySet<string> = new Set([
  'in',
  'on',
  'at',
  'from',
  'to',
  'because',
  'except',
  'probability',
  'protocol',
]);
