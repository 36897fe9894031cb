import type { Family, Ip } from '../base/addr/index.ts';
import type { IpSet } from '../network/ipset.ts';
import { type Chain, chainKey, type HookName, type Ruleset, type TableName } from '../network/netfilter.ts';
import type { Device, Interface, Neighbour } from '../network/network.ts';
import { RouteTable } from './route-table.ts';
import { type RuleIndex, ruleIndexOf } from './rule-index.ts';

/** Lists that are as short are looked through. */
const few = 8;

/** A device with its tables arranged by what packets differ in. Each part is made when a packet first needs it. */
export class CompiledDevice {
  readonly device: Device;
  readonly #rules: RuleIndex;
  #rulesOfSix: RuleIndex | undefined;
  /** The device's own addresses. */
  readonly local: RouteTable | undefined;
  readonly #main: RouteTable | undefined;
  /** What it registered at hooks, by hook: kept here for `hooks.ts`, which knows what it is. */
  readonly hooks: Partial<Record<HookName, readonly unknown[]>> = {};
  #hooksOfSix: Partial<Record<HookName, readonly unknown[]>> | undefined;
  #routes: Map<string, RouteTable> | undefined;
  #chains: Chains | undefined;
  #chainsOfSix: Chains | undefined;
  #interfaces: ReadonlyMap<string, Interface> | undefined;
  #neighbours: ReadonlyMap<string, ReadonlyMap<Ip, Neighbour>> | undefined;
  #tunnels: readonly Interface[] | undefined;
  #ipsets: ReadonlyMap<string, IpSet> | undefined;

  constructor(device: Device) {
    this.device = device;
    this.#rules = ruleIndexOf(device.rules);
    this.local = tableOf(device, 'local');
    this.#main = tableOf(device, 'main');
  }

  /** The policy rules for packets of the family that an address has. */
  rulesFor(ip: Ip): RuleIndex {
    if (typeof ip === 'number') return this.#rules;
    this.#rulesOfSix ??= ruleIndexOf(this.device.six?.rules ?? this.device.rules);
    return this.#rulesOfSix;
  }

  /** What it registered at hooks for packets of the family that an address has. */
  hooksFor(ip: Ip): Partial<Record<HookName, readonly unknown[]>> {
    if (typeof ip === 'number') return this.hooks;
    this.#hooksOfSix ??= {};
    return this.#hooksOfSix;
  }

  /** An interface by its name. Most machines have so few that nothing is to be arranged. */
  interface(name: string): Interface | undefined {
    const { interfaces } = this.device;
    if (interfaces.length <= few) return interfaces.find((each) => each.name === name);
    this.#interfaces ??= new Map(interfaces.toReversed().map((each) => [each.name, each]));
    return this.#interfaces.get(name);
  }

  /** The interfaces that are tunnels. */
  get tunnels(): readonly Interface[] {
    this.#tunnels ??= this.device.interfaces.filter(({ tunnel }) => tunnel);
    return this.#tunnels;
  }

  /** The routes of a table by destination; undefined: there is no such table. */
  routes(table: string): RouteTable | undefined {
    if (table === 'local') return this.local;
    if (table === 'main') return this.#main;
    const known = this.#routes?.get(table);
    if (known) return known;
    const found = tableOf(this.device, table);
    if (found) {
      this.#routes ??= new Map();
      this.#routes.set(table, found);
    }
    return found;
  }

  /** A chain by its table and name, of iptables or of ip6tables. */
  chain(table: TableName, name: string, family: Family = 4): Chain | undefined {
    const chains = this.#chainsOf(family)[table];
    const known = chains.get(name);
    if (known) return known;
    const chain = rulesetOf(this.device, family)?.get(chainKey(table, name));
    if (chain) chains.set(name, chain);
    return chain;
  }

  #chainsOf(family: Family): Chains {
    if (family === 4) {
      this.#chains ??= noChains();
      return this.#chains;
    }
    this.#chainsOfSix ??= noChains();
    return this.#chainsOfSix;
  }

  /** A set of ipset by its name. */
  ipset(name: string): IpSet | undefined {
    this.#ipsets ??= new Map((this.device.ipsets ?? []).map((each) => [each.name, each]));
    return this.#ipsets.get(name);
  }

  /** The permanent entry for an address on an interface. */
  neighbour(dev: string, ip: Ip): Neighbour | undefined {
    const { neighbours } = this.device;
    if (neighbours.length <= few) return neighbours.find((each) => each.ip === ip && each.dev === dev);
    this.#neighbours ??= byInterface(neighbours);
    return this.#neighbours.get(dev)?.get(ip);
  }
}

type Chains = Readonly<Record<TableName, Map<string, Chain>>>;

const noChains = (): Chains => ({ raw: new Map(), mangle: new Map(), nat: new Map(), filter: new Map() });

/** The tables of iptables or of ip6tables. */
export const rulesetOf = ({ ruleset, six }: Device, family: Family): Ruleset | undefined =>
  family === 4 ? ruleset : six?.ruleset;

function tableOf({ tables }: Device, table: string): RouteTable | undefined {
  const routes = tables.get(table);
  return routes && new RouteTable(routes);
}

function byInterface(neighbours: readonly Neighbour[]): ReadonlyMap<string, ReadonlyMap<Ip, Neighbour>> {
  const out = new Map<string, Map<Ip, Neighbour>>();
  for (const each of neighbours) {
    const own = out.get(each.dev) ?? new Map<Ip, Neighbour>();
    out.set(each.dev, own);
    if (!own.has(each.ip)) own.set(each.ip, each);
  }
  return out;
}

const known = new WeakMap<Device, CompiledDevice>();

/** The device as packets look it up. Made once for each device. */
export function compiledOf(device: Device): CompiledDevice {
  let compiled = known.get(device);
  if (!compiled) {
    compiled = new CompiledDevice(device);
    known.set(device, compiled);
  }
  return compiled;
}
