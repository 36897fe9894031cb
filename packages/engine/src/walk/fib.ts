import type { Ip } from '../base/addr/index.ts';
import type { Header } from '../network/header.ts';
import type { Device } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import { type CompiledDevice, compiledOf } from './compiled-device.ts';
import type { Lookup } from './rule-index.ts';

/** The device's routing decision; undefined when no rule leads to a route. */
export const lookup = (
  device: Device,
  packet: Pick<Header, 'src' | 'dst' | 'mark'>,
  iif: string | undefined,
): Lookup | undefined => {
  const compiled = compiledOf(device);
  return compiled.rulesFor(packet.dst).lookup(compiled, packet, iif);
};

/** Whether the address is one of the device's own (`addrtype LOCAL`), on one interface or on any. */
export function isLocal(compiled: CompiledDevice, ip: Ip, dev?: string): boolean {
  const route = compiled.local?.get(ip);
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

/** The source of a connection of the machine's own, which binds none; undefined: it has no address of that family. */
export function sourceTo(device: Device, dst: Ip): Ip | undefined {
  const none = typeof dst === 'number' ? 0 : 0n;
  const found = lookup(device, { src: none, dst, mark: 0 }, undefined);
  // what is taken for the machine's own by a route alone is its own source (route.c, ip_route_output_key_hash_rcu)
  if (found?.route.type === 'local' && found.route.src === undefined) return dst;
  const src = found && sourceFor(device, found.route);
  if (src !== undefined) return src;
  const own = device.interfaces.find(({ name }) => name !== 'lo')?.addresses;
  return own?.find(({ ip }) => typeof ip === typeof dst)?.ip;
}
