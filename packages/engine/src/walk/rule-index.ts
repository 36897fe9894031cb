import { type Ip, widthOf } from '../base/addr/index.ts';
import type { Header } from '../network/header.ts';
import { type PolicyRule, ruleFits, ruleMisses, showRule } from '../network/route.ts';
import type { Tried } from '../trace/trace.ts';

const isHost = (block: PolicyRule['from']): boolean =>
  block !== undefined && block.bits === widthOf(typeof block.base === 'number' ? 4 : 6);

type Packet = Pick<Header, 'src' | 'dst' | 'mark'>;

/** Policy rules by place. Those of one source or one destination alone are found by it: a node has two for each pod. */
export class RuleIndex {
  readonly #rules: readonly PolicyRule[];
  readonly #bySource = new Map<Ip, number[]>();
  readonly #byDestination = new Map<Ip, number[]>();
  readonly #others: number[] = [];
  readonly #tried = new Map<string, readonly Tried[]>();

  constructor(rules: readonly PolicyRule[]) {
    this.#rules = rules;
    rules.forEach((rule, at) => {
      const plain = rule.iif === undefined && rule.fwmark === undefined;
      if (plain && rule.from && !rule.to && isHost(rule.from)) push(this.#bySource, rule.from.base, at);
      else if (plain && rule.to && !rule.from && isHost(rule.to)) push(this.#byDestination, rule.to.base, at);
      else this.#others.push(at);
    });
  }

  /** The first rule that a packet fits and that `decides`; undefined: none. */
  first<T>(
    packet: Packet,
    iif: string | undefined,
    decides: (rule: PolicyRule) => T | undefined,
  ): { readonly rule: PolicyRule; readonly at: number; readonly found: T } | undefined {
    const lists = [this.#others, this.#bySource.get(packet.src) ?? none, this.#byDestination.get(packet.dst) ?? none];
    const [a, b, c] = lists as [readonly number[], readonly number[], readonly number[]];
    for (let i = 0, j = 0, k = 0; ; ) {
      const at = Math.min(a[i] ?? end, b[j] ?? end, c[k] ?? end);
      if (at === end) return undefined;
      if (at === a[i]) i++;
      else if (at === b[j]) j++;
      else k++;
      const rule = this.#rules[at]!;
      if (!ruleFits(rule, packet, iif)) continue;
      const found = decides(rule);
      if (found !== undefined) return { rule, at, found };
    }
  }

  /** The rules before a place that did not decide, each with the reason. Shared by all packets that they treat alike. */
  tried(packet: Packet, iif: string | undefined, before = this.#rules.length): readonly Tried[] {
    const why = (rule: PolicyRule): string => ruleMisses(rule, packet, iif) ?? `table ${rule.table} has no route`;
    const told = [
      ...this.#others,
      ...(this.#bySource.get(packet.src) ?? none),
      ...(this.#byDestination.get(packet.dst) ?? none),
    ].filter((at) => at < before);
    const key = `${before} ${told.map((at) => `${at} ${why(this.#rules[at]!)}`).join('; ')}`;
    let tried = this.#tried.get(key);
    if (!tried) {
      tried = this.#rules.slice(0, before).map((rule) => ({ entry: showRule(rule), why: why(rule) }));
      if (this.#tried.size < mostKept) this.#tried.set(key, tried);
    }
    return tried;
  }
}

const none: readonly number[] = [];
const end = Number.MAX_SAFE_INTEGER;
/** Lists of one device that are kept: more are made anew. */
const mostKept = 256;

function push(map: Map<Ip, number[]>, key: Ip, at: number): void {
  const list = map.get(key);
  if (list) list.push(at);
  else map.set(key, [at]);
}
