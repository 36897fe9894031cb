import { type Ip, LongestMatch } from '../base/addr/index.ts';
import type { Device } from '../network/network.ts';
import { type PolicyRule, type Route, ruleMisses, showRule } from '../network/route.ts';
import type { Tried } from '../trace/trace.ts';

/** What a routing decision found: the rule, the table, and its route. */
export interface Lookup {
  readonly rule: PolicyRule;
  readonly table: string;
  readonly route: Route;
  /** Rules before it, with the reason why each did not decide. */
  readonly tried: readonly Tried[];
}

const indexes = new WeakMap<readonly Route[], LongestMatch<Route>>();

function indexOf(routes: readonly Route[]): LongestMatch<Route> {
  let index = indexes.get(routes);
  if (!index) {
    index = new LongestMatch();
    // of equal destinations the first stays, as the kernel keeps the route of the lowest metric
    for (const route of routes) if (index.at(route.to) === undefined) index.set(route.to, route);
    indexes.set(routes, index);
  }
  return index;
}

/** Entries of a list of rules that did not decide, by their place and the reason. */
const misfits = new WeakMap<readonly PolicyRule[], Tried[][]>();

function misfitsOf(rules: readonly PolicyRule[]): Tried[][] {
  let known = misfits.get(rules);
  if (!known) {
    known = [];
    misfits.set(rules, known);
  }
  return known;
}

/** A rule that did not decide. Shared: a node with a hundred pods has as many rules, and every walk tries them. */
function misfit(known: Tried[][], at: number, rule: PolicyRule, why: string): Tried {
  known[at] ??= [];
  const reasons = known[at];
  for (const each of reasons) if (each.why === why) return each;
  const tried: Tried = { entry: showRule(rule), why };
  reasons.push(tried);
  return tried;
}

/** The device's routing decision; undefined when no rule leads to a route. */
export function lookup(
  device: Device,
  packet: { readonly src: Ip; readonly dst: Ip; readonly mark: number },
  iif: string | undefined,
): Lookup | { readonly tried: readonly Tried[] } {
  const tried: Tried[] = [];
  const known = misfitsOf(device.rules);
  for (let at = 0; at < device.rules.length; at++) {
    const rule = device.rules[at]!;
    const misses = ruleMisses(rule, packet, iif);
    if (misses !== undefined) {
      tried.push(misfit(known, at, rule, misses));
      continue;
    }
    const found = routeIn(device, rule.table, packet.dst);
    if (found) return { rule, table: found.table, route: found.route, tried };
    tried.push(misfit(known, at, rule, `table ${rule.table} has no route`));
  }
  return { tried };
}

/** The most specific route of one table. A `delegate` route that finds nothing in its table is the answer itself. */
export function routeIn(
  device: Device,
  table: string,
  dst: Ip,
): { readonly table: string; readonly route: Route } | undefined {
  const routes = device.tables.get(table);
  const route = routes && indexOf(routes).get(dst);
  return route && { table, route };
}

/** Whether the address is one of the device's own (`addrtype LOCAL`), on one interface or on any. */
export function isLocal(device: Device, ip: Ip, dev?: string): boolean {
  const routes = device.tables.get('local');
  const route = routes && indexOf(routes).get(ip);
  return route !== undefined && route.type === 'local' && (dev === undefined || route.dev === dev);
}

/**
 * The source address that the kernel gives to a packet of its own: the route's preferred one, else the first of the
 * outgoing interface, else the first of any interface (a host veth has none).
 */
export function sourceFor(device: Device, route: Route): Ip | undefined {
  if (route.src !== undefined) return route.src;
  const family = typeof route.to.base;
  const own = device.interfaces
    .find((each) => each.name === route.dev)
    ?.addresses.find((each) => typeof each.ip === family);
  if (own) return own.ip;
  for (const each of device.interfaces) {
    const address = each.name === 'lo' ? undefined : each.addresses.find((other) => typeof other.ip === family);
    if (address) return address.ip;
  }
  return undefined;
}
