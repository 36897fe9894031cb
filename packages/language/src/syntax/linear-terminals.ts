import type { CustomPatternMatcherFunc } from 'chevrotain';

/** The last text that was searched, and up to where nothing closes: searching there again would make lexing quadratic. */
interface Searched {
  text: string;
  from: number;
  to: number;
}

const nothing = (): Searched => ({ text: '', from: 0, to: 0 });
const knows = (known: Searched, text: string, offset: number): boolean =>
  offset >= known.from && offset < known.to && known.text === text;

/** A match as a regular expression gives it. */
const matched = (text: string, start: number, end: number): [string] => [text.slice(start, end)];

/** Matches `/* … *\/`. Without an end nothing matches, here and behind. */
export function blockComments(): CustomPatternMatcherFunc {
  let known = nothing();
  return (text, offset) => {
    if (text.charCodeAt(offset) !== 0x2f || text.charCodeAt(offset + 1) !== 0x2a || knows(known, text, offset))
      return null;
    const end = text.indexOf('*/', offset + 2);
    if (end >= 0) return matched(text, offset, end + 2);
    known = { text, from: offset, to: text.length };
    return null;
  };
}

/**
 * Matches a string on one line, with `\` before a character that is taken as it is. When a string does not close before
 * the end of its line, none that begins at one of its escaped quotes does either.
 */
export function strings(): CustomPatternMatcherFunc {
  let known = nothing();
  return (text, offset) => {
    if (text.charCodeAt(offset) !== 0x22 || knows(known, text, offset)) return null;
    let at = offset + 1;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x22) return matched(text, offset, at + 1);
      if (code === 0x5c) at += 1;
      const skipped = text.charCodeAt(at);
      if (skipped === 0x0a || skipped === 0x0d) break;
    }
    known = { text, from: offset, to: at };
    return null;
  };
}
