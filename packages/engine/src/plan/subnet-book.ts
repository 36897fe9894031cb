import {
  AddressPool,
  type Cidr,
  contains,
  type Ip,
  lastOf,
  mask,
  nextFreeBlock,
  parseIp,
  plus,
  showCidr,
  showIp,
  sizeOf,
} from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Subnet } from '../topology/vpc.ts';
import type { Reserved } from './members.ts';
import type { PlannedSubnet } from './plan.ts';

/** How a subnet's route table and router are known: what the plan says of them. */
export interface Tabled {
  readonly routerPort?: string;
  readonly routeTable?: ElementId;
  readonly routeTableName: string;
  readonly reach: PlannedSubnet['reach'];
}

/** IPv4 prefixes are delegated as /28 blocks (amazon-vpc-cni-k8s README, ENABLE_PREFIX_DELEGATION). */
export const prefixBits = 28;
/** IPv6 ones as /80. */
export const prefixBits6 = 80;

/** Of IPv6 blocks AWS does not say what the addresses at their ends are kept for. */
const uses6: Reserved['uses'] = [
  Array.from({ length: 4 }, () => 'one of the first four addresses'),
  ['the last address'],
];

/** How many addresses are kept, and what for, where that is asked. */
type Ends = Pick<Reserved, 'first' | 'last'> & Partial<Reserved>;

/** A delegated prefix, with the addresses in it that no pod has. */
export interface Prefix {
  readonly block: string;
  readonly spare: readonly string[];
}

/** How many addresses one is behind another of its family. */
const between = (from: Ip, to: Ip): number =>
  typeof from === 'number' && typeof to === 'number' ? to - from : Number(BigInt(to) - BigInt(from));

/** The addresses of one subnet: which are held back, which are taken and by what. */
export class SubnetBook {
  readonly subnet: Subnet;
  readonly block: Cidr | undefined;
  readonly block6: Cidr | undefined;
  readonly tabled: Tabled;
  readonly #pool: AddressPool | undefined;
  readonly #pool6: AddressPool | undefined;
  /** Blocks of IPv6 that are delegated, or have an address that is taken. */
  readonly #blocks6: Cidr[] = [];
  readonly #reserved: Ends;
  readonly #owners = new Map<Ip, ElementId>();

  constructor(subnet: Subnet, blocks: { v4: Cidr | undefined; v6: Cidr | undefined }, reserved: Ends, tabled: Tabled) {
    this.subnet = subnet;
    this.block = blocks.v4;
    this.block6 = blocks.v6;
    this.tabled = tabled;
    this.#reserved = reserved;
    this.#pool = blocks.v4 && new AddressPool(blocks.v4, reserved);
    this.#pool6 = blocks.v6 && new AddressPool(blocks.v6, reserved);
    // the first addresses are those of machines
    if (blocks.v6 && blocks.v6.bits < prefixBits6) this.#blocks6.push({ base: blocks.v6.base, bits: prefixBits6 });
  }

  /** Notes a written address. False when it is reserved or taken already; an address outside the block is not its business. */
  take(text: string, owner: ElementId): boolean {
    const ip = parseIp(text);
    if (ip === undefined || !(typeof ip === 'number' ? this.#pool : this.#pool6)?.take(ip)) return false;
    this.#owners.set(ip, owner);
    if (typeof ip === 'bigint') this.#blocks6.push({ base: mask(ip, prefixBits6), bits: prefixBits6 });
    return true;
  }

  /** The lowest free address of IPv6, as text. */
  next6(owner: ElementId): string | undefined {
    const ip = this.#pool6?.next();
    if (ip === undefined) return undefined;
    this.#owners.set(ip, owner);
    return showIp(ip);
  }

  /** Delegates a written prefix of IPv6. */
  takePrefix6(block: Cidr): void {
    this.#blocks6.push(block);
  }

  /** The lowest whole /80 in which nothing is taken. */
  nextPrefix6(): string | undefined {
    const found = this.block6 && nextFreeBlock(this.block6, this.#blocks6, prefixBits6);
    if (!found) return undefined;
    this.#blocks6.push(found);
    return showCidr(found);
  }

  /** The lowest free address, as text. */
  next(owner: ElementId): string | undefined {
    const ip = this.#pool?.next();
    if (ip === undefined) return undefined;
    this.#owners.set(ip, owner);
    return showIp(ip);
  }

  /** The lowest whole aligned /28 of which nothing is taken: what a delegated prefix needs. */
  nextPrefix(owner: ElementId): Prefix | undefined {
    const block = this.#pool?.nextBlock(prefixBits);
    return block && this.#owned(block, 16, owner);
  }

  /** The /28 around a written address, with those of its addresses that nothing else has. */
  prefixAround(text: string, owner: ElementId): Prefix | undefined {
    const ip = parseIp(text);
    if (typeof ip !== 'number' || !this.#pool) return undefined;
    const block: Cidr = { base: mask(ip, prefixBits), bits: prefixBits };
    const spare = this.#pool.takeRest(block);
    for (const each of spare) this.#owners.set(each, owner);
    return { block: showCidr(block), spare: spare.map(showIp) };
  }

  #owned(block: Cidr, count: number, owner: ElementId): Prefix {
    const spare = Array.from({ length: count }, (_, i) => plus(block.base, i));
    for (const each of spare) this.#owners.set(each, owner);
    return { block: showCidr(block), spare: spare.map(showIp) };
  }

  has(text: string): boolean {
    const ip = parseIp(text);
    return ip !== undefined && this.contains(ip);
  }

  contains(ip: Ip): boolean {
    return (
      (this.block !== undefined && contains(this.block, ip)) || (this.block6 !== undefined && contains(this.block6, ip))
    );
  }

  ownerOf(text: string): ElementId | undefined {
    const ip = parseIp(text);
    return ip === undefined ? undefined : this.#owners.get(ip);
  }

  /** What the cloud keeps an address for, or undefined. */
  reservedFor(text: string): string | undefined {
    const ip = parseIp(text);
    const block = ip === undefined ? undefined : typeof ip === 'number' ? this.block : this.block6;
    if (ip === undefined || !block || !contains(block, ip)) return undefined;
    const { first, last, uses } = this.#reserved;
    const [fromFirst, fromLast] = typeof ip === 'number' ? (uses ?? [[], []]) : uses6;
    const offset = between(block.base, ip);
    if (offset < first) return fromFirst[offset] ?? 'the provider';
    const back = between(ip, lastOf(block));
    return back < last ? (fromLast[back] ?? 'the provider') : undefined;
  }

  /** IPv4 addresses that can be given, and those that are not given yet. */
  get room(): { readonly usable: number; readonly free: number } {
    const reserved = this.#reserved.first + this.#reserved.last;
    const usable = this.block ? Math.max(0, sizeOf(this.block) - reserved) : 0;
    return { usable, free: usable - (this.#pool?.used ?? 0) };
  }

  get planned(): PlannedSubnet {
    const { subnet, block } = this;
    const reserved = this.#reserved.first + this.#reserved.last;
    const { usable, free } = this.room;
    return {
      id: subnet.id,
      name: subnet.name,
      vpc: subnet.vpc,
      ...(subnet.zone === undefined ? {} : { zone: subnet.zone }),
      ...(block ? { cidr: showCidr(block), gateway: showIp(plus(block.base, block.bits < 32 ? 1 : 0)) } : {}),
      ...(this.block6 ? { cidr6: showCidr(this.block6) } : {}),
      ...this.tabled,
      usable,
      used: usable - free,
      free,
      reserved,
      freePrefixes: this.#pool?.freeBlocks(prefixBits) ?? 0,
    };
  }
}
