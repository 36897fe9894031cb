import type { Ip } from '../../base/addr/index.ts';
import { type DrawServer, type Family, itself, type Query, type Reply } from '../../network/stub-resolver.ts';

/** Hands out the numbers of sockets of one lookup. */
export class Sockets {
  #last = 0;
  next(): number {
    this.#last += 1;
    return this.#last;
  }
}

/** What one question came to, after all servers and tries. */
export type Settled = { readonly at: number } & (
  | { readonly kind: 'answer'; readonly reply: Extract<Reply, { kind: 'answer' }> }
  /** Every server that said something said that it cannot. */
  | { readonly kind: 'failing'; readonly rcode: string }
  | { readonly kind: 'silence' }
  /** The last that it tried is there and does not listen. */
  | { readonly kind: 'refused' }
);

/** How a library asks one question of several servers. */
export interface Patience {
  readonly servers: readonly Ip[];
  /** It takes servers by chance, and in each round first those that it has not tried. */
  readonly draw?: DrawServer | undefined;
  readonly tries: number;
  /** Seconds that it waits for the server of this number in this try. */
  wait(tried: number, server: number): number;
  /** Whether it takes the answer; else it asks the next. */
  takes(reply: Extract<Reply, { kind: 'answer' }>): boolean;
  readonly transport: Query['transport'];
  readonly edns?: number | undefined;
}

const silence: Reply = { kind: 'silence' };

/** What came after its wait was not awaited. */
export const inTime = (replies: readonly Reply[], wait: number): readonly Reply[] =>
  replies.map((each) => (each.kind === 'answer' && each.after >= wait ? { kind: 'silence' } : each));

/** Asks one question, server by server, each from a socket of its own, and over TCP what was cut off. */
export function* askInTurn(
  { servers, draw, tries, wait, takes, transport, edns }: Patience,
  { name, type, from, sockets }: { name: string; type: Family; from: number; sockets: Sockets },
): Generator<Query, Settled, Reply> {
  let at = from;
  let failing: string | undefined;
  let last: Reply['kind'] = 'silence';
  for (let tried = 0; tried < tries; tried++) {
    const left = [...servers];
    for (let i = 0; i < servers.length; i++) {
      const [server = itself] = left.splice(left.length > 1 && draw ? draw(left) : 0, 1);
      let [reply = silence] = inTime(
        [yield { name, type, server, transport, edns, socket: sockets.next(), at }],
        wait(tried, i),
      );
      if (reply.kind === 'answer' && reply.truncated && transport === 'udp') {
        at += reply.after;
        reply = yield { name, type, server, transport: 'tcp', edns, socket: sockets.next(), at };
      }
      last = reply.kind;
      if (reply.kind === 'answer') {
        at += reply.after;
        if (takes(reply)) return { kind: 'answer', reply, at };
        failing = reply.rcode;
      } else at += reply.kind === 'refused' ? reply.after : wait(tried, i);
    }
  }
  if (failing !== undefined) return { kind: 'failing', rcode: failing, at };
  return { kind: last === 'refused' ? 'refused' : 'silence', at };
}

/** Runs several questions side by side: what they ask at one time goes out together. */
export function* together<T>(
  runs: readonly Generator<Query, T, Reply>[],
): Generator<readonly Query[], readonly T[], readonly Reply[]> {
  const done: T[] = [];
  const open = runs.map((run, i) => ({ run, i, next: run.next() }));
  for (;;) {
    for (const each of open) if (each.next.done) done[each.i] = each.next.value;
    const left = open.filter(({ next }) => !next.done);
    if (left.length === 0) return done;
    const soonest = Math.min(...left.map(({ next }) => (next.value as Query).at));
    const now = left.filter(({ next }) => (next.value as Query).at === soonest);
    const replies = yield now.map(({ next }) => next.value as Query);
    for (const [k, each] of now.entries()) each.next = each.run.next(replies[k]!);
  }
}
