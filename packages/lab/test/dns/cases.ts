import type { Caller, DnsData, DnsEntry, DnsLookup, DnsSeen } from '../../src/index.ts';

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

interface Line {
  readonly name: string;
  readonly how: string;
  readonly port: number;
  readonly at: number;
  readonly types: string[];
}

/** Seconds within which questions left together, also on a machine that is busy. */
const together = 0.8;

/**
 * Questions of one name that left one socket for one server together are one line; what is not the first server or UDP is said.
 * The last line is what the program got, and after how long.
 */
export function linesOf({ questions, addresses, error, seconds }: DnsSeen): readonly string[] {
  const lines: Line[] = [];
  for (const { name, type, server, transport, port, at, edns } of questions) {
    const how = `${transport === 'tcp' ? ' by TCP' : ''}${edns ? ' with EDNS' : ''}${server === first ? '' : ` of ${server}`}`;
    const own = lines.find(
      (each) =>
        each.name === name &&
        each.how === how &&
        each.port === port &&
        at - each.at < together &&
        !each.types.includes(type),
    );
    if (own) own.types.push(type);
    else lines.push({ name, how, port, at, types: [type] });
  }
  // shorter waits are the machine's own
  const exact = seconds - (questions[0]?.at ?? seconds);
  const waited = exact < 1.5 ? 0 : Math.round(exact);
  return [
    ...inOrder(lines).map(({ name, how, types }) => `${types.sort().join(' ')} ${name === '' ? '.' : name}${how}`),
    `${error ?? (addresses.join(' ') || 'nothing')}${waited > 0 ? `, after ${waited} s` : ''}`,
  ];
}

/** Several servers that are asked at once: which of them reads first is no matter. */
function inOrder(lines: readonly Line[]): readonly Line[] {
  const out = [...lines];
  for (let i = 1; i < out.length; i++)
    for (let k = i; k > 0 && out[k]!.how < out[k - 1]!.how && near(out[k]!, out[k - 1]!); k--)
      [out[k], out[k - 1]] = [out[k - 1]!, out[k]!];
  return out;
}

const near = (a: Line, b: Line): boolean => a.name === b.name && a.port === b.port && Math.abs(a.at - b.at) < together;
