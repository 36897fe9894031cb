/**
 * Regular expressions for paths, as far as PCRE, RE2 and JavaScript mean the same by them: characters, `.`, classes, groups,
 * alternatives and repetitions, of which none repeats another one.
 */

/** Why an expression is not followed; undefined: it is. */
export function notFollowed(source: string): string | undefined {
  if (source.length > 500) return 'it is longer than 500 characters';
  if (!/^[\x21-\x7e]*$/.test(source)) return 'it has other characters than those of ASCII';
  const scan = new Scan(source);
  const why = scan.alternatives(0);
  if (why !== undefined) return why.why;
  if (scan.at < source.length) return 'a parenthesis that nothing opens';
  return scan.open > mostOpen ? `it has more than ${mostOpen} repetitions without an end` : undefined;
}

/** Repetitions that may have any length: each multiplies what a text that does not fit costs by its length. */
const mostOpen = 4;
/** Of what they are tried on: so many steps at most. */
const mostSteps = 10_000_000;

/**
 * The match of an expression with a path, whatever the case: with its beginning, or anywhere. Undefined: there is none. In words: the
 * expression is not followed.
 */
export function matchPath(source: string, path: string, where: 'beginning' | 'anywhere'): PathMatch {
  const why = notFollowed(source);
  if (why !== undefined) return `the regular expression ${source} is not followed: ${why}`;
  if (!/^[\x21-\x7e]*$/.test(path)) return `what ${source} makes of characters that are not of ASCII is not followed`;
  const repeats = source.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (path.length ** (repeats + 1) > mostSteps) return `the path is too long for the regular expression ${source}`;
  const regex = compiledOnce(where === 'beginning' ? `^${source}` : source);
  return regex ? (path.match(regex) ?? undefined) : `${source} is no regular expression`;
}

export type PathMatch = RegExpMatchArray | string | undefined;

const compiled = new Map<string, RegExp | undefined>();

function compiledOnce(source: string): RegExp | undefined {
  if (!compiled.has(source)) {
    if (compiled.size > 1000) compiled.clear();
    compiled.set(source, compile(source));
  }
  return compiled.get(source);
}

function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'i');
  } catch {
    return undefined;
  }
}

interface Refused {
  readonly why: string;
}

const refused = (why: string): Refused => ({ why });

/** Reads an expression once, from left to right. */
class Scan {
  at = 0;
  /** Repetitions without an end. */
  open = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  alternatives(depth: number): Refused | undefined {
    if (depth > 20) return refused('groups within groups within groups');
    while (this.at < this.#text.length && this.#text[this.at] !== ')') {
      if (this.#text[this.at] === '|') {
        this.at += 1;
        continue;
      }
      const before = this.open;
      const wrong = this.#atom(depth) ?? this.#repetition(this.open > before);
      if (wrong) return wrong;
    }
    return undefined;
  }

  #atom(depth: number): Refused | undefined {
    const letter = this.#text[this.at]!;
    if (letter === '(') return this.#group(depth);
    if (letter === '[')
      return this.#take(
        /\[\^?(?:\\[dws.\-/]|[\w.~!@%&*+,:;=/()|$?#-])+\]/y,
        'a class that is none of plain characters',
      );
    if (letter === '\\') return this.#take(/\\[dws.\-/+*?()[\]{}|^$]/y, 'an escape that is none of a single character');
    if (/[*+?{}\]"'`]/.test(letter)) return refused(`${letter} where nothing is repeated`);
    this.at += 1;
    return undefined;
  }

  #group(depth: number): Refused | undefined {
    this.at += 1;
    if (this.#text.startsWith('?:', this.at)) this.at += 2;
    else if (this.#text[this.at] === '?') return refused('a group that looks around or has a name');
    const wrong = this.alternatives(depth + 1);
    if (wrong) return wrong;
    if (this.#text[this.at] !== ')') return refused('a parenthesis that nothing closes');
    this.at += 1;
    return undefined;
  }

  #repetition(repeats: boolean): Refused | undefined {
    const found = /[*+?]|\{\d{1,3}(?:,\d{0,3})?\}/y;
    found.lastIndex = this.at;
    const [text] = found.exec(this.#text) ?? [];
    if (text === undefined) return undefined;
    this.at += text.length;
    if (text !== '?' && repeats) return refused('a repetition within a repetition');
    if (/^(?:\*|\+|\{\d+,\})$/.test(text)) this.open += 1;
    // the lazy form means the same; a possessive one does not
    if (this.#text[this.at] === '?') this.at += 1;
    if (/[+*{]/.test(this.#text[this.at] ?? '')) return refused('a repetition of a repetition');
    return undefined;
  }

  #take(pattern: RegExp, why: string): Refused | undefined {
    pattern.lastIndex = this.at;
    const [text] = pattern.exec(this.#text) ?? [];
    if (text === undefined) return refused(why);
    this.at += text.length;
    return undefined;
  }
}

/** What of a target is filled in: `$1` to `$9`. Undefined: it says more than a path. */
export function rewritten(target: string, match: RegExpMatchArray): string | undefined {
  if (!isPlainTarget(target)) return undefined;
  return target.replace(/\$(\d)/g, (_, digit: string) => match[Number(digit)] ?? '');
}

/** Whether a target of a rewrite is a path with numbers of groups in it, and nothing else. */
export const isPlainTarget = (target: string): boolean => /^\/(?:[\w.~!@%&*+,:;=/-]|\$[1-9](?!\d))*$/.test(target);
