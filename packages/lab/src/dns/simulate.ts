import {
  parseIp,
  type ResolvConf,
  resolverOf,
  type StubQuery,
  type StubReply,
  type StubResolver,
  showIp,
} from '@netk/engine';
import type { Caller, DnsLookup, DnsQuestion, DnsSeen } from './lookup.ts';

/** What netk says of a lookup, in the words of what is seen of one; and which addresses the program may dial first. */
export interface DnsSimulated extends DnsSeen {
  readonly first: readonly string[];
}

/** netk's own model of the library that a caller calls, in this version; undefined: it has none. */
export function modelOf({ library }: Caller, version: string): StubResolver | undefined {
  switch (library) {
    case 'glibc':
    case 'getent ahosts':
    case 'node lookup':
      return resolverOf('glibc', version);
    case 'musl':
      return resolverOf('musl', version);
    case 'c-ares':
      return resolverOf('c-ares', version);
  }
}

/** Where nothing else is said: as the laboratory's own. */
const usual = { address: '10.0.1.5', bits: 24, linkLocal6: false } as const;

/** Looks a name up with a model, of servers that answer from the same table: once for each way in which it may draw its servers. */
export function simulate(lookup: DnsLookup, stub: StubResolver): readonly DnsSimulated[] {
  const out: DnsSimulated[] = [];
  for (let script: number[] | undefined = []; script; ) {
    const drawn: { index: number; of: number }[] = [];
    const before: readonly number[] = script;
    const found = simulateOne(lookup, stub, ({ length: of }) => {
      const index = before[drawn.length] ?? 0;
      drawn.push({ index, of });
      return index;
    });
    out.push(found);
    const last = drawn.findLastIndex(({ index, of }) => index + 1 < of);
    script = last < 0 ? undefined : drawn.slice(0, last + 1).map(({ index }, i) => (i === last ? index + 1 : index));
  }
  return out;
}

type DrawServer = NonNullable<Parameters<StubResolver['lookup']>[3]>;

function simulateOne(lookup: DnsLookup, stub: StubResolver, draw: DrawServer): DnsSimulated {
  const { address, ...machine } = lookup.machine ?? usual;
  const run = stub.lookup(confOf(lookup.resolvConf), lookup.name, familiesOf(lookup), draw);
  const questions: DnsQuestion[] = [];
  let next = run.next();
  while (!next.done) {
    const asked = next.value;
    // nobody reads what is sent where nobody listens
    questions.push(...asked.filter(({ server }) => lookup.listens.includes(showIp(server))).map(questionOf));
    next = run.next(asked.map((query) => replyTo(lookup, query)));
  }
  const found = next.value;
  if (found.kind === 'failed')
    return { questions, addresses: [], error: found.error, seconds: found.seconds, first: [] };
  const values = found.records.map(({ value }) => value);
  const parsed = values.flatMap((each) => parseIp(each) ?? []);
  const first = stub.first(parsed, { address: parseIp(address)!, ...machine }).map(showIp);
  return { questions, addresses: values, seconds: found.seconds, first };
}

/** Families that a caller asks for: where it wants only those that its machine has, IPv6 needs an address of it. */
function familiesOf({ caller, machine = usual }: DnsLookup): readonly ('A' | 'AAAA')[] {
  const { library } = caller;
  if (library === 'c-ares') return caller.family === 'inet6' ? ['AAAA'] : ['A'];
  if (library === 'node lookup') return ['A', 'AAAA'];
  if (library === 'getent ahosts') return machine.linkLocal6 ? ['A', 'AAAA'] : ['A'];
  if (caller.family === 'inet') return ['A'];
  if (caller.family === 'inet6') return ['AAAA'];
  return caller.addrconfig && !machine.linkLocal6 ? ['A'] : ['A', 'AAAA'];
}

/** What a library reads of `resolv.conf`: the last search list, and all options. */
function confOf(text: string): ResolvConf {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const of = (key: string): readonly (readonly string[])[] =>
    lines.flatMap(([word, ...values]) => (word === key ? [values] : []));
  return {
    nameservers: of('nameserver').flatMap(([each]) => parseIp(each ?? '') ?? []),
    search: of('search').at(-1) ?? [],
    options: of('options').flat(),
  };
}

const questionOf = ({ name, type, server, transport, edns, socket, at }: StubQuery): DnsQuestion => ({
  ...{ name, type, server: showIp(server), transport, port: socket, at },
  ...(edns === undefined ? {} : { edns: true as const }),
});

/** What the laboratory's server says, as it is told by the same table. */
function replyTo({ table, listens }: DnsLookup, { name, type, server, transport }: StubQuery): StubReply {
  const at = showIp(server);
  if (!listens.includes(at)) return { kind: 'refused', after: 0 };
  const entry = table.find(
    (each) =>
      (each.name ?? name).toLowerCase() === name.toLowerCase() &&
      (each.type ?? type) === type &&
      (each.server ?? at) === at &&
      (each.transport ?? transport) === transport,
  );
  if (!entry) return { kind: 'answer', rcode: 'NXDOMAIN', records: [], after: 0 };
  const { rcode = 'NOERROR', records = [], silent, after = 0, truncated } = entry;
  if (silent) return { kind: 'silence' };
  const cut = truncated !== undefined && transport === 'udp';
  return {
    kind: 'answer',
    rcode,
    records: records
      .slice(0, cut ? truncated : undefined)
      .map((each) => ({ name: each.name ?? name, type: each.type, value: each.value, ttl: each.ttl ?? 30 })),
    ...(cut ? { truncated: true as const } : {}),
    after,
  };
}
