import type { Ip } from '../../base/addr/index.ts';
import type { Interface } from '../../network/network.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { CniFacts } from '../../plan/members.ts';
import type { PlannedCluster, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Setting } from '../../topology/setting.ts';
import type { NodePart, PoliciesAtPod } from '../part.ts';

/** What a CNI may know of the node that it runs on. Its cloud is only seen through these values. */
export interface CniNode {
  readonly cluster: PlannedCluster;
  /** The line that chose the CNI, or the cluster whose preset did. */
  readonly origin: ElementId;
  /** Lines of the cluster's `cni … { }` block. */
  readonly settings: readonly Setting[];
  /** The version that the author wrote, and the one of Kubernetes. */
  readonly version: string | undefined;
  readonly kubernetes: string | undefined;
  readonly node: PlannedNode;
  readonly pods: readonly PlannedPod[];
  /** What the author wrote at a pod, as `mac`. */
  readonly settingsOf: (pod: PlannedPod) => readonly Setting[];
  /** The nodes of the cluster, this one among them. */
  readonly nodes: readonly PlannedNode[];
  /** What is not modelled at the host's end of a pod's link. */
  readonly marksOf: (pod: PlannedPod) => InterfaceMarks | undefined;
  /** What network policies put at a pod. */
  readonly policiesAt: (pod: PlannedPod) => PoliciesAtPod | undefined;
  /** The node's network interfaces, in device order, with the router of each one's subnet. */
  readonly nics: readonly {
    readonly id: ElementId;
    readonly interface: Interface;
    /** The number of the device on its network card, and that of the card. */
    readonly index: number;
    readonly card: number;
    readonly router: { readonly ip: Ip; readonly bits: number } | undefined;
    /** The same of IPv6. */
    readonly router6?: { readonly ip: Ip; readonly bits: number } | undefined;
  }[];
  /** The branch interfaces of pods, by pod, with the router of each one's subnet. */
  readonly branches?: ReadonlyMap<ElementId, Branch>;
  /** All blocks of the network that the cluster is in. */
  readonly networkCidrs: readonly string[];
}

/** A branch interface as the node has it. */
export interface Branch {
  readonly interface: Interface;
  readonly vlan: number;
  readonly router: { readonly ip: Ip; readonly bits: number };
}

/** A setting of its block: name, meaning, what may stand there, default, and the settings of its own block. */
export interface CniSettingWord {
  readonly key: string;
  readonly doc: string;
  readonly values?: string;
  readonly fallback: string;
  readonly block?: readonly CniSettingWord[];
}

/** A pod network: the devices, routes and rules that carry pods' packets. */
export interface Cni extends CniFacts {
  readonly doc: string;
  readonly settings: readonly CniSettingWord[];
  /** Whether packets with the addresses of pods travel between nodes, on which something of the network may look at them. */
  readonly sendsBare?: (settings: readonly Setting[]) => boolean;
  /** What its tunnels' packets are, where it has tunnels: their IP protocol, and the port of the receiving node. */
  readonly tunnelPort?: (
    settings: readonly Setting[],
  ) => { readonly protocol: string; readonly port?: number } | undefined;
  /** It lets packets from and to pods through FORWARD, whatever the policy of that chain is. */
  readonly acceptsForwarding?: true;
  /** Whether it does so with what pods open, and with nothing else. */
  readonly acceptsFromPods?: (settings: readonly Setting[]) => boolean;
  /** The Services that its programs of eBPF find in a map of theirs. */
  readonly mapsServices?: (settings: readonly Setting[]) => 'all' | 'cluster-ips';
  /** Bytes of the largest packet of the node's own interfaces, where the CNI sets it. */
  readonly nicMtu?: (settings: readonly Setting[]) => number;
  /** What a line of its block makes the largest packet of a pod; undefined: no line does, and it fits. */
  readonly writtenMtu?: (settings: readonly Setting[]) => WrittenMtu | undefined;
  lower(node: CniNode): NodePart;
}

/** A line that says how large packets may be. */
export interface WrittenMtu {
  readonly line: Setting;
  /** Bytes of the largest packet of a pod. */
  readonly pods: number;
  /** Bytes that a tunnel puts around it. */
  readonly around: number;
  /** Whether the line counts these too: it says the packets of the nodes. */
  readonly counts: 'pods' | 'nodes';
}
