import { chainKey } from '../../network/netfilter.ts';
import type { Footprint } from '../../walk/footprint.ts';
import type { Machines, Seen } from './machine-kinds.ts';
import type { Pair } from './pair-classes.ts';

/** How much was seen: it only grows. Single devices are those that what was seen names. */
export const sizeOf = ({ chains, links, constants, devices, singles }: Seen): number =>
  [...devices.values()].reduce((sum, each) => sum + each.size, 0) +
  (chains.size + links.size + constants.size + devices.size + singles.size);

/** Adds what a walk has looked at. Its ends, and where they live, stand for others; everything else is what it is. */
export function learn(seen: Seen, footprint: Footprint, { from, to }: Pair, machines: Machines): void {
  const ends = [from.machine, to.machine].flatMap((id) => (id === undefined ? [] : machines.get(id)));
  const roles = new Set(ends.flatMap(({ device, home }) => [device, ...(home ? [home.device] : [])]));
  const ids = new Set([...roles].map(({ id }) => id));
  for (const [device, looked] of footprint.devices) {
    if (roles.has(device)) {
      for (const chain of looked) if ('table' in chain) seen.chains.add(chainKey(chain.table as never, chain.name));
      continue;
    }
    if (machines.has(device)) seen.singles.add(device.id);
    const chains = seen.devices.get(device) ?? new Set();
    for (const chain of looked) chains.add(chain);
    seen.devices.set(device, chains);
  }
  for (const link of footprint.links) if (machines.ownerOf(link) === undefined) seen.links.add(link);
  for (const ip of footprint.addresses) {
    const owner = machines.ownerOf(ip);
    if (owner !== undefined && ids.has(owner)) continue;
    if (owner !== undefined) seen.singles.add(owner);
    seen.constants.add(ip);
  }
}
