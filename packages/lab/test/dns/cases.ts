import type { Caller, DnsData, DnsEntry, DnsLookup } from '../../src/index.ts';

/** A server of the laboratory, and a second one. */
export const first = '10.0.9.10';
export const second = '10.0.9.11';

const suffixes = ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'ec2.internal'];

export const conf = ({
  search = suffixes,
  options = 'ndots:5',
  servers = [first],
}: {
  readonly search?: readonly string[];
  readonly options?: string;
  readonly servers?: readonly string[];
} = {}): string =>
  `search ${search.join(' ')}\n${servers.map((each) => `nameserver ${each}\n`).join('')}options ${options}\n`;

const dataOf = (value: string): DnsData => ({ type: value.includes(':') ? 'AAAA' : 'A', value });

/** A name that has these addresses, and NODATA for the family that it has none of. */
export const has = (name: string, ...values: readonly string[]): readonly DnsEntry[] =>
  (['A', 'AAAA'] as const).map((type) => ({
    name,
    type,
    records: values.map(dataOf).filter((each) => each.type === type),
  }));

/** A question that is answered with a code, or not at all. */
export const says = (name: string, rcode: NonNullable<DnsEntry['rcode']>, type?: string): DnsEntry => ({
  ...{ name, rcode },
  ...(type === undefined ? {} : { type }),
});

/** One situation, and who calls in it. */
export interface DnsCase {
  readonly title: string;
  readonly callers: readonly CallerName[];
  readonly lookup: Partial<Omit<DnsLookup, 'caller'>> & Pick<DnsLookup, 'name'>;
}

export type CallerName = keyof typeof callers;

export const callers = {
  glibc: { library: 'glibc' },
  'glibc, addresses of IPv4': { library: 'glibc', family: 'inet' },
  'glibc, families that it has': { library: 'glibc', addrconfig: true },
  musl: { library: 'musl' },
  'musl, families that it has': { library: 'musl', addrconfig: true },
  getent: { library: 'getent ahosts' },
  'node lookup': { library: 'node lookup' },
  'c-ares': { library: 'c-ares' },
} as const satisfies Readonly<Record<string, Caller>>;

export const lookupOf = ({ lookup }: DnsCase, caller: CallerName): DnsLookup => ({
  ...{ resolvConf: conf(), listens: [first], table: [], ...lookup },
  caller: callers[caller],
});
