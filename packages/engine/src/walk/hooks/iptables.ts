import type { Family } from '../../base/addr/index.ts';
import { tablePriorities } from '../../network/hook-priorities.ts';
import { type Chain, chainKey, type HookName, type TableName } from '../../network/netfilter.ts';
import type { Device } from '../../network/network.ts';
import { rulesetOf } from '../compiled-device.ts';
import { iptablesDialect } from '../dialect.ts';
import type { HookEntry, HookMember } from '../hook-entry.ts';
import { runChain } from '../run-chain.ts';
import { rerouting } from './rerouting.ts';

/** The chain of a table at a hook, where it can do something to a packet. */
export function chainAt(device: Device, table: TableName, hook: HookName, family: Family): Chain | undefined {
  const chain = rulesetOf(device, family)?.get(chainKey(table, hook));
  return chain && (chain.rules.length > 0 || chain.policy === 'DROP') ? chain : undefined;
}

/** A chain of iptables at a hook as something that stands there. */
export function iptablesEntry(chain: Chain, hook: HookName, priority: number, family: Family): HookEntry {
  const dialect = iptablesDialect(chain, family);
  return {
    priority,
    stages: [{ stage: dialect.stage(chain), priority }],
    run: (passage) => runChain(passage, chain, hook, dialect),
  };
}

/** The tables of iptables, but nat: raw, mangle and filter, each at its own priority. */
export const iptablesAt: HookMember = (device, hook, family) =>
  (['raw', 'mangle', 'filter'] as const).flatMap((table): HookEntry[] => {
    const chain = chainAt(device, table, hook, family);
    if (!chain) return [];
    const entry = iptablesEntry(chain, hook, tablePriorities[table], family);
    // iptable_mangle.c, ipt_mangle_out
    return [table === 'mangle' && hook === 'OUTPUT' ? { ...entry, run: rerouting('mark', entry.run) } : entry];
  });
