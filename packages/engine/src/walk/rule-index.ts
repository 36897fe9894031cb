import { type Ip, widthOf } from '../base/addr/index.ts';
import type { Header } from '../network/header.ts';
import { type PolicyRule, type Route, ruleFits, ruleMisses, showRule } from '../network/route.ts';
import type { Tried } from '../trace/trace.ts';
import type { RouteTable } from './route-table.ts';

const isHost = (block: PolicyRule['from']): boolean =>
  block !== undefined && block.bits === widthOf(typeof block.base === 'number' ? 4 : 6);

type Packet = Pick<Header, 'src' | 'dst' | 'mark' | 'smac'>;

/** Whatever has routing tables, by their names. */
interface Tables {
  routes(table: string): RouteTable | undefined;
}

/** What a routing decision found: the rule with its place among the rules, and the route. */
export interface Lookup {
  readonly rule: PolicyRule;
  readonly at: number;
  readonly route: Route;
}

/** Policy rules by place. Those of one source or one destination alone are found by it: a node has two for each pod. */
export class RuleIndex {
  readonly #rules: readonly PolicyRule[];
  readonly #bySource = new Map<Ip, number[]>();
  readonly #byDestination = new Map<Ip, number[]>();
  readonly #others: number[] = [];
  /** By place: the rule with the reason that all packets have which are not told apart by it alone. */
  #usual: readonly Tried[] | undefined;
  readonly #told = new Map<string, Tried>();
  /** Some of them are for what one machine sends. */
  readonly knowsSenders: boolean;

  constructor(rules: readonly PolicyRule[]) {
    this.#rules = rules;
    this.knowsSenders = rules.some(({ sender }) => sender !== undefined);
    rules.forEach((rule, at) => {
      const plain =
        rules.length > few && rule.iif === undefined && rule.fwmark === undefined && rule.sender === undefined;
      if (plain && rule.from && !rule.to && isHost(rule.from)) push(this.#bySource, rule.from.base, at);
      else if (plain && rule.to && !rule.from && isHost(rule.to)) push(this.#byDestination, rule.to.base, at);
      else this.#others.push(at);
    });
  }

  /** The first rule that a packet fits and whose table has a route; undefined: none. */
  lookup(tables: Tables, packet: Packet, iif: string | undefined): Lookup | undefined {
    const a = this.#others;
    const b = this.#bySource.size === 0 ? none : (this.#bySource.get(packet.src) ?? none);
    const c = this.#byDestination.size === 0 ? none : (this.#byDestination.get(packet.dst) ?? none);
    for (let i = 0, j = 0, k = 0; ; ) {
      const [x, y, z] = [i < a.length ? a[i]! : end, j < b.length ? b[j]! : end, k < c.length ? c[k]! : end];
      const at = Math.min(x, Math.min(y, z));
      if (at === end) return undefined;
      if (at === x) i++;
      else if (at === y) j++;
      else k++;
      const rule = this.#rules[at]!;
      if (!ruleFits(rule, packet, iif)) continue;
      const route = tables.routes(rule.table)?.get(packet.dst);
      if (route) return { rule, at, route };
    }
  }

  /** The rules before a place that did not decide, each with the reason. */
  tried(packet: Packet, iif: string | undefined, before = this.#rules.length): readonly Tried[] {
    this.#usual ??= this.#rules.map((rule) => ({
      entry: showRule(rule),
      why: rule.to ? 'destination differs' : 'source differs',
    }));
    const tried = this.#usual.slice(0, before);
    for (const list of [this.#others, this.#bySource.get(packet.src), this.#byDestination.get(packet.dst)])
      for (const at of list ?? none) if (at < before) tried[at] = this.#toldAt(at, packet, iif);
    return tried;
  }

  #toldAt(at: number, packet: Packet, iif: string | undefined): Tried {
    const rule = this.#rules[at]!;
    const why = ruleMisses(rule, packet, iif) ?? `table ${rule.table} has no route`;
    const key = `${at} ${why}`;
    let told = this.#told.get(key);
    if (!told) {
      told = { entry: showRule(rule), why };
      this.#told.set(key, told);
    }
    return told;
  }
}

const indexes = new WeakMap<readonly PolicyRule[], RuleIndex>();

/** The rules as packets look them up. Made once for each list: most machines have the same rules. */
export function ruleIndexOf(rules: readonly PolicyRule[]): RuleIndex {
  let index = indexes.get(rules);
  if (!index) {
    index = new RuleIndex(rules);
    indexes.set(rules, index);
  }
  return index;
}

const none: readonly number[] = [];
const end = 0x3fffffff;
/** Shorter lists are looked through. */
const few = 8;

function push(map: Map<Ip, number[]>, key: Ip, at: number): void {
  const list = map.get(key);
  if (list) list.push(at);
  else map.set(key, [at]);
}
