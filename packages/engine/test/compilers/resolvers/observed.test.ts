import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src/base/addr/index.ts';
import { resolverOf } from '../../../src/compilers/resolvers/index.ts';
import type { Query, ResolvConf, StubResolver } from '../../../src/network/stub-resolver.ts';
import { cameTo, namesOf, resolve, type Says } from './dns-server.ts';

/** What was seen of real libraries on 2026-11-28, on Linux 6.18: glibc 2.36 and 2.41, musl 1.2.3 and 1.2.5, Go 1.19 and 1.23, c-ares 1.34. */
const [glibc, musl3, musl5, go, cAres] = [
  resolverOf('glibc', '2.36')!,
  resolverOf('musl', '1.2.3')!,
  resolverOf('musl', '1.2.5')!,
  resolverOf('go', '1.23')!,
  resolverOf('c-ares', '1.34.6')!,
];

const suffixes = ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'ec2.internal'];
const pod: Partial<ResolvConf> = { search: suffixes, options: ['ndots:5'] };
const pod1: Partial<ResolvConf> = { search: suffixes, options: ['ndots:1'] };
const none: Says = { rcode: 'NXDOMAIN' };
const nodata: Says = { addresses: [] };
const only =
  (name: string, said: Says = { addresses: ['192.0.2.1'] }) =>
  (query: Query): Says =>
    query.name === name ? (query.type === 'A' ? said : nodata) : none;
const under = (name: string) => suffixes.map((each) => `${name}.${each}`);

describe('the questions that a name costs', () => {
  it.each<[string, StubResolver]>([
    ['glibc', glibc],
    ['musl 1.2.3', musl3],
    ['musl 1.2.5', musl5],
    ['Go', go],
  ])('%s asks all suffixes in their order, the name alone last: ten questions', (_, stub) => {
    const { found, sent } = resolve(stub, pod, 'api.example.com', only('api.example.com'));
    expect(namesOf(sent)).toEqual([...under('api.example.com'), 'api.example.com']);
    expect(sent).toHaveLength(10);
    expect(found).toMatchObject({ kind: 'addresses', records: [{ value: '192.0.2.1' }] });
  });

  it('glibc and musl send A and AAAA from one socket for each name, Go from one for each question', () => {
    const sockets = (stub: StubResolver) =>
      new Set(resolve(stub, pod, 'api.example.com', only('api.example.com')).sent.map(({ socket }) => socket)).size;
    expect([glibc, musl5, go].map(sockets)).toEqual([5, 5, 10]);
  });

  it.each<[string, StubResolver, number, string]>([
    ['glibc walks the suffixes then', glibc, 10, '192.0.2.7'],
    ['Go walks the suffixes then', go, 10, '192.0.2.7'],
    ['musl never searches for a name with enough dots', musl3, 2, 'EAI_NONAME'],
    ['nor does 1.2.5', musl5, 2, 'EAI_NONAME'],
  ])('a name with enough dots that is not there: %s', (_, stub, questions, came) => {
    const there = `api.example.com.${suffixes[3]}`;
    const asked = resolve(stub, pod1, 'api.example.com', only(there, { addresses: ['192.0.2.7'] }));
    expect(asked.sent).toHaveLength(questions);
    expect(namesOf(asked.sent)[0]).toBe('api.example.com');
    expect(cameTo(asked)).toBe(came);
  });

  it('c-ares asks for the name as it is written, once', () => {
    const asked = resolve(cAres, pod, 'web.default', only('web.default.svc.cluster.local'));
    expect(asked.sent.map(({ name, type }) => `${name} ${type}`)).toEqual(['web.default A']);
    expect(cameTo(asked)).toBe('ENOTFOUND');
  });

  it('a dot at the end leaves the name alone: two questions, and one of c-ares', () => {
    const counts = [glibc, musl5, go, cAres].map(
      (stub) => resolve(stub, pod, 'api.example.com.', only('api.example.com')).sent.length,
    );
    expect(counts).toEqual([2, 2, 2, 1]);
  });

  it('ndots counts to 15: a name of 14 dots goes through the suffixes first, one of 15 does not', () => {
    const name = (dots: number) => Array.from({ length: dots + 1 }, (_, i) => `a${i}`).join('.');
    for (const stub of [glibc, musl5, go])
      expect(
        [14, 15].map(
          (dots) => namesOf(resolve(stub, { ...pod, options: ['ndots:20'] }, name(dots), () => none).sent)[0],
        ),
      ).toEqual([`${name(14)}.${suffixes[0]}`, name(15)]);
  });

  it('exactly five dots: the name alone comes first, then the suffixes, which musl leaves out', () => {
    const counts = [glibc, go, musl5].map((stub) => {
      const { sent } = resolve(stub, pod, 'a.b.c.d.e.f', () => none);
      expect(namesOf(sent)[0]).toBe('a.b.c.d.e.f');
      return sent.length;
    });
    expect(counts).toEqual([10, 10, 2]);
  });

  it('musl ignores a search line of more than 247 characters whole, the others read it', () => {
    const fill = (length: number) => [`${'a'.repeat(60)}.${'b'.repeat(60)}.example`, 'c'.repeat(length)];
    const search = (length: number) => {
      const start = fill(1).slice(0, 1);
      return [...start, 'x'.repeat(length - start.join(' ').length - 1)];
    };
    for (const stub of [musl3, musl5])
      expect(
        [247, 248].map(
          (length) => resolve(stub, { search: search(length), options: ['ndots:5'] }, 'db', () => none).sent.length,
        ),
      ).toEqual([6, 2]);
    expect(resolve(glibc, { search: search(248), options: ['ndots:5'] }, 'db', () => none).sent).toHaveLength(6);
  });

  it('no-aaaa, use-vc and no-tld-query are read by glibc, and not by musl', () => {
    const counts = (option: string) =>
      [glibc, musl5].map(
        (stub) => resolve(stub, { ...pod, options: ['ndots:5', option] }, 'db', () => none).sent.length,
      );
    expect(counts('no-aaaa')).toEqual([5, 10]);
    expect(counts('no-tld-query')).toEqual([8, 10]);
    const transports = [glibc, musl5, go].map(
      (stub) => resolve(stub, { ...pod, options: ['use-vc'] }, 'db', () => none).sent[0]!.transport,
    );
    expect(transports).toEqual(['tcp', 'udp', 'tcp']);
  });

  it('single-request asks for AAAA when A is answered, from the same socket; single-request-reopen from a new one', () => {
    const late = (query: Query): Says => (query.type === 'A' ? { addresses: ['192.0.2.1'], after: 0.4 } : nodata);
    const ways = ['single-request', 'single-request-reopen'].map((option) => {
      const { sent } = resolve(glibc, { options: ['ndots:1', option] }, 'api.example.com', late);
      return sent.map(({ type, socket, at }) => `${type} ${socket} ${at}`);
    });
    expect(ways).toEqual([
      ['A 1 0', 'AAAA 1 0.4'],
      ['A 1 0', 'AAAA 2 0.4'],
    ]);
  });
});

describe('what ends the search', () => {
  const first = `db.${suffixes[0]}`;
  const second = `db.${suffixes[1]}`;
  const mixed = (a: Says, aaaa: Says) => (query: Query) =>
    query.name === first
      ? query.type === 'A'
        ? a
        : aaaa
      : query.name === second
        ? query.type === 'A'
          ? ({ addresses: ['192.0.2.2'] } as const)
          : nodata
        : none;
  const address: Says = { addresses: ['192.0.2.1'] };
  const address6: Says = { addresses: ['2001:db8::1'] };

  it.each<[string, Says, Says, string, string, string, string]>([
    ['an address and NXDOMAIN', address, none, '192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.2'],
    ['NXDOMAIN and an address', none, address6, '2001:db8::1', '2001:db8::1', '192.0.2.2', '192.0.2.2'],
    ['NODATA and NXDOMAIN', nodata, none, '192.0.2.2', '192.0.2.2', '192.0.2.2', '192.0.2.2'],
    ['NXDOMAIN and NODATA', none, nodata, '192.0.2.2', '192.0.2.2', '192.0.2.2', '192.0.2.2'],
    ['NODATA for both', nodata, nodata, '192.0.2.2', '192.0.2.2', 'EAI_NONAME', 'EAI_NODATA'],
  ])('%s at the first suffix', (_, a, aaaa, ...came) => {
    expect([glibc, go, musl3, musl5].map((stub) => cameTo(resolve(stub, pod, 'db', mixed(a, aaaa))))).toEqual(came);
  });

  const failing = (said: Says) => (query: Query) =>
    query.name === first ? said : query.name === 'db' ? (query.type === 'A' ? address : nodata) : none;

  it.each<[string, Says, readonly string[], number, string]>([
    ['SERVFAIL: glibc asks twice and goes on', { rcode: 'SERVFAIL' }, [...under('db'), 'db'], 12, '192.0.2.1'],
    ['REFUSED: glibc asks twice and skips to the name alone', { rcode: 'REFUSED' }, [first, 'db'], 6, '192.0.2.1'],
    ['NOTIMP: as REFUSED', { rcode: 'NOTIMP' }, [first, 'db'], 6, '192.0.2.1'],
    ['FORMERR: glibc skips at once', { rcode: 'FORMERR' }, [first, 'db'], 4, '192.0.2.1'],
  ])('%s', (_, said, names, questions, came) => {
    const asked = resolve(glibc, pod, 'db', failing(said));
    expect(namesOf(asked.sent)).toEqual(names);
    expect(asked.sent).toHaveLength(questions);
    expect(cameTo(asked)).toBe(came);
  });

  it('Go goes on after every failure', () => {
    for (const rcode of ['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const) {
      const asked = resolve(go, pod, 'db', failing({ rcode }));
      expect(namesOf(asked.sent)).toEqual([...under('db'), 'db']);
      expect(cameTo(asked)).toBe('192.0.2.1');
    }
  });

  it('musl waits five seconds for a failing server and asks no other name', () => {
    for (const rcode of ['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const) {
      const asked = resolve(musl5, pod, 'db', failing({ rcode }));
      expect(namesOf(asked.sent)).toEqual([first]);
      expect(asked.found).toMatchObject({ kind: 'failed', error: 'EAI_AGAIN', seconds: 5 });
      const times = asked.sent.filter(({ type }) => type === 'A').map(({ at }) => at);
      expect(times).toEqual(rcode === 'SERVFAIL' ? [0, 0, 0, 2.5, 2.5, 2.5] : [0, 2.5]);
    }
  });

  it('a name that is nowhere behind a SERVFAIL: a temporary failure, but not for a program that asks for IPv4 alone', () => {
    const nowhere = (query: Query): Says => (query.name === first ? { rcode: 'SERVFAIL' } : none);
    const came = (['A AAAA', 'AAAA', 'A'] as const).map((families) =>
      cameTo(resolve(glibc, pod, 'db', nowhere, families.split(' ') as ('A' | 'AAAA')[])),
    );
    expect(came).toEqual(['EAI_AGAIN', 'EAI_AGAIN', 'EAI_NONAME']);
  });

  it('an alias that leads nowhere ends the search of glibc: no name is asked behind it', () => {
    const asked = resolve(glibc, pod, 'db', () => ({ cname: 'elsewhere.example' }));
    expect(namesOf(asked.sent)).toEqual([first]);
    expect(cameTo(asked)).toBe('EAI_NONAME');
  });
});

describe('servers and time', () => {
  const two: Partial<ResolvConf> = { ...pod, nameservers: [1, 2] };
  const secondOnly = (query: Query): Says => (query.server === 1 ? 'silence' : only('api.example.com')(query));

  it('a silent first server costs glibc and Go five seconds for each name, and musl nothing', () => {
    const seconds = [glibc, go, musl5].map((stub) => resolve(stub, two, 'api.example.com', secondOnly).found.seconds);
    expect(seconds).toEqual([25, 25, 0]);
    const hasty = { ...two, options: ['ndots:1', 'timeout:1', 'attempts:1'] };
    expect(resolve(glibc, hasty, 'api.example.com', secondOnly).found.seconds).toBe(1);
  });

  it('two silent servers: glibc takes 40 s for a name with enough dots, musl 5 s, c-ares 50 s', () => {
    const silent = (): Says => 'silence';
    const of = (stub: StubResolver) => resolve(stub, { ...two, options: ['ndots:1'] }, 'api.example.com', silent);
    expect(namesOf(of(glibc).sent)).toEqual(['api.example.com', `api.example.com.${suffixes[0]}`]);
    expect(of(glibc).found).toMatchObject({ error: 'EAI_AGAIN', seconds: 40 });
    expect(of(musl5).found).toMatchObject({ error: 'EAI_AGAIN', seconds: 5 });
    expect(of(cAres).sent).toHaveLength(8);
    expect(of(cAres).found.seconds).toBeCloseTo(50, 6);
  });

  it('musl takes the first answer, also where it is NXDOMAIN; glibc and Go ask the second server only after a failure', () => {
    const views = (query: Query): Says =>
      query.server === 2 ? none : query.type === 'A' ? { addresses: ['192.0.2.1'], after: 0.05 } : nodata;
    const conf = { nameservers: [1, 2], options: ['ndots:1'] };
    expect([glibc, go, musl5].map((stub) => cameTo(resolve(stub, conf, 'api.example.com', views)))).toEqual([
      '192.0.2.1',
      '192.0.2.1',
      'EAI_NONAME',
    ]);
    const swapped = (query: Query): Says => views({ ...query, server: query.server === 1 ? 2 : 1 });
    const failing = (query: Query): Says =>
      query.server === 1 ? { rcode: 'SERVFAIL' } : query.type === 'A' ? { addresses: ['192.0.2.1'] } : nodata;
    expect([glibc, go].map((stub) => cameTo(resolve(stub, conf, 'api.example.com', swapped)))).toEqual([
      'EAI_NONAME',
      'no such host',
    ]);
    expect([glibc, go, musl5].map((stub) => cameTo(resolve(stub, conf, 'api.example.com', failing)))).toEqual([
      '192.0.2.1',
      '192.0.2.1',
      '192.0.2.1',
    ]);
  });

  it('four servers: only c-ares asks the fourth', () => {
    const fourth = (query: Query): Says => (query.server === 4 ? only('api.example.com')(query) : 'silence');
    const conf = { nameservers: [1, 2, 3, 4], options: ['ndots:1'] };
    expect([glibc, musl5, go, cAres].map((stub) => resolve(stub, conf, 'api.example.com', fourth).found.kind)).toEqual([
      'failed',
      'failed',
      'failed',
      'addresses',
    ]);
  });

  it('an AAAA that is never answered: glibc returns the A after 15 s, Go after 10, musl nothing after 5', () => {
    const half = (query: Query): Says => (query.type === 'A' ? { addresses: ['192.0.2.1'] } : 'silence');
    const asked = [glibc, go, musl5].map((stub) => resolve(stub, { options: ['ndots:1'] }, 'api.example.com', half));
    expect(asked.map(({ found }) => found.seconds)).toEqual([15, 10, 5]);
    expect(asked.map(cameTo)).toEqual(['192.0.2.1', '192.0.2.1', 'EAI_AGAIN']);
  });

  it('a closed port makes all but musl ask the next server at once', () => {
    const closed = (query: Query): Says => (query.server === 1 ? 'refused' : only('api.example.com')(query));
    const conf = { nameservers: [1, 2], options: ['ndots:1'] };
    for (const stub of [glibc, go, cAres])
      expect(resolve(stub, conf, 'api.example.com', closed).found).toMatchObject({ kind: 'addresses', seconds: 0 });
  });

  it('what was cut off: glibc asks for both again on one connection, musl before 1.2.4 takes the part, later ones 48 addresses', () => {
    const many: Says = { addresses: Array.from({ length: 60 }, (_, i) => `192.0.2.${i}`), cut: true };
    const cut = (query: Query): Says => (query.type === 'A' ? many : nodata);
    const asked = [glibc, go, musl3, musl5].map((stub) =>
      resolve(stub, { options: ['ndots:1'] }, 'api.example.com', cut),
    );
    const tcp = asked.map(({ sent }) => sent.filter(({ transport }) => transport === 'tcp').length);
    expect(tcp).toEqual([2, 1, 0, 1]);
    expect(asked.map(({ found }) => (found.kind === 'addresses' ? found.records.length : 0))).toEqual([60, 60, 2, 48]);
  });
});

describe('the address that is dialled', () => {
  const ip = (text: string) => parseIp(text)!;
  const served = ['10.0.3.20', '10.0.2.20', '10.0.1.20'].map(ip);
  const from = (bits: number, linkLocal6: boolean) => ({ address: ip('10.0.1.5'), bits, linkLocal6 });

  it.each<[string, number, boolean, readonly string[]]>([
    ['without IPv6 any of them may come first', 24, false, ['10.0.3.20', '10.0.2.20', '10.0.1.20']],
    ['with an address of the link that of the own subnet comes first', 24, true, ['10.0.1.20']],
    ['in a wide subnet the nearest comes first', 16, true, ['10.0.1.20']],
    [
      'an address without a subnet, as pods of the VPC CNI have it, sorts nothing',
      32,
      true,
      ['10.0.3.20', '10.0.2.20', '10.0.1.20'],
    ],
  ])('glibc: %s', (_, bits, linkLocal6, first) => {
    expect(glibc.first(served, from(bits, linkLocal6))).toEqual(first.map(ip));
  });

  it('musl sorts only where an address of IPv6 is among them; Go and c-ares never do', () => {
    expect(musl5.first(served, from(24, true))).toEqual(served);
    expect(musl5.first([...served, ip('2001:db8::1')], from(32, false))).toEqual([ip('10.0.1.20')]);
    expect(go.first(served, from(24, true))).toEqual(served);
    expect(cAres.first(served, from(24, true))).toEqual(served);
  });
});
