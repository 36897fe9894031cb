import { reservedWords } from '../syntax/reserved-words.ts';

/** A name as it must be written: quoted when it is no word. */
export function writtenName(name: string): string {
  const plain = /^[A-Za-z0-9_]([\w.]|-(?!>))*$/.test(name) && !/^\d+(\.\d+)?$/.test(name) && !reservedWords.has(name);
  return plain ? name : `"${name}"`;
}
