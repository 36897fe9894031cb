import type { DnsAnswer } from '../../network/dns.ts';
import type { CauseCode } from '../../trace/cause.ts';
import type { Branch, Step } from '../../trace/trace.ts';
import type { Answer } from '../there-and-back.ts';
import type { Question } from './zone-answer.ts';

/** What came of a question. */
export type Said =
  | {
      readonly kind: 'answer';
      readonly answer: DnsAnswer;
      /** Seconds that the server took. */
      readonly after: number;
      /** Why it is no good one, where there is a word for it. */
      readonly cause?: CauseCode;
    }
  /** Its machine says that nobody listens, or that there is no way. */
  | { readonly kind: 'refused'; readonly after: number }
  | { readonly kind: 'silence' }
  /** It depends on something that is not known. */
  | { readonly kind: 'unknown'; readonly why: string };

/** One question, and everything that was asked because of it. */
export interface Asking {
  readonly question: Question;
  readonly from: string;
  /** Whom, in words. */
  readonly to: string;
  readonly transport: 'udp' | 'tcp';
  /** Its way; undefined: nothing was sent, because it was kept, or because who answers stands nowhere in the file. */
  readonly answer?: Answer;
  readonly said: Said;
  readonly behind: readonly Asking[];
  readonly fromCache?: true;
}

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
