import type { Lead } from '../../walk/kinds.ts';
import { numberOf } from './numbers.ts';

const writtenOwn = new WeakMap<readonly Lead[], readonly string[]>();

/** What is each alternative's own, as a number that those have which are alike. Written once: a balancer offers the same ones to every walk. */
export function ownTexts(leads: readonly Lead[]): readonly string[] {
  let texts = writtenOwn.get(leads);
  if (!texts) {
    const numbers = new Map<unknown, number>();
    texts = leads.map((lead) => numberOf(numbers, ownText(lead)));
    writtenOwn.set(leads, texts);
  }
  return texts;
}

/** Words for people. */
const words: ReadonlySet<string> = new Set(['source', 'text', 'entry']);

/** What is an alternative's own, as a text that names neither it nor its machine. */
const ownText = ({ own, address, names }: Lead): string =>
  JSON.stringify(own, (key, value: unknown) => {
    if (words.has(key)) return undefined;
    if (value === address || (typeof value === 'string' && names.includes(value))) return '§';
    return typeof value === 'bigint' ? `${value}` : value;
  });
