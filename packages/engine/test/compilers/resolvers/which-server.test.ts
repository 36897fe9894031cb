import { describe, expect, it } from 'vitest';
import { resolverOf } from '../../../src/compilers/resolvers/index.ts';
import type { DrawServer, Query, StubResolver } from '../../../src/network/stub-resolver.ts';
import { cameTo, resolve, type Says } from './dns-server.ts';

/** What was seen on 2026-11-29 of glibc 2.36, musl 1.2.3 and c-ares 1.34.8 in Node 24.21, on Linux 6.18; Go by its source. */
const glibc = resolverOf('glibc', '2.36')!;
const musl = resolverOf('musl', '1.2.3')!;
const go = resolverOf('go', '1.23')!;
const cAres = resolverOf('c-ares', '1.34.8')!;

const none: Says = { rcode: 'NXDOMAIN' };

/** Servers in the order in which they are asked, where draws give these places. */
function servers(
  stub: StubResolver,
  nameservers: readonly number[],
  draws: readonly number[],
  says = (_: Query) => none,
) {
  const left = [...draws];
  const drawing: DrawServer = () => left.shift() ?? 0;
  const conf = { nameservers, search: ['a.x', 'b.x'], options: ['ndots:5', 'rotate'] };
  const { sent } = resolve({ ...stub, lookup: (c, name, f) => stub.lookup(c, name, f, drawing) }, conf, 'web', says);
  return sent.map(({ server, type }) => `${type === 'AAAA' ? '6' : ''}${server}`).join(' ');
}

describe('rotate', () => {
  it('glibc draws where its process begins, and goes on by one with each name', () => {
    expect(servers(glibc, [1, 2], [0])).toBe('1 61 2 62 1 61');
    expect(servers(glibc, [1, 2], [1])).toBe('2 62 1 61 2 62');
    expect(servers(glibc, [1, 2, 3, 4], [2])).toBe('3 63 1 61 2 62');
  });

  it('musl asks all at once, as without', () => {
    expect(servers(musl, [1, 2], [1])).toBe(servers(musl, [1, 2], [0]));
  });

  it('Go goes on by one with each question, and of two at once nobody knows which is first', () => {
    expect(servers(go, [1, 2], [0, 1, 0])).toBe('1 62 2 61 1 62');
    expect(servers(go, [1, 2, 3], [2, 0, 0, 1])).toBe('3 61 2 63 2 61');
  });

  it('c-ares draws for each try, among those that it has not tried', () => {
    const silent: Says = 'silence';
    expect(servers(cAres, [1, 2, 3], [2, 1], ({ server }) => (server === 1 ? none : silent))).toBe('3 2 1');
    expect(servers(cAres, [1, 2, 3], [1])).toBe('2');
  });
});

describe('a resolv.conf without a server', () => {
  const asked = (stub: StubResolver, says: Says) =>
    resolve(stub, { nameservers: [], options: ['ndots:1', 'timeout:2'] }, 'web.x', () => says);

  it.each<[string, StubResolver, string]>([
    ['glibc', glibc, '2130706433'],
    ['musl', musl, '2130706433'],
    ['c-ares', cAres, '2130706433'],
    ['Go, over IPv6 as well', go, '2130706433 1'],
  ])('is a question to the machine itself: %s', (_, stub, where) => {
    expect([...new Set(asked(stub, 'refused').sent.map(({ server }) => server))].join(' ')).toBe(where);
  });

  it('where nobody listens, glibc, c-ares and Go are told so at once, and musl waits', () => {
    const ends = [glibc, musl, cAres, go].map((stub) => {
      const ask = asked(stub, 'refused');
      return `${cameTo(ask)} ${ask.found.seconds}`;
    });
    expect(ends).toEqual(['EAI_AGAIN 0', 'EAI_AGAIN 2', 'ECONNREFUSED 0', 'connection refused 0']);
  });
});
