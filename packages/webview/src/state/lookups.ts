import { askedNames, type Branch, type Leg, requestText } from '@netk/engine';
import type { Move } from './event.ts';
import type { State } from './state.ts';

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

/** The question on which the cursor stands, where they are shown one by one. */
export function askedAt(
  { asked, lookups }: Pick<State, 'asked' | 'lookups'>,
  branch: Branch | undefined,
): number | undefined {
  const line = branch && lookupsLine(branch);
  if (asked === undefined || !line || !areOpen(lookups, line)) return undefined;
  return asked < lookupsOf(branch).length ? asked : undefined;
}

/**
 * Where a move leads among the questions, which stand above the first step: a number of one; `step`: down to the steps; undefined: the move
 * is one among steps.
 */
export function moveAsked(
  state: Pick<State, 'asked' | 'lookups' | 'step'>,
  branch: Branch | undefined,
  where: Move,
): number | 'step' | undefined {
  const line = branch && lookupsLine(branch);
  if (!line || !areOpen(state.lookups, line)) return undefined;
  const last = lookupsOf(branch).length - 1;
  const here = askedAt(state, branch);
  switch (where) {
    case 'next':
      return here === undefined ? undefined : here < last ? here + 1 : 'step';
    case 'previous':
      if (here === undefined) return state.step === 0 ? last : undefined;
      return Math.max(0, here - 1);
    case 'first':
      return here !== undefined || state.step === 0 ? 0 : undefined;
    default:
      return undefined;
  }
}

/** A question as it is spoken: `question 2 of 5, laptop asks box, A shop.example, answer 203.0.113.3`. */
export function spokenQuestion(branch: Branch, number: number): string {
  const all = lookupsOf(branch);
  const { from, to, question, answer, isCached } = all[number]!;
  return `question ${number + 1} of ${all.length}, ${from} asks ${to}, ${question}, answer ${answer}${isCached ? ', from the cache' : ''}`;
}

/** Whether the questions are shown one by one: as the user chose, else where one of them failed. */
export const areOpen = (open: boolean | undefined, line: LookupsLine): boolean => open ?? line.isBad;
