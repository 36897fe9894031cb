import { tablePriorities } from '../../network/hook-priorities.ts';
import { type Chain, chainKey, type HookName, type TableName } from '../../network/netfilter.ts';
import type { Device } from '../../network/network.ts';
import type { HookEntry, HookMember } from '../hook-entry.ts';
import type { Passage } from '../passage.ts';
import { runChain, stageOf } from '../run-chain.ts';
import { reroute } from '../stages/route.ts';

/** The chain of a table at a hook, where it can do something to a packet. */
export function chainAt(device: Device, table: TableName, hook: HookName): Chain | undefined {
  const chain = device.ruleset?.get(chainKey(table, hook));
  return chain && (chain.rules.length > 0 || chain.policy === 'DROP') ? chain : undefined;
}

/** The tables of iptables, but nat: raw, mangle and filter, each at its own priority. */
export const iptablesAt: HookMember = (device, hook) =>
  (['raw', 'mangle', 'filter'] as const).flatMap((table): HookEntry[] => {
    const chain = chainAt(device, table, hook);
    if (!chain) return [];
    const priority = tablePriorities[table];
    const stage = stageOf(chain);
    const run = (passage: Passage) => runChain(passage, chain, hook, stage);
    return [
      {
        priority,
        stages: [{ stage, priority }],
        run: table === 'mangle' && hook === 'OUTPUT' ? rerouting(run) : run,
      },
    ];
  });

/** A mark that the mangle table changes on a packet of the machine itself has it routed anew (iptable_mangle.c, ipt_mangle_out). */
const rerouting =
  (run: HookEntry['run']): HookEntry['run'] =>
  (passage) => {
    const { mark } = passage.packet;
    return run(passage) ?? (passage.packet.mark === mark ? undefined : reroute(passage));
  };
