/** A question in the words of somebody who asks it: names, addresses or URLs as they are typed. */
export interface WordedQuestion {
  readonly from: string;
  readonly to: string;
  readonly port?: number;
  readonly protocol?: string;
}

/** The words of a walk, or which part of the question cannot be written as one, and why. */
export type WrittenQuestion =
  | { readonly kind: 'written'; readonly text: string }
  | { readonly kind: 'refused'; readonly part: keyof WordedQuestion; readonly why: string };

/** An end of a walk as the language writes it: a name, an address, a URL; nothing that could start another statement. */
function endOf(text: string): string | undefined {
  if (/^"[^"\\\n]*"$/.test(text)) return text;
  if (/^https?:\/\//.test(text) && !/["\\\s]/.test(text)) return `"${text}"`;
  const name = String.raw`(?:[\w./:[\]-]|"[^"\\\n]*")+`;
  return new RegExp(`^${name}(?: ${name})?$`).test(text) ? text : undefined;
}

/** Whether an end says a port already. */
export const saysPort = (end: string): boolean => end.startsWith('"') || /^[^[\]]*[^:]:\d+$|\]:\d+$/.test(end);

function withPort(end: string, port: number): string {
  const isIpv6 = end.split(':').length > 2 && !end.startsWith('[');
  return isIpv6 ? `[${end}]:${port}` : `${end}:${port}`;
}

/** The clauses of a walk that asks a question: `from pod51 to app1:80`. */
export function writtenQuestion(question: WordedQuestion): WrittenQuestion {
  const { port, protocol } = question;
  const ends = { from: endOf(question.from.trim()), to: endOf(question.to.trim()) };
  for (const part of ['from', 'to'] as const)
    if (ends[part] === undefined) return { kind: 'refused', part, why: 'not a name or an address' };
  const { from, to } = { from: ends.from!, to: ends.to! };
  if (protocol !== undefined && !/^[\w-]+$/.test(protocol))
    return { kind: 'refused', part: 'protocol', why: 'not a name of a protocol' };
  if (port !== undefined && saysPort(to)) return { kind: 'refused', part: 'port', why: `${to} already says a port` };
  const target = port === undefined ? to : withPort(to, port);
  return { kind: 'written', text: `from ${from} to ${target}${protocol === undefined ? '' : ` protocol ${protocol}`}` };
}

/** The same as a statement, with a title of its own words where those can stand in one. */
export function writtenWalk(question: WordedQuestion): WrittenQuestion {
  const written = writtenQuestion(question);
  if (written.kind === 'refused') return written;
  const title = written.text.replace(/^from /, '').replace(/ protocol .*$/, '');
  return { kind: 'written', text: `walk ${title.includes('"') ? '' : `"${title}" `}${written.text}` };
}
