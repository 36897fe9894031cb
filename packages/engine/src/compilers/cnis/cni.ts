import type { Ip } from '../../base/addr/index.ts';
import type { Interface } from '../../network/network.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { PlannedCluster, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Setting } from '../../topology/setting.ts';
import type { NodePart } from '../part.ts';

/** What a CNI may know of the node that it runs on. Its cloud is only seen through these values. */
export interface CniNode {
  readonly cluster: PlannedCluster;
  /** The line that chose the CNI, or the cluster whose preset did. */
  readonly origin: ElementId;
  /** Lines of the cluster's `cni … { }` block. */
  readonly settings: readonly Setting[];
  /** The version that the author wrote. */
  readonly version: string | undefined;
  readonly node: PlannedNode;
  readonly pods: readonly PlannedPod[];
  /** What is not modelled at the host's end of a pod's link. */
  readonly marksOf: (pod: PlannedPod) => InterfaceMarks | undefined;
  /** The node's network interfaces, in device order, with the router of each one's subnet. */
  readonly nics: readonly {
    readonly interface: Interface;
    readonly index: number;
    readonly router: { readonly ip: Ip; readonly bits: number } | undefined;
  }[];
  /** All IPv4 blocks of the network that the cluster is in. */
  readonly networkCidrs: readonly string[];
}

/** A pod network: the devices, routes and rules that carry pods' packets. */
export interface Cni {
  readonly id: string;
  readonly doc: string;
  /** Settings of its block: name, meaning, default. */
  readonly settings: readonly {
    readonly key: string;
    readonly doc: string;
    readonly values?: string;
    readonly fallback: string;
  }[];
  /** Bytes of the largest packet of the node's own interfaces, where the CNI sets it. */
  readonly nicMtu?: (settings: readonly Setting[]) => number;
  lower(node: CniNode): NodePart;
}
