import { type Cidr, contains, type Ip, isPublic } from '../../base/addr/index.ts';
import type { Network } from '../../network/network.ts';
import { possibleAt } from '../../network/unmodelled.ts';

/**
 * Everything in the tables that is asked of an address or of the name of an interface without naming it: blocks, predicates
 * that cannot be looked into, patterns of names. Two addresses for which all of them answer alike are told apart by none.
 */
export class Atoms {
  readonly #blocks = new Map<string, Cidr>();
  readonly #predicates = new Map<{ has(ip: Ip): boolean }, number>();
  readonly #patterns = new Set<string>();
  readonly #functions = new Map<unknown, number>();

  /** The name of a block in a text. */
  block(block: Cidr): string {
    const key = `${block.base}/${block.bits}`;
    this.#blocks.set(key, block);
    return key;
  }

  /** The name of a predicate: of this one object, whatever others may say the same. */
  predicate(of: { has(ip: Ip): boolean }): string {
    return `has#${numbered(this.#predicates, of)}`;
  }

  /** The name of a function of which nothing is known but which one it is. */
  function(of: unknown): string {
    return `function#${numbered(this.#functions, of)}`;
  }

  pattern(text: string): void {
    this.#patterns.add(text);
  }

  /** As lists, which many addresses are held against. */
  get #listed(): { readonly blocks: readonly Cidr[]; readonly predicates: readonly { has(ip: Ip): boolean }[] } {
    if (this.#lists?.blocks.length !== this.#blocks.size || this.#lists.predicates.length !== this.#predicates.size)
      this.#lists = { blocks: [...this.#blocks.values()], predicates: [...this.#predicates.keys()] };
    return this.#lists;
  }

  #lists: { readonly blocks: readonly Cidr[]; readonly predicates: readonly { has(ip: Ip): boolean }[] } | undefined;

  /** What all of them say of an address, and what the code of a walk asks of one by itself. */
  ofAddress({ drawn, unmodelled }: Network, ip: Ip): string {
    const bit = (is: boolean): string => (is ? '1' : '0');
    let text = typeof ip === 'bigint' ? '6' : `4${bit(ip >>> 24 === 127)}`;
    text += bit(isPublic(ip)) + bit(drawn.has(ip)) + bit(unmodelled.known.has(ip));
    text += bit(possibleAt(unmodelled, ip) !== undefined);
    for (const block of this.#listed.blocks) text += bit(contains(block, ip));
    for (const of of this.#listed.predicates) text += bit(of.has(ip));
    return text;
  }

  /** Which patterns the name of an interface meets: those of iptables end in a +. */
  ofName(name: string): string {
    let text = '';
    for (const pattern of this.#patterns) text += name.startsWith(pattern.slice(0, -1)) ? '1' : '0';
    return text;
  }
}

function numbered<K>(map: Map<K, number>, key: K): number {
  let number = map.get(key);
  if (number === undefined) {
    number = map.size;
    map.set(key, number);
  }
  return number;
}
