import { type Cidr, compareCidr } from './cidr.ts';

/** Fewer blocks than this are compared: the passes take as long for three blocks as for thousands. */
const few = 2000;

/** Moves positions into the order of their keys, keeping the order of equal ones: one pass of a radix sort. */
function pass(order: Uint32Array, keys: Uint16Array, most: number): Uint32Array {
  const starts = new Uint32Array(most + 2);
  for (let position = 0; position < keys.length; position++) starts[keys[position]! + 1]! += 1;
  for (let key = 0; key <= most; key++) starts[key + 1]! += starts[key]!;
  const sorted = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const position = order[at]!;
    sorted[starts[keys[position]!]!++] = position;
  }
  return sorted;
}

/**
 * The positions of blocks in the order of `compareCidr`, equal ones as they come. IPv4 alone is sorted by its bits, in
 * linear time: comparing costs more than reading the blocks did.
 */
export function blockOrder(blocks: readonly Cidr[]): Uint32Array {
  const order = new Uint32Array(blocks.length);
  const [bits, low, high] = [0, 1, 2].map(() => new Uint16Array(blocks.length)) as [
    Uint16Array,
    Uint16Array,
    Uint16Array,
  ];
  let only4 = true;
  for (let position = 0; position < blocks.length; position++) {
    const block = blocks[position]!;
    order[position] = position;
    only4 &&= typeof block.base === 'number';
    if (typeof block.base !== 'number') continue;
    bits[position] = block.bits;
    low[position] = block.base & 0xffff;
    high[position] = block.base >>> 16;
  }
  if (!only4 || blocks.length < few) return order.sort((a, b) => compareCidr(blocks[a]!, blocks[b]!) || a - b);
  return pass(pass(pass(order, bits, 32), low, 0xffff), high, 0xffff);
}
