import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AddressPool,
  type Cidr,
  cidr,
  compareCidr,
  contains,
  covers,
  type Ip,
  intersection,
  ip,
  LongestMatch,
  lastOf,
  mask,
  nextFreeBlock,
  overlappingPairs,
  overlaps,
  parseCidr,
  parseIp,
  showCidr,
  showIp,
  sizeOf,
  split,
  subtract,
} from '../../../src/base/addr/index.ts';

const ip4 = fc.nat({ max: 0xffffffff });
const ip6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
const anyIp: fc.Arbitrary<Ip> = fc.oneof(ip4, ip6);
const block4 = fc.tuple(ip4, fc.nat({ max: 32 })).map(([a, bits]): Cidr => ({ base: mask(a, bits), bits }));
const block6 = fc.tuple(ip6, fc.nat({ max: 128 })).map(([a, bits]): Cidr => ({ base: mask(a, bits), bits }));
const anyBlock = fc.oneof(block4, block6);
/** Blocks inside one /24, so that they meet often. */
const near = fc
  .tuple(fc.nat({ max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([low, bits]): Cidr => ({ base: mask(0x0a000000 + low, bits), bits }));

/** The addresses of a small block, one by one. */
const members = (block: Cidr): Set<Ip> => {
  const out = new Set<Ip>();
  for (let i = 0; i < sizeOf(block); i++) out.add((block.base as number) + i);
  return out;
};

describe('addresses', () => {
  it('are read back from their own text', () => {
    fc.assert(
      fc.property(anyIp, (a) => {
        expect(parseIp(showIp(a))).toBe(a);
      }),
    );
  });
  it('are shown as RFC 5952 says', () => {
    expect(showIp(ip('2001:DB8:0:0:1:0:0:1'))).toBe('2001:db8::1:0:0:1');
    expect(showIp(ip('::'))).toBe('::');
    expect(showIp(ip('0.0.0.0'))).toBe('0.0.0.0');
    expect(showIp(ip('255.255.255.255'))).toBe('255.255.255.255');
  });
  it('that are incomplete, out of range, octal or zoned are refused', () => {
    for (const text of [
      '',
      '10',
      '10.0',
      '10.0.0',
      '10.0.0.256',
      '10.0.0.01',
      '10.0.0.0.1',
      '0x10.0.0.1',
      ':',
      '1::2::3',
      'fe80::1%eth0',
      'x',
    ])
      expect(parseIp(text), text).toBeUndefined();
    expect(() => ip('10.0.0')).toThrow(RangeError);
  });
});

describe('blocks', () => {
  it('are read back from their own text', () => {
    fc.assert(
      fc.property(anyBlock, (b) => {
        expect(parseCidr(showCidr(b))).toEqual({ cidr: b, hostBits: false });
      }),
    );
  });
  it('lose their host bits and say so', () => {
    expect(parseCidr('100.68.0.18/18')).toEqual({ cidr: cidr('100.68.0.0/18'), hostBits: true });
  });
  it('with an impossible length are refused', () => {
    for (const text of ['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/08', '::/129', '10.0.0/8'])
      expect(parseCidr(text), text).toBeUndefined();
  });
  it('contain exactly the addresses between their ends', () => {
    fc.assert(
      fc.property(anyBlock, anyIp, (b, a) => {
        const inside = typeof a === typeof b.base && a >= b.base && a <= lastOf(b);
        expect(contains(b, a)).toBe(inside);
      }),
    );
  });
  it('overlap exactly when they share an address, and the shared block is the intersection', () => {
    fc.assert(
      fc.property(near, near, (a, b) => {
        const shared = [...members(a)].filter((x) => members(b).has(x));
        expect(overlaps(a, b)).toBe(shared.length > 0);
        const both = intersection(a, b);
        expect(both ? members(both).size : 0).toBe(shared.length);
        expect(covers(a, b)).toBe(shared.length === members(b).size);
      }),
    );
  });
  it('split into parts that cover them without overlap', () => {
    fc.assert(
      fc.property(anyBlock, fc.nat({ max: 6 }), (b, extra) => {
        fc.pre(b.bits + extra <= (typeof b.base === 'number' ? 32 : 128));
        const parts = split(b, b.bits + extra);
        expect(parts.length).toBe(2 ** extra);
        expect(parts[0]!.base).toBe(b.base);
        expect(lastOf(parts.at(-1)!)).toBe(lastOf(b));
        expect([...overlappingPairs(parts, (p) => p)]).toEqual([]);
      }),
    );
  });
  it('without others are exactly the addresses that the others lack', () => {
    fc.assert(
      fc.property(near, fc.array(near, { maxLength: 6 }), (from, minus) => {
        const left = subtract(from, minus);
        const naive = [...members(from)].filter((a) => !minus.some((m) => contains(m, a)));
        expect(left.flatMap((b) => [...members(b)])).toEqual(naive);
        expect([...left].sort(compareCidr)).toEqual(left);
      }),
    );
  });
});

describe('the longest match', () => {
  it('is the one that a naive search finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(near, anyBlock), { maxLength: 40 }),
        fc.oneof(
          anyIp,
          fc.nat({ max: 255 }).map((n) => 0x0a000000 + n),
        ),
        (blocks, a) => {
          const table = new LongestMatch<string>();
          for (const b of blocks) table.set(b, showCidr(b));
          const naive = blocks.filter((b) => contains(b, a)).sort((x, y) => y.bits - x.bits);
          expect(table.get(a)).toBe(naive[0] && showCidr(naive[0]));
          expect(new Set(table.all(a))).toEqual(new Set(naive.map(showCidr)));
        },
      ),
    );
  });
});

describe('overlapping pairs', () => {
  it('are those that comparing all with all finds', () => {
    fc.assert(
      fc.property(fc.array(near, { maxLength: 30 }), (blocks) => {
        const items = blocks.map((block, i) => ({ block, i }));
        const key = (a: number, b: number) => (a < b ? `${a},${b}` : `${b},${a}`);
        const fast = [...overlappingPairs(items, (x) => x.block)].map(([a, b]) => key(a.i, b.i)).sort();
        const naive: string[] = [];
        for (const a of items)
          for (const b of items) if (a.i < b.i && overlaps(a.block, b.block)) naive.push(key(a.i, b.i));
        expect(fast).toEqual(naive.sort());
      }),
    );
  });
});

describe('a pool', () => {
  it('gives the lowest free addresses, never a reserved or a taken one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 24, max: 30 }), fc.array(fc.nat({ max: 255 })), (bits, taken) => {
        const block: Cidr = { base: 0x0a000000, bits };
        const pool = new AddressPool(block, { first: 4, last: 1 });
        const free = new Set([...members(block)].filter((a) => (a as number) >= 0x0a000004 && a !== lastOf(block)));
        for (const t of taken) expect(pool.take(0x0a000000 + t)).toBe(free.delete(0x0a000000 + t));
        const rest: Ip[] = [];
        for (let a = pool.next(); a !== undefined; a = pool.next()) rest.push(a);
        expect(rest).toEqual([...free]);
      }),
    );
  });
  it('of the whole of the address space does not run over its end', () => {
    const pool = new AddressPool(cidr('255.255.255.252/30'), { first: 0, last: 0 });
    expect([pool.next(), pool.next(), pool.next(), pool.next(), pool.next()].map((a) => a && showIp(a))).toEqual([
      '255.255.255.252',
      '255.255.255.253',
      '255.255.255.254',
      '255.255.255.255',
      undefined,
    ]);
  });
});

describe('the next free block', () => {
  it('is the lowest one that meets no other', () => {
    fc.assert(
      fc.property(fc.array(near, { maxLength: 12 }), fc.integer({ min: 24, max: 32 }), (taken, bits) => {
        const within = cidr('10.0.0.0/24');
        const naive = split(within, bits).find((b) => !taken.some((t) => overlaps(t, b)));
        expect(nextFreeBlock(within, taken, bits)).toEqual(naive);
      }),
    );
  });
});
