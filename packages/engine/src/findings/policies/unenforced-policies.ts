import { hasAutoMode } from '../../compilers/controllers/common/owners.ts';
import { ClusterPolicies } from '../../compilers/policies/cluster-policies.ts';
import type { PolicyEnforcer, PolicyIgnored } from '../../compilers/policies/enforcer.ts';
import { enforcerOf } from '../../compilers/policies/index.ts';
import type { Policy } from '../../compilers/policies/policy.ts';
import { onItsNode } from '../../compilers/policies/skips.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding, Fix } from '../finding.ts';

/**
 * NK100: policies that do nothing: the CNI of the cluster enforces none, or not these, or not at these pods. The API server takes them all the
 * same. Sources: kubernetes.io, concepts, network policies, prerequisites; EKS user guide, cni-network-policy.
 */
export const unenforcedPolicies: Check = {
  codes: ['NK100'],
  doc: 'A network policy does nothing, for nobody enforces it.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      const written = plan.topology.clusters.find(({ id }) => id === cluster.id)!;
      const enforcer = enforcerOf(cluster.cni);
      const policies = new ClusterPolicies(plan, written);
      const [first, ...others] = policies.policies;
      if (!enforcer || !first) continue;
      const cni = settingOf(written.settings, 'cni');
      const version = cni?.values[1];
      const ignored = enforcer.ignores(cni?.settings ?? [], version);
      if (ignored) {
        yield {
          ...{ code: 'NK100', severity: 'warning', about: first.name.element },
          message: `${named([first, ...others])} nothing: ${ignored.why}`,
          related: [
            { about: cni?.id ?? written.id, message: `cni ${cluster.cni} of cluster ${cluster.name}` },
            ...others.map(({ name }) => ({ about: name.element, message: name.text })),
          ],
          ...fixesOf(ignored, written),
        };
        continue;
      }
      const names = hasAutoMode(written);
      for (const policy of policies.policies) yield* judged(policy, { enforcer, policies, version, names });
    }
  },
};

interface Judging {
  readonly enforcer: PolicyEnforcer;
  readonly policies: ClusterPolicies;
  readonly version: string | undefined;
  /** Names of DNS count. */
  readonly names: boolean;
}

function* judged(policy: Policy, { enforcer, policies, version, names }: Judging): Generator<Finding> {
  const about = { code: 'NK100', severity: 'warning', about: policy.name.element } as const;
  const unknown = enforcer.ignoresPolicy?.(policy, version);
  if (unknown) {
    yield { ...about, message: `${policy.name.text} does nothing: ${unknown.why}`, related: [] };
    return;
  }
  for (const rule of policy.rules) {
    const why = enforcer.ignoresRule?.(rule, policy, names);
    if (why === undefined) continue;
    yield {
      ...{ code: 'NK100', severity: 'warning', about: rule.id, related: [] },
      message: `${rule.direction} rule ${rule.number} of ${policy.name.text} does not do what it says: ${why}`,
    };
  }
  const { subject, namespace } = policy;
  if (!subject) return;
  const meant = policies.pods.podsOf(subject, namespace);
  // what selects everything means those that it can
  const isWide = (subject.pods ?? []).length === 0;
  const left = meant.flatMap((pod) => {
    const why = pod.hostNetwork ? onItsNode(pod) : enforcer.ignoresPod?.(pod)?.why;
    return why === undefined ? [] : [{ pod, why }];
  });
  const [one] = left;
  if (!one || (isWide && left.length < meant.length)) return;
  const more = left.length > 1 ? ` (and ${left.length - 1} more)` : '';
  yield {
    ...about,
    message: `${policy.name.text} does nothing at ${one.pod.name}${more}: ${one.why}`,
    related: left.map(({ pod }) => ({ about: pod.workload ?? pod.id, message: `pod ${pod.name}` })),
  };
}

function named(policies: readonly Policy[]): string {
  const [first] = policies;
  const more = policies.length - 1;
  return more === 0
    ? `${first!.name.text} does`
    : `${first!.name.text} and ${more} more polic${more > 1 ? 'ies' : 'y'} do`;
}

/** A line in the block of the CNI that switches them on. */
function fixesOf({ set }: PolicyIgnored, { settings }: Cluster): { readonly fixes?: readonly Fix[] } {
  const cni = settingOf(settings, 'cni');
  if (!set || !cni) return {};
  const title = `Set ${set.key} ${set.value}`;
  const written = settingOf(cni.settings, set.key);
  const text = `${set.key} ${set.value}`;
  if (written) return { fixes: [{ title, edits: [{ about: written.id, text }] }] };
  return { fixes: [{ title, edits: [{ about: cni.id, text, inside: true as const }] }] };
}
