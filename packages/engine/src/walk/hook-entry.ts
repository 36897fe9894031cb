import type { Family } from '../base/addr/index.ts';
import type { HookName } from '../network/netfilter.ts';
import type { Device } from '../network/network.ts';
import type { Outcome, Passage } from './passage.ts';

/** One thing that a device registered at a hook of netfilter: the kernel calls them by priority, lowest first. */
export interface HookEntry {
  readonly priority: number;
  /** What a trace calls the steps that it adds, each with its own priority: nat has several chains in one entry. */
  readonly stages: readonly { readonly stage: string; readonly priority: number }[];
  /** The end of the packet's way; undefined lets it go on. */
  run(passage: Passage): Outcome | undefined;
}

/** A kind of thing that registers itself: what of it a device has at a hook for packets of a family. */
export type HookMember = (device: Device, hook: HookName, family: Family) => readonly HookEntry[];
