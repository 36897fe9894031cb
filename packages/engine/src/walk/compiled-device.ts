import { type Ip, LongestMatch } from '../base/addr/index.ts';
import { type Chain, chainKey, type TableName } from '../network/netfilter.ts';
import type { Device, Interface, Neighbour } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import { RuleIndex } from './rule-index.ts';

/** A device with its tables arranged by what packets differ in. Each part is made when a packet first needs it. */
export class CompiledDevice {
  readonly device: Device;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly #routes = new Map<string, LongestMatch<Route> | undefined>();
  readonly #chains = new Map<TableName, Map<string, Chain | undefined>>();
  #rules: RuleIndex | undefined;
  #neighbours: ReadonlyMap<string, ReadonlyMap<Ip, Neighbour>> | undefined;

  constructor(device: Device) {
    this.device = device;
    const interfaces = new Map<string, Interface>();
    for (const each of device.interfaces) if (!interfaces.has(each.name)) interfaces.set(each.name, each);
    this.interfaces = interfaces;
  }

  get rules(): RuleIndex {
    this.#rules ??= new RuleIndex(this.device.rules);
    return this.#rules;
  }

  /** The routes of a table by destination; undefined: there is no such table. */
  routes(table: string): LongestMatch<Route> | undefined {
    if (this.#routes.has(table)) return this.#routes.get(table);
    const routes = this.device.tables.get(table);
    const index = routes && indexOf(routes);
    this.#routes.set(table, index);
    return index;
  }

  /** A chain by its table and name. */
  chain(table: TableName, name: string): Chain | undefined {
    let chains = this.#chains.get(table);
    if (!chains) {
      chains = new Map();
      this.#chains.set(table, chains);
    }
    if (!chains.has(name)) chains.set(name, this.device.ruleset?.get(chainKey(table, name)));
    return chains.get(name);
  }

  /** The permanent entry for an address on an interface. */
  neighbour(dev: string, ip: Ip): Neighbour | undefined {
    this.#neighbours ??= byInterface(this.device.neighbours);
    return this.#neighbours.get(dev)?.get(ip);
  }
}

function indexOf(routes: readonly Route[]): LongestMatch<Route> {
  const index = new LongestMatch<Route>();
  // of equal destinations the first stays, as the kernel keeps the route of the lowest metric
  for (const route of routes) if (index.at(route.to) === undefined) index.set(route.to, route);
  return index;
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
