import { type Cidr, contains, parseCidr, parseIp, showCidr } from '../../base/addr/index.ts';
import { type Policy, policiesOf } from '../../compilers/policies/policy.ts';
import type { PlannedCluster, PlannedPod } from '../../plan/plan.ts';
import type { Check } from '../check.ts';

/** A block with so few addresses means single machines. */
const fewBits = 28;

/**
 * NK102: blocks of addresses for what has none that stays: pods of the cluster, and the addresses of its Services, which most enforcers never see.
 * Source: kubernetes.io, concepts, network policies, ipBlock.
 */
export const policyBlocks: Check = {
  codes: ['NK102'],
  doc: 'A network policy names addresses of pods or of Services of its cluster by a block.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      const written = plan.topology.clusters.find(({ id }) => id === cluster.id)!;
      for (const policy of policiesOf(written))
        for (const { id, peer, direction, number } of policy.rules) {
          const block = parseCidr(peer?.cidr ?? '')?.cidr;
          const what = block && meaning(block, cluster, plan.pods);
          if (!block || !what) continue;
          yield {
            ...{ code: 'NK102', severity: 'warning', about: id },
            message: `${direction} rule ${number} of ${policy.name.text}: ${showCidr(block)} ${what.text}: ${advice(policy, what.kind)}`,
            related: [],
          };
        }
    }
  },
};

interface Meaning {
  readonly kind: 'pod' | 'service';
  readonly text: string;
}

const isWithin = (block: Cidr, text: string | undefined): boolean => {
  const outer = parseCidr(text ?? '')?.cidr;
  return outer !== undefined && block.bits >= outer.bits && contains(outer, block.base);
};

function meaning(block: Cidr, cluster: PlannedCluster, pods: readonly PlannedPod[]): Meaning | undefined {
  if (isWithin(block, cluster.serviceCidr))
    return { kind: 'service', text: `lies in ${cluster.serviceCidr}, the addresses of Services` };
  if (cluster.podsApart && isWithin(block, cluster.clusterCidr))
    return { kind: 'pod', text: `lies in ${cluster.clusterCidr}, the addresses of pods` };
  if (block.bits < fewBits) return undefined;
  const pod = pods.find(({ cluster: own, hostNetwork, address }) => {
    if (own !== cluster.id || hostNetwork) return false;
    const ip = parseIp(address ?? '');
    return ip !== undefined && contains(block, ip);
  });
  return pod && { kind: 'pod', text: `has the address of ${pod.name}` };
}

const advice = ({ namespace }: Policy, kind: Meaning['kind']): string =>
  kind === 'pod'
    ? `another pod may have it tomorrow, so write ${namespace === undefined ? 'a namespaceSelector' : 'a podSelector or a namespaceSelector'}`
    : 'write the selectors of the pods behind the Service';
