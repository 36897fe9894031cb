import type { Ip } from '../base/addr/index.ts';
import { type Chain, chainKey, type TableName } from '../network/netfilter.ts';
import type { Device, Interface, Neighbour } from '../network/network.ts';
import { RouteTable } from './route-table.ts';
import { RuleIndex } from './rule-index.ts';

/** Lists that are as short are looked through. */
const few = 8;

/** A device with its tables arranged by what packets differ in. Each part is made when a packet first needs it. */
export class CompiledDevice {
  readonly device: Device;
  readonly #routes = new Map<string, RouteTable>();
  #chains: Readonly<Record<TableName, Map<string, Chain>>> | undefined;
  #rules: RuleIndex | undefined;
  #local: RouteTable | undefined;
  #interfaces: ReadonlyMap<string, Interface> | undefined;
  #neighbours: ReadonlyMap<string, ReadonlyMap<Ip, Neighbour>> | undefined;

  constructor(device: Device) {
    this.device = device;
  }

  /** An interface by its name. Most machines have so few that nothing is to be arranged. */
  interface(name: string): Interface | undefined {
    const { interfaces } = this.device;
    if (interfaces.length <= few) return interfaces.find((each) => each.name === name);
    this.#interfaces ??= new Map(interfaces.toReversed().map((each) => [each.name, each]));
    return this.#interfaces.get(name);
  }

  get rules(): RuleIndex {
    this.#rules ??= new RuleIndex(this.device.rules, (table) => this.routes(table));
    return this.#rules;
  }

  /** The routes of a table by destination; undefined: there is no such table. */
  routes(table: string): RouteTable | undefined {
    const known = this.#routes.get(table);
    if (known) return known;
    const routes = this.device.tables.get(table);
    const found = routes && new RouteTable(routes);
    if (found) this.#routes.set(table, found);
    return found;
  }

  /** The device's own addresses. */
  get local(): RouteTable | undefined {
    this.#local ??= this.routes('local');
    return this.#local;
  }

  /** A chain by its table and name. */
  chain(table: TableName, name: string): Chain | undefined {
    this.#chains ??= { raw: new Map(), mangle: new Map(), nat: new Map(), filter: new Map() };
    const chains = this.#chains[table];
    const known = chains.get(name);
    if (known) return known;
    const chain = this.device.ruleset?.get(chainKey(table, name));
    if (chain) chains.set(name, chain);
    return chain;
  }

  /** The permanent entry for an address on an interface. */
  neighbour(dev: string, ip: Ip): Neighbour | undefined {
    const { neighbours } = this.device;
    if (neighbours.length <= few) return neighbours.find((each) => each.ip === ip && each.dev === dev);
    this.#neighbours ??= byInterface(neighbours);
    return this.#neighbours.get(dev)?.get(ip);
  }
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
