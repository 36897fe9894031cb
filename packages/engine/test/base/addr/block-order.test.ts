import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOrder } from '../../../src/base/addr/block-order.ts';
import { type Cidr, compareCidr, mask } from '../../../src/base/addr/cidr.ts';

const block4 = fc
  .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
  .map(([base, bits]): Cidr => ({ base: mask(base, bits), bits }));
const block6 = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.integer({ min: 0, max: 128 }))
  .map(([base, bits]): Cidr => ({ base: mask(base, bits), bits }));

/** The order that comparing gives. */
const compared = (blocks: readonly Cidr[]): number[] =>
  blocks.map((_, position) => position).sort((a, b) => compareCidr(blocks[a]!, blocks[b]!) || a - b);

test('thousands of IPv4 blocks have the order that comparing gives, equal ones as they come', () => {
  const many = fc.array(block4, { minLength: 60, maxLength: 100, size: 'max' });
  fc.assert(
    fc.property(many, (some) => {
      const blocks = Array.from({ length: 40 }, () => some).flat();
      expect([...blockOrder(blocks)]).toEqual(compared(blocks));
    }),
    { numRuns: 20 },
  );
});

test('few blocks, and blocks of both families, have the order that comparing gives', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(block4, block6)), (blocks) => {
      expect([...blockOrder(blocks)]).toEqual(compared(blocks));
    }),
  );
});
