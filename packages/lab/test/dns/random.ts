import fc from 'fast-check';
import type { DnsEntry, DnsLookup } from '../../src/index.ts';
import { type CallerName, callers, first, has, second } from './cases.ts';

const names = ['web', 'web.default', 'api.example', 'a.b.example'] as const;
const suffixes = ['default.svc.cluster.local', 'svc.cluster.local', 'ec2.internal'] as const;
const whats = [
  'nothing',
  'nothing',
  'both',
  'A',
  'AAAA',
  'nodata',
  'alias',
  'dangling',
  'cut',
  'SERVFAIL',
  'REFUSED',
  'NOTIMP',
  'FORMERR',
  'A, AAAA is NXDOMAIN',
  'A, AAAA is SERVFAIL',
  'A, AAAA is REFUSED',
] as const;

/** A random lookup: what is there of each name that may be asked for, and how the machine is set. */
export interface RandomLookup {
  readonly caller: CallerName;
  readonly name: (typeof names)[number];
  readonly rooted: boolean;
  readonly suffixes: number;
  readonly ndots: number;
  readonly option: string;
  readonly servers: 'one' | 'none' | 'first closed' | 'first silent' | 'both' | 'second differs';
  /** Of each suffix in its order, and of the name alone. */
  readonly whats: readonly (typeof whats)[number][];
  readonly bits: number;
  readonly linkLocal6: boolean;
}

export const lookups: fc.Arbitrary<RandomLookup> = fc.record({
  caller: fc.constantFrom(...(Object.keys(callers) as CallerName[])),
  name: fc.constantFrom(...names),
  rooted: fc.constantFrom(false, false, false, false, true),
  suffixes: fc.nat({ max: suffixes.length }),
  ndots: fc.nat({ max: 5 }),
  option: fc.constantFrom(
    '',
    '',
    '',
    'single-request',
    'single-request-reopen',
    'no-aaaa',
    'use-vc',
    'attempts:1',
    'edns0',
    'rotate',
  ),
  servers: fc.constantFrom(
    'one',
    'one',
    'one',
    'none',
    'both',
    'both',
    'first closed',
    'first silent',
    'second differs',
  ),
  whats: fc.array(fc.constantFrom(...whats), { minLength: 4, maxLength: 4 }),
  bits: fc.constantFrom(16, 24, 32),
  linkLocal6: fc.boolean(),
});

const addresses = ['10.0.3.20', '10.0.2.20', '10.0.1.20'] as const;

/** What the servers have of a name. */
function entriesOf(name: string, what: (typeof whats)[number]): readonly DnsEntry[] {
  const [, , near] = addresses;
  const code = (rcode: DnsEntry['rcode'], type?: string): DnsEntry => ({
    name,
    ...(rcode ? { rcode } : {}),
    ...(type ? { type } : {}),
  });
  switch (what) {
    case 'nothing':
      return [];
    case 'both':
      return has(name, ...addresses, '2001:db8::1');
    case 'A':
      return has(name, ...addresses);
    case 'AAAA':
      return has(name, '2001:db8::1');
    case 'nodata':
      return has(name);
    case 'alias': {
      const alias = { type: 'CNAME', value: 'shop.example' } as const;
      const four = { name: 'shop.example', type: 'A', value: near } as const;
      return [
        { name, type: 'A', records: [alias, four] },
        { name, type: 'AAAA', records: [alias] },
      ];
    }
    case 'dangling':
      return [{ name, records: [{ type: 'CNAME', value: 'shop.example' }] }];
    case 'cut':
      return has(name, ...addresses).map((each) => (each.type === 'A' ? { ...each, truncated: 1 } : each));
    case 'SERVFAIL':
    case 'REFUSED':
    case 'NOTIMP':
    case 'FORMERR':
      return [code(what)];
    default: {
      const rcode = what.split(' ').at(-1) as DnsEntry['rcode'];
      return [code(rcode, 'AAAA'), ...has(name, ...addresses)];
    }
  }
}

/** A random lookup as data. */
export function lookupOf({ caller, ...random }: RandomLookup): DnsLookup {
  const { name, rooted, ndots, bits, linkLocal6 } = random;
  // musl takes whatever comes first of two servers that say something: which that is, nobody knows
  const races = random.servers === 'both' || random.servers === 'second differs';
  const servers = callers[caller].library === 'musl' && races ? 'one' : random.servers;
  // a connection on which nothing is said: nothing was seen to end glibc's wait
  const option = random.option === 'use-vc' && servers === 'first silent' ? '' : random.option;
  const search = suffixes.slice(0, random.suffixes);
  const all = [...search.map((suffix) => `${name}.${suffix}`), name];
  const table = all.flatMap((each, at) => entriesOf(each, random.whats[at]!));
  const differs = { server: second, rcode: 'NXDOMAIN' } as const;
  const before: Readonly<Record<RandomLookup['servers'], readonly DnsEntry[]>> = {
    ...{ one: [], none: [], both: [], 'first closed': [] },
    'first silent': [{ server: first, silent: true }],
    'second differs': [differs],
  };
  const two = servers !== 'one' && servers !== 'none';
  return {
    resolvConf: [
      ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
      ...(servers === 'none' ? [] : [`nameserver ${first}`]),
      ...(two ? [`nameserver ${second}`] : []),
      `options ndots:${ndots} timeout:2 ${option}`,
      '',
    ].join('\n'),
    listens:
      servers === 'one' || servers === 'none' ? [first] : servers === 'first closed' ? [second] : [first, second],
    ...(servers === 'first closed' ? { closed: [first] } : {}),
    table: [...before[servers], ...table],
    machine: { address: '10.0.1.5', bits, linkLocal6 },
    caller: callers[caller],
    name: rooted ? `${name}.` : name,
  };
}
