import type { DnsRecord, Rcode } from '../../../src/network/dns.ts';
import type { Family, Found, Query, Reply, ResolvConf, StubResolver } from '../../../src/network/stub-resolver.ts';

/** What a server of a test says to a question. */
export type Says =
  | { readonly addresses: readonly string[]; readonly after?: number; readonly cut?: true }
  | { readonly cname: string }
  | { readonly rcode: Rcode; readonly after?: number }
  | 'silence'
  | 'refused';

export interface Asked {
  readonly found: Found;
  readonly sent: readonly Query[];
}

/** Asks a library for a name, of servers that say what `says` says; addresses are what a server was told, in its order. */
export function resolve(
  stub: StubResolver,
  conf: Partial<ResolvConf>,
  name: string,
  says: (query: Query) => Says,
  families: readonly Family[] = ['A', 'AAAA'],
): Asked {
  const sent: Query[] = [];
  const run = stub.lookup({ nameservers: [1], search: [], options: [], ...conf }, name, families);
  let next = run.next();
  while (!next.done) {
    sent.push(...next.value);
    next = run.next(next.value.map((query) => replyOf(query, says(query))));
  }
  return { found: next.value, sent };
}

function replyOf({ name, type, transport }: Query, said: Says): Reply {
  if (said === 'silence') return { kind: 'silence' };
  if (said === 'refused') return { kind: 'refused', after: 0 };
  if ('rcode' in said) return { kind: 'answer', rcode: said.rcode, records: [], after: said.after ?? 0 };
  if ('cname' in said)
    return {
      kind: 'answer',
      rcode: 'NOERROR',
      records: [{ name, type: 'CNAME', value: said.cname, ttl: 5 }],
      after: 0,
    };
  const cut = said.cut && transport === 'udp';
  const records: readonly DnsRecord[] = said.addresses.map((value) => ({ name, type, value, ttl: 5 }));
  return {
    ...{ kind: 'answer', rcode: 'NOERROR', records: cut ? records.slice(0, 2) : records, after: said.after ?? 0 },
    ...(cut ? { truncated: true as const } : {}),
  };
}

/** Names in the order in which they were first asked for; without their types and repetitions. */
export const namesOf = (sent: readonly Query[]): readonly string[] => [...new Set(sent.map(({ name }) => name))];

/** What a lookup came to, in a word: the first address, or the error. */
export const cameTo = ({ found }: Asked): string =>
  found.kind === 'addresses' ? (found.records[0]?.value ?? '') : found.error;
