import type { Family } from '../../base/addr/index.ts';
import { natPriorities } from '../../network/hook-priorities.ts';
import type { HookName } from '../../network/netfilter.ts';
import type { Device } from '../../network/network.ts';
import type { MarkedHook } from '../../network/unmodelled.ts';
import type { HookEntry, HookMember } from '../hook-entry.ts';
import { established, toFreePort } from '../nat.ts';
import type { Passage } from '../passage.ts';
import { chainAt, iptablesEntry } from './iptables.ts';
import { nftChainsAt } from './nft.ts';
import { rerouting, reroutingServed } from './rerouting.ts';

/**
 * Address translation: one entry at each hook, with the nat chains of all kinds in the order of their priorities. They are
 * asked once for each connection and side, until one has translated (nf_nat_core.c, nf_nat_inet_fn); afterwards its
 * decision is applied from the tracking entry.
 */
export const natAt: HookMember = (device, hook, family) => {
  const at = natPriorities[hook];
  if (!at || !device.conntrack) return [];
  const { side, priority } = at;
  const chains = chainsAt(device, { hook, family, ...at }).sort((a, b) => a.priority - b.priority);
  const run = (passage: Passage) => {
    const { tracked } = passage;
    if (!tracked) return undefined;
    const { connection } = tracked;
    if (tracked.state !== 'NEW' || connection.decided[side]) {
      established(passage, side === 'dst' ? 'before routing' : 'after routing', `nat ${hook}`);
      return undefined;
    }
    connection.decided[side] = true;
    for (const chain of chains) {
      const stopped = chain.run(passage);
      if (stopped) return stopped;
      if (connection.translated[side]) break;
    }
    if (side === 'src' && chains.length > 0) toFreePort(passage, `nat ${hook}`);
    return undefined;
  };
  return [
    {
      priority,
      get stages() {
        return [{ stage: `nat ${hook}`, priority }, ...chains.flatMap((chain) => chain.stages)];
      },
      // nf_nat_proto.c, nf_nat_ipv4_local_fn
      run: hook === 'OUTPUT' ? reroutingServed(rerouting('dst', run)) : run,
    },
  ];
};

/** What stands in the nat chains of a hook: those of iptables and of nftables, and marks of what is not modelled. */
function chainsAt(
  device: Device,
  {
    hook,
    family,
    side,
    priority,
  }: {
    readonly hook: HookName;
    readonly family: Family;
    readonly side: 'dst' | 'src';
    readonly priority: number;
  },
): HookEntry[] {
  const chain = chainAt(device, 'nat', hook, family);
  const marked = (place: MarkedHook, at: number): HookEntry[] =>
    device.unmodelled?.some((mark) => mark.hook === place)
      ? [{ priority: at, stages: [{ stage: 'not modelled', priority: at }], run: (passage) => passage.meet(place) }]
      : [];
  const isMarked = hook !== 'INPUT';
  return [
    ...(isMarked ? marked(side === 'dst' ? 'dstnat' : 'srcnat', priority) : []),
    ...(isMarked && side === 'dst' ? marked('late-dstnat', priority + 10) : []),
    // of one priority, those of nftables are asked first: they were registered last
    ...nftChainsAt(device, hook, ['nat'], family),
    ...(chain ? [iptablesEntry(chain, hook, priority, family)] : []),
  ];
}
