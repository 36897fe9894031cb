import type { Plan, PlannedPod } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Line } from './line.ts';

/** The cluster's domain, which kubelet's `--cluster-domain` sets; no preset changes it. */
const domain = 'cluster.local';

/**
 * What stands in `/etc/resolv.conf`: of a pod as kubelet writes it for `dnsPolicy: ClusterFirst` (the cluster's DNS
 * Service, its search list, ndots 5), of a machine as its VPC's DHCP gives it. Undefined where netk cannot know it.
 */
export function showResolv(plan: Plan, id: ElementId): readonly Line[] | undefined {
  const pod = plan.pods.find((each) => each.id === id);
  const cluster = pod && plan.clusters.find((each) => each.id === pod.cluster);
  if (pod && cluster && !pod.hostNetwork) return ofPod(pod, cluster.dnsAddress);
  const resolver = resolverOf(plan, pod?.node ?? id);
  return resolver === undefined ? undefined : [{ text: `nameserver ${resolver}` }];
}

const ofPod = ({ namespace }: PlannedPod, nameserver: string): readonly Line[] => [
  { text: `search ${namespace}.svc.${domain} svc.${domain} ${domain}` },
  { text: `nameserver ${nameserver}` },
  { text: 'options ndots:5' },
];

function resolverOf(plan: Plan, id: ElementId): string | undefined {
  const machine = plan.nodes.find((node) => node.id === id) ?? plan.hosts.find((host) => host.id === id);
  const subnet = plan.subnets.find((each) => each.id === machine?.subnet);
  return plan.vpcs.find((vpc) => vpc.id === subnet?.vpc)?.resolver;
}
