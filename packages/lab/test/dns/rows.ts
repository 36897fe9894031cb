import { conf, type DnsCase, first, has, says, second } from './cases.ts';

const one = 'default.svc.cluster.local';
const two = 'svc.cluster.local';

export const cases: readonly DnsCase[] = [
  {
    title: 'a name with fewer dots than ndots is searched for first',
    lookup: { name: 'api.example', table: has('api.example', '192.0.2.1', '2001:db8::1') },
    callers: ['glibc', 'musl', 'getent', 'node lookup', 'c-ares'],
  },
  {
    title: 'a dot at the end: the name alone',
    lookup: { name: 'api.example.', table: has('api.example', '192.0.2.1') },
    callers: ['glibc', 'musl', 'node lookup', 'c-ares'],
  },
  {
    title: 'a name with enough dots that does not exist is searched for by glibc, and never by musl',
    lookup: {
      name: 'web.default',
      resolvConf: conf({ options: 'ndots:1', search: [two] }),
      table: has(`web.default.${two}`, '192.0.2.1'),
    },
    callers: ['glibc', 'musl', 'node lookup', 'c-ares'],
  },
  {
    title: 'the first suffix has the name without addresses: musl stops there',
    lookup: {
      name: 'web',
      resolvConf: conf({ search: [one, two] }),
      table: [...has(`web.${one}`), ...has(`web.${two}`, '192.0.2.1')],
    },
    callers: ['glibc', 'musl'],
  },
  {
    title: 'A is there and AAAA is NXDOMAIN: musl takes the name as not there',
    lookup: {
      name: 'web',
      resolvConf: conf({ search: [one, two] }),
      table: [
        says(`web.${one}`, 'NXDOMAIN', 'AAAA'),
        ...has(`web.${one}`, '192.0.2.1'),
        ...has(`web.${two}`, '192.0.2.2'),
      ],
    },
    callers: ['glibc', 'musl'],
  },
  ...(['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const).map(
    (rcode): DnsCase => ({
      title: `the first suffix is answered ${rcode}`,
      lookup: {
        name: 'web',
        resolvConf: conf({ search: [one, two], options: 'ndots:5' }),
        table: [says(`web.${one}`, rcode), ...has('web', '192.0.2.1')],
      },
      callers: ['glibc', 'musl'],
    }),
  ),
  {
    title: 'A is there and AAAA is SERVFAIL',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [] }),
      table: [says('web.example', 'SERVFAIL', 'AAAA'), ...has('web.example', '192.0.2.1')],
    },
    callers: ['glibc', 'musl', 'node lookup', 'c-ares'],
  },
  {
    title: 'two servers that do not know the same',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [], servers: [first, second] }),
      listens: [first, second],
      table: [
        { name: 'web.example', server: second, rcode: 'NXDOMAIN' },
        { name: 'web.example', type: 'A', after: 0.2, records: [{ type: 'A', value: '192.0.2.1' }] },
        { name: 'web.example', type: 'AAAA', after: 0.2 },
      ],
    },
    callers: ['glibc', 'musl'],
  },
  {
    title: 'the first server is silent',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [], servers: [first, second] }),
      listens: [first, second],
      table: [{ server: first, silent: true }, ...has('web.example', '192.0.2.1')],
    },
    callers: ['glibc', 'musl'],
  },
  {
    title: 'no server is written: its own machine, where nobody listens',
    lookup: {
      name: 'web.example',
      resolvConf: 'options ndots:1 timeout:2\n',
      table: has('web.example', '192.0.2.1'),
    },
    callers: ['glibc', 'musl', 'node lookup', 'c-ares'],
  },
  {
    title: 'nobody listens at the first server',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [], servers: [first, second] }),
      listens: [second],
      closed: [first],
      table: has('web.example', '192.0.2.1'),
    },
    callers: ['glibc', 'musl'],
  },
  {
    title: 'every server is silent',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1 timeout:4 attempts:2', search: [] }),
      table: [{ silent: true }],
    },
    callers: ['glibc', 'glibc, addresses of IPv4', 'musl'],
  },
  {
    title: 'an answer that is cut off',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [] }),
      table: [
        {
          name: 'web.example',
          type: 'A',
          truncated: 1,
          records: [
            { type: 'A', value: '192.0.2.1' },
            { type: 'A', value: '192.0.2.2' },
          ],
        },
        { name: 'web.example', type: 'AAAA' },
      ],
    },
    callers: ['glibc', 'musl', 'c-ares'],
  },
  {
    title: 'an answer that is cut off to nothing',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [] }),
      table: [
        { name: 'web.example', type: 'A', truncated: 0, records: [{ type: 'A', value: '192.0.2.1' }] },
        { name: 'web.example', type: 'AAAA' },
      ],
    },
    callers: ['glibc', 'musl', 'c-ares'],
  },
  ...[247, 248].map(
    (length): DnsCase => ({
      title: `a search list of ${length} characters`,
      lookup: {
        name: 'web',
        resolvConf: conf({ search: ['svc.cluster.local', ...long(length - 18)] }),
        table: has('web.svc.cluster.local', '192.0.2.1'),
      },
      callers: ['glibc', 'musl'],
    }),
  ),
  {
    title: 'a CNAME whose address another question would have to find',
    lookup: {
      name: 'www.example',
      resolvConf: conf({ options: 'ndots:1', search: [] }),
      table: [
        { name: 'www.example', records: [{ type: 'CNAME', value: 'shop.example' }] },
        ...has('shop.example', '192.0.2.1'),
      ],
    },
    callers: ['glibc', 'musl', 'node lookup', 'c-ares'],
  },
  {
    title: 'a CNAME with its address',
    lookup: {
      name: 'www.example',
      resolvConf: conf({ options: 'ndots:1', search: [] }),
      table: [
        {
          name: 'www.example',
          type: 'A',
          records: [
            { type: 'CNAME', value: 'shop.example' },
            { name: 'shop.example', type: 'A', value: '192.0.2.1' },
          ],
        },
        { name: 'www.example', type: 'AAAA', records: [{ type: 'CNAME', value: 'shop.example' }] },
      ],
    },
    callers: ['glibc', 'musl', 'node lookup', 'c-ares'],
  },
  ...[false, true].map(
    (linkLocal6): DnsCase => ({
      title: `families that a machine has, ${linkLocal6 ? 'with' : 'without'} an address of IPv6 on its link`,
      lookup: {
        name: 'web.example',
        machine: { address: '10.0.1.5', bits: 24, linkLocal6 },
        resolvConf: conf({ options: 'ndots:1', search: [] }),
        table: has('web.example', '192.0.2.1', '2001:db8::1'),
      },
      callers: ['glibc, families that it has', 'musl, families that it has', 'getent'],
    }),
  ),
  ...(
    [
      [24, false],
      [24, true],
      [32, true],
    ] as const
  ).flatMap(([bits, linkLocal6]): DnsCase[] => [
    {
      title: `addresses near and far, from a /${bits}${linkLocal6 ? ' with an address of IPv6 on its link' : ''}`,
      lookup: {
        name: 'web.example',
        machine: { address: '10.0.1.5', bits, linkLocal6 },
        resolvConf: conf({ options: 'ndots:1', search: [] }),
        table: has('web.example', '10.0.3.20', '10.0.2.20', '10.0.1.20'),
      },
      callers: ['glibc', 'musl', 'c-ares'],
    },
  ]),
  {
    title: 'addresses near and far, and one of IPv6',
    lookup: {
      name: 'web.example',
      resolvConf: conf({ options: 'ndots:1', search: [] }),
      table: has('web.example', '10.0.3.20', '10.0.2.20', '10.0.1.20', '2001:db8::1'),
    },
    callers: ['glibc', 'musl'],
  },
  ...['single-request', 'single-request-reopen', 'no-aaaa', 'use-vc', 'edns0'].map(
    (option): DnsCase => ({
      title: `option ${option}`,
      lookup: {
        name: 'web.example',
        resolvConf: conf({ options: `ndots:1 ${option}`, search: [] }),
        table: has('web.example', '192.0.2.1'),
      },
      callers: ['glibc', 'musl'],
    }),
  ),
];

/** Domains that take so many characters with the blanks between them. */
function long(characters: number): readonly string[] {
  const out: string[] = [];
  for (let left = characters; left > 0; ) {
    const size = left > 60 ? 50 : left;
    out.push('x'.repeat(size));
    left -= size + 1;
  }
  return out;
}
