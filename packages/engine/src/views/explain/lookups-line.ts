import type { Branch, Leg } from '../../trace/trace.ts';
import { askedNames } from './lookups.ts';
import { requestText } from './request.ts';

/** A question about a name before the connections, and what came of it. */
export interface Lookup {
  readonly from: string;
  readonly to: string;
  /** `A www.example.com`. */
  readonly question: string;
  readonly answer: string;
  readonly isCached: boolean;
  /** The question failed: nobody answered, or there is no such name. A name without such a record is there. */
  readonly isBad: boolean;
  /** 0 are the program's own, 1 those of the server that it asked, and so on. */
  readonly depth: number;
}

/** The questions of a branch, in the order in which they were asked. */
export const lookupsOf = (branch: Pick<Branch, 'legs'>): readonly Lookup[] =>
  askedNames(branch).map(({ leg, depth }) => lookupOf(leg, depth));

function lookupOf({ flow, request, what, client, answer, fromCache }: Leg, depth: number): Lookup {
  return {
    ...{ from: flow.from, to: flow.to, depth },
    question: request ? requestText(request) : what,
    answer: answer ?? (client === 'ok' ? 'answered' : client),
    isCached: fromCache === true,
    isBad: client !== 'ok' && client !== 'nodata',
  };
}

/** What stands on the one line that the questions fold to. */
export interface LookupsLine {
  /** `www.example.com → 203.0.113.3`. */
  readonly text: string;
  /** `5 questions, 4 servers`; `from the cache`. */
  readonly more: string;
  /** The program was told no address. */
  readonly isBad: boolean;
}

/** The first question is the program's own, and its answer is what the connection goes to. */
export function lookupsLine(branch: Pick<Branch, 'legs' | 'forward' | 'lookup'>): LookupsLine | undefined {
  const lookups = lookupsOf(branch);
  const [first] = lookups;
  if (!first) return undefined;
  const { forward, lookup } = branch;
  const used = lookup?.answers[0] ?? forward[0]?.steps.find(({ after }) => after)?.after?.dst;
  const good = lookups.find(({ isBad, answer }) => !isBad && used !== undefined && answer.includes(used)) ?? first;
  const asked = lookups.filter(({ isCached }) => !isCached);
  const servers = new Set(asked.map(({ to }) => to)).size;
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const more =
    asked.length === 0 ? 'from the cache' : `${count(asked.length, 'question')}, ${count(servers, 'server')}`;
  return { text: `${good.question} → ${good.answer}`, more, isBad: lookup ? lookup.error !== undefined : first.isBad };
}
