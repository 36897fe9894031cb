/**
 * Characters that a text has and nobody sees, or that change how what stands beside them is shown: control characters,
 * marks of the direction of writing, line separators, and halves of characters. Tabs and line ends are among them.
 */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const every = new RegExp(unprintable.source, 'gu');

/** The first such character of a string as it is written, also as an escape (`\n`); other escapes are passed over. */
const inString = new RegExp(`^(?:\\\\[^bfnrtv0]|(?!${unprintable.source})[^\\\\])*`, 'u');

/** What stands for such a character where it has been taken out. */
const replacement = '\ufffd';

/** `U+202E`. */
const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A text without such characters. */
export const printable = (text: string): string => text.replace(every, replacement);

/** A string as it is written, without such characters and their escapes, and as long as before. */
export const printableString = (image: string): string =>
  printable(image.replace(/\\([\s\S])/g, (pair, of: string) => ('bfnrtv0'.includes(of) ? `\\${replacement}` : pair)));

/** A text with the numbers of such characters. */
export const visible = (text: string): string => text.replace(every, codeOf);

/** The same for a text of several lines. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** Where a string as it is written has such a character, and how to call it. */
export function unprintableIn(image: string): { readonly at: number; readonly called: string } | undefined {
  const at = inString.exec(image)?.[0].length ?? 0;
  if (at === image.length) return undefined;
  const character = image.charAt(at);
  return { at, called: visible(character === '\\' ? image.slice(at, at + 2) : character) };
}
