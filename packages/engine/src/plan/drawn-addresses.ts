import { plus, showIp } from '../base/addr/index.ts';
import { ip } from '../base/addr/ip.ts';
import { naturalOrder } from '../base/natural-order.ts';
import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Draft } from './draft.ts';

/**
 * What stands for a public address that a provider draws: nobody can know it from the file. The block is for benchmarks
 * (RFC 2544), so that it is no real machine's.
 */
const standIns = ip('198.18.0.1');
const mostStandIns = 0x1fffe;
const lastStandIn = ip('198.19.255.254');

/** A stand-in for an address that a provider outside of clouds draws: from the other end of the block. */
export const nextOutside = (drawn: ReadonlyMap<ElementId, string>): string => showIp(plus(lastStandIn, -drawn.size));

/**
 * Public addresses that AWS draws at launch for machines in a subnet with `map-public-ip-on-launch true`, in natural order
 * of ids. A machine with an address of its own gets none.
 */
export function drawAddresses(draft: Draft): void {
  const open = new Set<ElementId | undefined>(
    draft.topology.vpcs.flatMap((vpc) =>
      vpc.subnets
        .filter(({ settings }) => settingOf(settings, 'map-public-ip-on-launch')?.values[0] === 'true')
        .map(({ id }) => id),
    ),
  );
  if (open.size === 0) return;
  const gets = (machine: { readonly subnet?: ElementId; readonly address?: string; readonly eip?: string }): boolean =>
    open.has(machine.subnet) && machine.address !== undefined && machine.eip === undefined;
  const machines = [...draft.nodes, ...draft.hosts].filter(gets).sort((a, b) => naturalOrder(a.id, b.id));
  for (const [i, { id }] of machines.slice(0, mostStandIns).entries()) draft.drawn.set(id, showIp(plus(standIns, i)));
}
