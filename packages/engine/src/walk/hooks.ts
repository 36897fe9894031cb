import { type Family, familyOf } from '../base/addr/index.ts';
import type { HookName } from '../network/netfilter.ts';
import type { Device } from '../network/network.ts';
import type { HookEntry, HookMember } from './hook-entry.ts';
import { balanceAt } from './hooks/balance.ts';
import { iptablesAt } from './hooks/iptables.ts';
import { ipvsAt } from './hooks/ipvs.ts';
import { natAt } from './hooks/nat.ts';
import { nftAt } from './hooks/nft.ts';
import { reassemblyAt } from './hooks/reassembly.ts';
import { confirmAt, trackingAt } from './hooks/tracking.ts';
import type { Outcome, Passage } from './passage.ts';

/**
 * Everything that can stand at a hook. Of two with one priority the one that was registered last is asked first (net/netfilter/core.c,
 * nf_hook_entries_grow; seen on 6.18): kube-proxy's table of nftables comes when iptables has its chains already.
 */
const members: readonly HookMember[] = [
  reassemblyAt,
  nftAt,
  iptablesAt,
  trackingAt,
  balanceAt,
  natAt,
  ipvsAt,
  confirmAt,
];

/** What a device registered at a hook for packets of a family, in the order in which a packet meets it. */
export const entriesAt = (device: Device, hook: HookName, family: Family = 4): readonly HookEntry[] =>
  members.flatMap((member) => member(device, hook, family)).sort((a, b) => a.priority - b.priority);

/** Passes the packet through everything at a hook. Undefined: it goes on. */
export function passHook(passage: Passage, hook: HookName): Outcome | undefined {
  const { compiled, packet } = passage;
  const hooks = compiled.hooksFor(packet.dst);
  hooks[hook] ??= entriesAt(compiled.device, hook, familyOf(packet.dst));
  for (const entry of hooks[hook] as readonly HookEntry[]) {
    const stopped = entry.run(passage);
    if (stopped) return stopped;
    if (passage.taken) return undefined;
  }
  return undefined;
}
