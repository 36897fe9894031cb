import type { Ip } from '../base/addr/index.ts';
import type { Header } from '../network/header.ts';
import type { Device } from '../network/network.ts';
import type { PolicyRule, Route } from '../network/route.ts';
import { type CompiledDevice, compiledOf } from './compiled-device.ts';

/** What a routing decision found: the rule with its place among the rules, the table, and its route. */
export interface Lookup {
  readonly rule: PolicyRule;
  readonly at: number;
  readonly route: Route;
}

/** The device's routing decision; undefined when no rule leads to a route. */
export const lookup = (
  device: Device,
  packet: Pick<Header, 'src' | 'dst' | 'mark'>,
  iif: string | undefined,
): Lookup | undefined => lookupIn(compiledOf(device), packet, iif);

/** The same of a device whose tables are arranged. */
export function lookupIn(
  compiled: CompiledDevice,
  packet: Pick<Header, 'src' | 'dst' | 'mark'>,
  iif: string | undefined,
): Lookup | undefined {
  const { dst } = packet;
  const first = compiled.rules.first(packet, iif, (rule) => compiled.routes(rule.table)?.get(dst));
  return first && { rule: first.rule, at: first.at, route: first.found };
}

/** Whether the address is one of the device's own (`addrtype LOCAL`), on one interface or on any. */
export function isLocal(device: Device, ip: Ip, dev?: string): boolean {
  const route = compiledOf(device).routes('local')?.get(ip);
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
