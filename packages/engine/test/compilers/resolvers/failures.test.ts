import { describe, expect, it } from 'vitest';
import { resolverOf } from '../../../src/compilers/resolvers/index.ts';
import type { Family, Query } from '../../../src/network/stub-resolver.ts';
import { cameTo, resolve, type Says } from './dns-server.ts';

/** What was seen on 2026-11-29, on Linux 6.18, of glibc 2.36, musl 1.2.3 and c-ares 1.34.8 in Node 24.21. */
const glibc = resolverOf('glibc', '2.36')!;
const musl = resolverOf('musl', '1.2.3')!;
const cAres = resolverOf('c-ares', '1.34.8')!;

const saying: Readonly<Record<string, Says>> = {
  NXDOMAIN: { rcode: 'NXDOMAIN' },
  NODATA: { addresses: [] },
  SERVFAIL: { rcode: 'SERVFAIL' },
  REFUSED: { rcode: 'REFUSED' },
  FORMERR: { rcode: 'FORMERR' },
  silence: 'silence',
};
const kinds = Object.keys(saying);
const suffixed = 'web.example.s.x';

/** What glibc says of a name that is nowhere: a row for what its suffix is answered, a letter for each answer to the name alone. */
function table(families: readonly Family[], ndots: number): readonly string[] {
  const letters: Readonly<Record<string, string>> = { EAI_NONAME: 'n', EAI_NODATA: 'd', EAI_AGAIN: 'a' };
  return kinds.map((suffix) => {
    const row = kinds.map((bare) => {
      const says = ({ name }: Query): Says => saying[name === suffixed ? suffix : bare]!;
      const conf = { search: ['s.x'], options: [`ndots:${ndots}`] };
      return letters[cameTo(resolve(glibc, conf, 'web.example', says, families))] ?? '?';
    });
    return `${suffix} ${row.join('')}`;
  });
}

describe('what glibc tells of a name that is nowhere, by the answers NXDOMAIN NODATA SERVFAIL REFUSED FORMERR silence', () => {
  // n: not known, d: no address, a: temporary failure
  it('with the suffix first: no addresses under it, then its SERVFAIL, then the name alone', () => {
    const rows = [
      'NXDOMAIN ndaana',
      'NODATA dddddd',
      'SERVFAIL aaaaaa',
      'REFUSED ndaana',
      'FORMERR ndaana',
      'silence ndaana',
    ];
    expect(table(['A', 'AAAA'], 5)).toEqual(rows);
    expect(table(['AAAA'], 5)).toEqual(rows);
  });

  it('with the suffix first, for IPv4 alone: behind a SERVFAIL what has no address is not known', () => {
    expect(table(['A'], 5)).toEqual([
      ...['NXDOMAIN ndaana', 'NODATA dddddd', 'SERVFAIL nnaana'],
      ...['REFUSED ndaana', 'FORMERR ndaana', 'silence ndaana'],
    ]);
  });

  it('with the name alone first: its own answer', () => {
    const rows = kinds.map((suffix) => `${suffix} ndaana`);
    expect(table(['A', 'AAAA'], 1)).toEqual(rows);
    expect(table(['AAAA'], 1)).toEqual(rows);
  });

  it('with the name alone first, for IPv4 alone: a failure is temporary only if both are', () => {
    expect(table(['A'], 1)).toEqual([
      ...['NXDOMAIN ndnnnn', 'NODATA ndnnnn', 'SERVFAIL ndaana'],
      ...['REFUSED ndaana', 'FORMERR ndnnnn', 'silence ndaana'],
    ]);
  });
});

describe('glibc', () => {
  const all = (said: Says) => (): Says => said;
  const sent = (options: string, says: (query: Query) => Says) =>
    resolve(glibc, { nameservers: [1, 2], options: ['ndots:1', options] }, 'web.example', says).sent.map(
      ({ type, server, transport }) => `${type} ${server} ${transport}`,
    );
  const secondOnly =
    (first: Says) =>
    ({ server }: Query): Says =>
      server === 1 ? first : { addresses: ['192.0.2.1'] };

  it('that asks one by one does not ask a server for AAAA that has failed for A', () => {
    for (const option of ['single-request', 'single-request-reopen'])
      for (const said of [{ rcode: 'REFUSED' }, { rcode: 'SERVFAIL' }, { rcode: 'NOTIMP' }, 'silence'] as const)
        expect(sent(option, secondOnly(said))).toEqual(['A 1 udp', 'A 2 udp', 'AAAA 2 udp']);
  });

  it('that asks one by one asks for both over TCP where A was cut off', () => {
    const cut = all({ addresses: ['192.0.2.1', '192.0.2.2', '192.0.2.3'], cut: true });
    expect(sent('single-request', cut)).toEqual(['A 1 udp', 'A 1 tcp', 'AAAA 1 tcp']);
  });

  it('takes over TCP what the first server says, whatever it is', () => {
    for (const rcode of ['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const) {
      expect(sent('use-vc', all({ rcode }))).toEqual(['A 1 tcp', 'AAAA 1 tcp']);
      const came = cameTo(resolve(glibc, { options: ['use-vc'] }, 'web.example', all({ rcode })));
      expect(came).toBe(rcode === 'SERVFAIL' ? 'EAI_AGAIN' : 'EAI_NONAME');
    }
  });

  it('has no address for IPv4 alone where an alias leads nowhere, and knows no such name for both', () => {
    const dangling = all({ cname: 'shop.example' });
    const of = (...families: readonly Family[]) => cameTo(resolve(glibc, {}, 'web.example', dangling, families));
    expect([of('A'), of('A', 'AAAA')]).toEqual(['EAI_NODATA', 'EAI_NONAME']);
  });
});

describe('musl', () => {
  it('asks failing servers again four times in each round, all for AAAA where A was answered', () => {
    const says = ({ type }: Query): Says => (type === 'A' ? { addresses: ['192.0.2.1'] } : { rcode: 'SERVFAIL' });
    const { sent, found } = resolve(musl, { options: ['ndots:1'] }, 'web.example', says);
    const count = (family: string) => sent.filter(({ type }) => type === family).length;
    expect([count('A'), count('AAAA')]).toEqual([1, 10]);
    expect(found).toMatchObject({ error: 'EAI_AGAIN', seconds: 5 });
  });
});

describe('c-ares in Node', () => {
  const conf = { nameservers: [1, 2], options: ['ndots:1'] };

  it('takes the first answer, whatever its code, and asks nobody else', () => {
    const came = (['NXDOMAIN', 'SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const).map((rcode) => {
      const asked = resolve(cAres, conf, 'web.example', () => ({ rcode }), ['A']);
      expect(asked.sent).toHaveLength(1);
      return cameTo(asked);
    });
    expect(came).toEqual(['ENOTFOUND', 'ESERVFAIL', 'EREFUSED', 'ENOTIMP', 'EFORMERR']);
  });

  it('reads use-vc and timeout of resolv.conf, and not attempts', () => {
    const silent = (options: readonly string[]) =>
      resolve(cAres, { ...conf, options }, 'web.example', () => 'silence', ['A']);
    expect(silent(['use-vc']).sent.map(({ transport }) => transport)).toContain('tcp');
    expect(silent(['attempts:1']).sent).toHaveLength(8);
    expect(silent([]).found.seconds).toBeCloseTo(50);
    expect(silent(['timeout:1']).found.seconds).toBeCloseTo(25);
  });
});

it('glibc with use-vc takes SERVFAIL of a lookup for IPv4 alone as no name', () => {
  const asked = (options: readonly string[], families: readonly Family[]) =>
    cameTo(resolve(glibc, { options }, 'web.example', () => ({ rcode: 'SERVFAIL' }), families));
  expect(asked(['use-vc'], ['A'])).toBe('EAI_NONAME');
  expect(asked(['use-vc'], ['A', 'AAAA'])).toBe('EAI_AGAIN');
  expect(asked([], ['A'])).toBe('EAI_AGAIN');
});
