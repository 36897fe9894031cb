import type { Branch, Step } from '../../trace/trace.ts';
import type { Asking, Said } from '../answer.ts';
import type { Question } from './zone-answer.ts';

/** What a server makes of a question. */
export interface Served {
  readonly said: Said;
  readonly steps: readonly Step[];
  readonly behind: readonly Asking[];
}

/** The answer in a few words: `10.100.20.30`, `NXDOMAIN`, `no record of type AAAA`. */
export function showSaid(said: Said, { type }: Question): string {
  switch (said.kind) {
    case 'refused':
      return 'nobody listens there';
    case 'silence':
      return 'no answer';
    case 'unknown':
      return 'not known';
    case 'answer': {
      const { rcode, records, truncated } = said.answer;
      if (rcode !== 'NOERROR') return rcode;
      const [first] = records;
      if (first?.type === 'NS' && type !== 'NS') return `referral to ${first.name}`;
      const own = records.filter((each) => each.type === type || each.type === 'CNAME');
      if (own.every((each) => each.type !== type) && own.length === 0) return `no record of type ${type}`;
      const values = own.map((each) => (each.type === type ? each.value : `CNAME ${each.value}`)).join(', ');
      return truncated ? `${values} (cut off)` : values;
    }
  }
}

/** What who asked sees of a question. */
export function seenOf(said: Said, { type }: Question): Branch['client'] {
  if (said.kind === 'refused') return 'refused';
  if (said.kind === 'silence') return 'timeout';
  if (said.kind === 'unknown') return 'unknown';
  const { rcode, records } = said.answer;
  if (rcode === 'NXDOMAIN') return 'nxdomain';
  if (rcode !== 'NOERROR') return 'servfail';
  return records.some((each) => each.type === type) || records.some((each) => each.type === 'NS') ? 'ok' : 'nodata';
}
