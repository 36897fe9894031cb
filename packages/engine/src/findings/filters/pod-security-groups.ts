import { cloudOf } from '../../compilers/clouds/index.ts';
import { cniModeOf } from '../../plan/capacity/cni-mode.ts';
import type { Plan, PlannedPod } from '../../plan/plan.ts';
import { selects } from '../../plan/select.ts';
import type { Cluster, SecurityGroupPolicy } from '../../topology/cluster.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import { fittingType } from '../capacity/fix-machine.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * NK043: pods with own security groups need a machine with branch interfaces, enough of them, and a private subnet. NK044:
 * what strict enforcement breaks. Source: EKS best practices, security groups per pod; amazon-vpc-cni-k8s README.
 */
export const podSecurityGroups: Check = {
  codes: ['NK043', 'NK044'],
  doc: 'Security groups for pods on nodes that cannot have them, or with parts that do not work with them.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      if (!cniModeOf(cluster).podEni) continue;
      const [policy] = cluster.securityGroupPolicies;
      const chosen = plan.pods.filter(
        (pod) => pod.cluster === cluster.id && !pod.hostNetwork && cluster.securityGroupPolicies.some(takes(pod)),
      );
      if (!policy || chosen.length === 0) continue;
      yield* nodes(plan, chosen, policy);
      const block = settingOf(cluster.settings, 'cni')?.settings ?? [];
      if ((settingOf(block, 'POD_SECURITY_GROUP_ENFORCING_MODE')?.values[0] ?? 'strict') === 'strict')
        yield* strict(plan, cluster, chosen, policy);
    }
  },
};

const takes =
  (pod: PlannedPod) =>
  ({ namespace, podSelector }: SecurityGroupPolicy): boolean =>
    namespace === pod.namespace && selects(podSelector?.requirements ?? [], pod.labels);

function* nodes(plan: Plan, chosen: readonly PlannedPod[], policy: SecurityGroupPolicy): Generator<Finding> {
  const counts = new Map<string, number>();
  for (const { node } of chosen) if (node !== undefined) counts.set(node, (counts.get(node) ?? 0) + 1);
  const told = new Set<string>();
  for (const node of plan.nodes) {
    const count = counts.get(node.id);
    const about = node.group ?? node.id;
    if (count === undefined || told.has(about)) continue;
    const branch = node.machine === undefined ? undefined : cloudOf('aws')?.machineTypes.get(node.machine)?.branchEnis;
    const subnet = plan.subnets.find((each) => each.id === node.subnet);
    const few =
      branch === 0
        ? `${node.machine} has no branch interfaces`
        : branch !== undefined && count > branch
          ? `${node.machine} has ${branch} branch interfaces`
          : undefined;
    const open = subnet?.reach === 'public' ? `subnet ${subnet.name} is public` : undefined;
    for (const why of [few, open]) {
      if (why === undefined) continue;
      told.add(about);
      yield {
        code: 'NK043',
        severity: 'warning',
        about,
        message: `${count === 1 ? '1 pod' : `${count} pods`} of node ${node.name} ${count === 1 ? 'has' : 'have'} own security groups (securitygrouppolicy ${policy.name}), but ${why}`,
        related: [{ about: policy.id, message: `securitygrouppolicy ${policy.name}` }],
        fixes: why === few ? fittingType(node, (type) => (type.branchEnis ?? 0) >= count) : [],
      };
    }
  }
}

function* strict(
  plan: Plan,
  cluster: Cluster,
  chosen: readonly PlannedPod[],
  policy: SecurityGroupPolicy,
): Generator<Finding> {
  const related = [{ about: policy.id, message: `securitygrouppolicy ${policy.name}` }];
  const say = (about: Setting['id'], message: string): Finding => ({
    code: 'NK044',
    severity: 'warning',
    about,
    message: `${message} (security groups for pods, strict)`,
    related,
  });
  const proxy = settingOf(cluster.settings, 'kube-proxy');
  if (proxy?.values[0] === 'ipvs')
    yield say(
      proxy.id,
      `kube-proxy ipvs of cluster ${cluster.name} does not carry traffic of pods on branch interfaces`,
    );
  const cache = settingOf(cluster.settings, 'node-local-dns');
  if (cache) yield say(cache.id, 'pods with own security groups do not reach node-local-dns on their node');
  const pods = new Set(chosen.map((pod) => pod.id));
  for (const service of plan.services) {
    if (service.cluster !== cluster.id || service.externalTrafficPolicy !== 'Local') continue;
    if (service.type !== 'LoadBalancer' && service.type !== 'NodePort') continue;
    const target = cluster.services.find((each) => each.id === service.id);
    if (target && settingOf(target.settings, 'target-type')?.values[0] === 'ip') continue;
    if (service.endpoints.some(({ pod }) => pod !== undefined && pods.has(pod)))
      yield say(
        service.id,
        `externalTrafficPolicy Local of service ${service.name} does not reach pods on branch interfaces`,
      );
  }
}
