import type { DnsAnswer } from '../../network/dns.ts';
import type { Question } from './zone-answer.ts';

interface Kept {
  readonly answer: DnsAnswer;
  readonly assumes: readonly string[];
  readonly from: number;
  readonly until: number;
}

/** What programs remember of answers, by whose memory it is. Times are seconds of one clock. */
export class DnsCaches {
  readonly #kept = new Map<string, Kept>();
  /** The time now. */
  now = 0;

  /** What is kept and still good, with the seconds that are left of it. */
  recall(
    whose: string,
    question: Question,
  ): { readonly answer: DnsAnswer; readonly assumes: readonly string[]; readonly left: number } | undefined {
    const kept = this.#kept.get(keyOf(whose, question));
    if (!kept || this.now >= kept.until) return undefined;
    const gone = this.now - kept.from;
    const records = kept.answer.records.map((each) => ({ ...each, ttl: Math.max(0, each.ttl - gone) }));
    return { answer: { ...kept.answer, records }, assumes: kept.assumes, left: kept.until - this.now };
  }

  /** Keeps an answer for some seconds; nothing for none. */
  keep(whose: string, question: Question, answer: DnsAnswer, seconds: number, assumes: readonly string[] = []): void {
    if (seconds <= 0) return;
    this.#kept.set(keyOf(whose, question), { answer, assumes, from: this.now, until: this.now + seconds });
  }
}

const keyOf = (whose: string, { name, type }: Question): string => `${whose}\n${type} ${name}`;
