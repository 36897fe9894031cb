import { type Ip, parseIp } from '../../base/addr/index.ts';
import type { Peers } from '../../network/guard.ts';
import type { Plan } from '../../plan/plan.ts';
import { selects } from '../../plan/select.ts';
import type { Cluster, PolicyPeer } from '../../topology/cluster.ts';
import type { Requirement } from '../../topology/setting.ts';
import { hasAutoMode } from '../controllers/common/owners.ts';
import { addressesOfNames, type NamedAddresses } from './domain-names.ts';
import { peerText } from './words.ts';

/** Whether a peer is neither pods nor a block: nodes by their labels, or names of DNS. */
export const isSpecial = ({ nodes, domains }: Pick<PolicyPeer, 'nodes' | 'domains'>): boolean =>
  nodes !== undefined || domains !== undefined;

/** Whom peers that are neither pods nor blocks mean in one cluster. */
export interface SpecialPeers {
  /** The addresses that nodes with such labels have (v1alpha2, ClusterNetworkPolicyEgressPeer: node.status.addresses). */
  nodes(requirements: readonly Requirement[]): ReadonlySet<Ip>;
  names(domains: readonly string[]): NamedAddresses;
  /** Its machines are of EKS Auto Mode, which alone acts by names (EKS user guide, auto-net-pol). */
  readonly autoMode: boolean;
}

export function specialPeers(plan: Plan, cluster: Cluster): SpecialPeers {
  const vpc = plan.clusters.find(({ id }) => id === cluster.id)?.vpc;
  return {
    autoMode: hasAutoMode(cluster),
    nodes: (requirements) =>
      new Set(
        plan.nodes
          .filter((node) => node.cluster === cluster.id && selects(requirements, node.labels))
          .flatMap(({ address, address6, eip }) => [address, address6, eip])
          .flatMap((text) => parseIp(text ?? '') ?? []),
      ),
    names: (domains) => addressesOfNames(plan, vpc, domains),
  };
}

/** Why the VPC CNI does not tell what names mean. */
export const nameless =
  'names count on machines of EKS Auto Mode (`computeConfig { enabled true }`), and what the VPC CNI makes of them elsewhere is not known';
/** Why it does not tell what an ApplicationNetworkPolicy does (EKS user guide, auto-net-pol). */
export const ofAutoMode =
  'applicationnetworkpolicy is of EKS Auto Mode (`computeConfig { enabled true }`), and what the VPC CNI makes of it elsewhere is not known';
/** Why it does not tell what nodes mean (amazon-network-policy-controller-k8s, api/v1alpha1, clusternetworkpolicy_types.go). */
export const nodeless =
  'the ClusterNetworkPolicy of EKS knows no nodes as peers, and what becomes of the rule is not known';

/**
 * What the agent of the VPC CNI makes of such peers. Names mean the addresses that the file has for them: that the pod has asked for the name
 * before is taken for granted, for the agent learns addresses from answers. A rule that denies or passes by something that is not known may mean
 * everybody (v1alpha2: an implementation fails closed).
 */
export function peersOfAgent(peer: PolicyPeer, action: 'allow' | 'deny' | 'pass', special: SpecialPeers): Peers {
  const text = peerText(peer);
  let named: NamedAddresses | undefined;
  const names = (): NamedAddresses => {
    named ??= special.names(peer.domains ?? []);
    return named;
  };
  const unclear = (unsure: (ip: Ip) => boolean, why: string): Peers => ({
    text,
    has: () => false,
    unsure,
    unsureWhy: () => why,
  });
  if (peer.nodes) {
    const { nodes } = peer;
    let own: ReadonlySet<Ip> | undefined;
    const isNode = (ip: Ip): boolean => {
      own ??= special.nodes(nodes);
      return own.has(ip);
    };
    return unclear(action === 'allow' ? isNode : () => true, nodeless);
  }
  if (action !== 'allow')
    return unclear(() => true, 'names stand in rules that accept, and what becomes of others is not known');
  if (!special.autoMode) return unclear((ip) => names().why !== undefined || names().known.has(ip), nameless);
  return {
    text,
    has: (ip) => names().known.has(ip),
    unsure: (ip) => names().why !== undefined && !names().known.has(ip),
    unsureWhy: () => names().why ?? '',
  };
}
