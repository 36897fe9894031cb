import { type Cidr, compareCidr, contains, covers, following, lastOf, mask, overlaps, sizeOf } from './cidr.ts';
import { compareIp, type Ip, plus } from './ip.ts';

/** Hands out the addresses of a block one by one, lowest first, without those that are taken or held back. */
export class AddressPool {
  readonly block: Cidr;
  readonly #taken = new Set<Ip>();
  #next: Ip;
  #nextBlock: Ip;
  #used = 0;

  /** `first` and `last`: how many addresses at the two ends are never given. */
  constructor(block: Cidr, reserved: { readonly first: number; readonly last: number }) {
    this.block = block;
    const last = lastOf(block);
    this.#next = block.base;
    this.#nextBlock = block.base;
    for (let i = 0; i < reserved.first; i++)
      if (contains(block, plusOr(block.base, i))) this.#taken.add(plus(block.base, i));
    for (let i = 0; i < reserved.last; i++) if (contains(block, plusOr(last, -i))) this.#taken.add(plus(last, -i));
  }

  /** Takes one given address. False when it is outside the block, reserved or taken. */
  take(ip: Ip): boolean {
    if (!contains(this.block, ip) || this.#taken.has(ip)) return false;
    this.#taken.add(ip);
    this.#used += 1;
    return true;
  }

  /** Takes the lowest free address, or undefined when there is none. */
  next(): Ip | undefined {
    while (contains(this.block, this.#next) && this.#taken.has(this.#next)) {
      if (compareIp(this.#next, lastOf(this.block)) === 0) return undefined;
      this.#next = plus(this.#next, 1);
    }
    return this.take(this.#next) ? this.#next : undefined;
  }

  /** Takes what is still free of a small block; the addresses that it took. */
  takeRest(block: Cidr): Ip[] {
    const out: Ip[] = [];
    for (let i = 0; i < sizeOf(block); i++) {
      const ip = plus(block.base, i);
      if (this.take(ip)) out.push(ip);
    }
    return out;
  }

  /** Takes the lowest aligned block of length `bits` of which nothing is taken; undefined when there is none. */
  nextBlock(bits: number): Cidr | undefined {
    const size = 2 ** (32 - bits);
    let block: Cidr | undefined = { base: this.#nextBlock, bits };
    while (block && covers(this.block, block)) {
      const { base }: Cidr = block;
      this.#nextBlock = base;
      let taken = false;
      for (let i = 0; i < size && !taken; i++) taken = this.#taken.has(plus(base, i));
      if (!taken) {
        this.takeRest(block);
        return block;
      }
      const next = following(block);
      block = next === undefined ? undefined : { base: next, bits };
    }
    return undefined;
  }

  /** How many whole aligned blocks of length `bits` have no taken and no reserved address. */
  freeBlocks(bits: number): number {
    if (bits < this.block.bits) return 0;
    const touched = new Set<Ip>();
    for (const ip of this.#taken) touched.add(mask(ip, bits));
    return 2 ** (bits - this.block.bits) - touched.size;
  }

  /** Addresses that were taken, without the reserved ones. */
  get used(): number {
    return this.#used;
  }

  isTaken(ip: Ip): boolean {
    return this.#taken.has(ip);
  }
}

const plusOr = (ip: Ip, count: number): Ip => {
  try {
    return plus(ip, count);
  } catch {
    return ip;
  }
};

/** The lowest block of length `bits` in `within` that overlaps none of `taken`, or undefined. */
export function nextFreeBlock(within: Cidr, taken: readonly Cidr[], bits: number): Cidr | undefined {
  if (bits < within.bits) return undefined;
  const sorted = [...taken].sort(compareCidr);
  let at = 0;
  let candidate: Cidr = { base: within.base, bits };
  for (;;) {
    if (!contains(within, candidate.base)) return undefined;
    while (at < sorted.length && compareIp(lastOf(sorted[at]!), candidate.base) < 0) at++;
    const hit = sorted[at];
    if (!hit || !overlaps(hit, candidate)) return candidate;
    // jump behind whichever of the two ends later; both are aligned, so the result is aligned to `bits`
    const next = following(hit.bits < bits ? hit : candidate);
    if (next === undefined) return undefined;
    candidate = { base: next, bits };
  }
}
