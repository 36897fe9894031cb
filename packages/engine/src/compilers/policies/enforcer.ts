import type { IpSet } from '../../network/ipset.ts';
import type { Chain } from '../../network/netfilter.ts';
import type { PlannedNode, PlannedPod, PlannedService } from '../../plan/plan.ts';
import type { Setting } from '../../topology/setting.ts';
import type { PoliciesAtPod } from '../part.ts';
import type { ClusterPolicies } from './cluster-policies.ts';
import type { Policy, PolicyRule } from './policy.ts';
import type { SpecialPeers } from './special-peers.ts';

/** What an enforcer knows of a cluster. */
export interface PolicyCluster {
  readonly policies: ClusterPolicies;
  /** Lines of the cluster's `cni … { }` block, and the version that the author wrote. */
  readonly settings: readonly Setting[];
  readonly version: string | undefined;
  readonly services: readonly PlannedService[];
  readonly nodes: readonly PlannedNode[];
  /** Whom peers mean that are neither pods nor blocks. */
  readonly special: SpecialPeers;
}

/** What policies put on one node. */
export interface PoliciesOnNode {
  /** Undefined: nothing. */
  at(pod: PlannedPod): PoliciesAtPod | undefined;
  readonly chains: readonly Chain[];
  readonly ipsets: readonly IpSet[];
}

/** How a CNI enforces network policies. */
export interface PolicyEnforcer {
  /** The name of the CNI. */
  readonly id: string;
  readonly doc: string;
  /** Why nothing is enforced with these settings; undefined: it is. */
  readonly ignores: (settings: readonly Setting[], version: string | undefined) => PolicyIgnored | undefined;
  /** Why a policy is not enforced where others are. */
  readonly ignoresPolicy?: (policy: Pick<Policy, 'kind'>, version: string | undefined) => PolicyIgnored | undefined;
  /** Why a rule of a policy does not do what it says; `names`: names of DNS count in the cluster. */
  readonly ignoresRule?: (rule: PolicyRule, policy: Policy, names: boolean) => string | undefined;
  /** Why policies are not enforced at a pod, where they are at others. */
  readonly ignoresPod?: (pod: PlannedPod) => PolicyIgnored | undefined;
  /** Why nobody asks about what a node sends to its own pods; undefined: it is asked about, or the guard itself says. */
  readonly fromOwnNode?: (node: PlannedNode) => string;
  /** Why nothing is asked yet about a pod that was made just now; undefined: its guard says. Without this nobody knows. */
  readonly freshPasses?: (settings: readonly Setting[]) => string | undefined;
  /** Compiles the policies of a cluster; then asked for each node that packets meet. */
  compile?(cluster: PolicyCluster): (node: PlannedNode, pods: readonly PlannedPod[]) => PoliciesOnNode;
}

/** Why policies do nothing, and what would change that. */
export interface PolicyIgnored {
  readonly why: string;
  /** A setting of the CNI's block that switches them on. */
  readonly set?: { readonly key: string; readonly value: string };
}
