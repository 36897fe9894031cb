import { chainKey, type RuleList, type TableName } from '../../network/netfilter.ts';
import type { Footprint } from '../../walk/footprint.ts';
import type { Machines, Seen } from './machine-kinds.ts';
import type { Pair } from './pair-classes.ts';

/** How much was seen: it only grows. Single devices are those that what was seen names. */
export const sizeOf = ({ chains, links, constants, devices, singles }: Seen): number =>
  [...devices.values()].reduce((sum, each) => sum + each.size, 0) +
  (chains.size + links.size + constants.size + devices.size + singles.size);

/** Under which a device has a chain of iptables. */
const keyOf = (chain: RuleList): string | undefined =>
  'table' in chain ? chainKey(chain.table as TableName, chain.name) : undefined;

/** Adds what a walk has looked at. Its ends, and where they live, stand for others; everything else is what it is. */
export const learn = (seen: Seen, footprint: Footprint, { from, to }: Pair, machines: Machines): void =>
  learnBut(
    seen,
    footprint,
    [from.machine, to.machine].filter((id) => id !== undefined),
    machines,
  );

/** The same where others than its ends stand for others, without chains that are known by what leads to them. */
export function learnBut(
  seen: Seen,
  footprint: Footprint,
  standing: readonly string[],
  machines: Machines,
  known?: ReadonlySet<string>,
): void {
  const ends = standing.map((id) => machines.get(id));
  const roles = new Set(ends.flatMap(({ device, home }) => [device, ...(home ? [home.device] : [])]));
  const ids = new Set([...roles].map(({ id }) => id));
  for (const [device, looked] of footprint.devices) {
    const news = [...looked].map((chain) => ({ chain, key: keyOf(chain) })).filter(({ key }) => !known?.has(key ?? ''));
    if (roles.has(device)) {
      for (const { key } of news) if (key !== undefined) seen.chains.add(key);
      continue;
    }
    if (machines.has(device)) seen.singles.add(device.id);
    const chains = seen.devices.get(device) ?? new Set();
    for (const { chain } of news) chains.add(chain);
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
