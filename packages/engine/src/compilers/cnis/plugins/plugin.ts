import type { Ip } from '../../../base/addr/index.ts';
import type { Chain } from '../../../network/netfilter.ts';
import type { Interface } from '../../../network/network.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import type { Setting } from '../../../topology/setting.ts';

/** A pod as the plugins behind the first one are told of it. */
export interface Attached {
  readonly pod: PlannedPod;
  readonly address: Ip;
  /** Bits of the block that the pod sees as its own segment. */
  readonly bits: number;
  /** The node's interface that its route to the pod names. */
  readonly host: string;
  /** The node's end of its veth. */
  readonly veth: string;
}

/** The pods of one node in the order of their creation, and the name that the configuration gives to their network. */
export interface OnNode {
  readonly network: string;
  readonly attached: readonly Attached[];
  /** Lines of the plugin's own configuration. */
  readonly settings: readonly Setting[];
  /** What the author wrote at a pod: its annotations. */
  readonly settingsOf: (pod: PlannedPod) => readonly Setting[];
}

/** What a plugin adds to its node. */
export interface PluginPart {
  /** Chains whose jumps stand in front of the proxy's. */
  readonly firstChains?: readonly Chain[];
  readonly chains?: readonly Chain[];
  /** Interfaces of the node that packets of 127.0.0.0/8 may use. */
  readonly routeLocalnet?: ReadonlySet<string>;
  /** How fast interfaces of the node send, in bits a second; and where what they receive goes first. */
  readonly shaped?: ReadonlyMap<string, Pick<Interface, 'shaper' | 'redirects'>>;
  /** Further interfaces of the node. */
  readonly interfaces?: readonly Interface[];
  readonly unmodelled?: readonly Mark[];
}

/** A plugin that a configuration chains behind the one that connects the pods. */
export interface ChainedPlugin {
  readonly id: string;
  readonly doc: string;
  add(on: OnNode): PluginPart;
}
