import { type Child, el } from './el.ts';

/** A line of a tool in words that stay whole: a browser would break `-j` behind its dash. */
export const command = (line: string): readonly Child[] =>
  line.split(/(\S*-\S*)/).map((piece, at) => (at % 2 === 1 ? el('span', { class: 'w' }, piece) : piece));
