import type { Family } from '../../base/addr/index.ts';
import { type HookName, hooks } from '../../network/netfilter.ts';
import type { Device } from '../../network/network.ts';
import { entriesAt } from '../../walk/hooks.ts';

/** What stands at a place of the kernel's way, in the order in which a packet meets it. */
export interface HookPlace {
  readonly hook: HookName;
  /** Each with the priority at which it registered itself. */
  readonly stages: readonly { readonly stage: string; readonly priority: number }[];
}

/** Everything that a machine has at the hooks of netfilter: whatever registered itself there. */
export const hookMapOf = (device: Device, family: Family): readonly HookPlace[] =>
  hooks.map((hook) => {
    const stages = entriesAt(device, hook, family).flatMap((entry) => entry.stages);
    const seen = new Set<string>();
    const each = stages.filter(({ stage, priority }) => {
      const key = `${priority} ${stage}`;
      // what says that something is not modelled is nothing that a machine has
      return stage !== 'not modelled' && !seen.has(key) && seen.add(key);
    });
    return { hook, stages: each.toSorted((a, b) => a.priority - b.priority) };
  });
