import { ClusterPolicies, type PodTier } from '../../compilers/policies/cluster-policies.ts';
import { enforcerOf } from '../../compilers/policies/index.ts';
import type { Plan, PlannedPod } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { PolicyDirection } from '../../trace/policy.ts';

/** What policies guard of each pod, in words; undefined: none is enforced at it. */
export function guardsOf(plan: Plan): (pod: PlannedPod) => string | undefined {
  const clusters = new Map(
    plan.clusters.flatMap(({ id, cni }) => {
      const written = plan.topology.clusters.find((each) => each.id === id);
      const enforcer = enforcerOf(cni);
      if (!written || !enforcer || written.networkPolicies.length + written.clusterPolicies.length === 0) return [];
      const setting = settingOf(written.settings, 'cni');
      const version = setting?.values[1];
      if (enforcer.ignores(setting?.settings ?? [], version)) return [];
      return [[id, { enforcer, version, policies: new ClusterPolicies(plan, written) }] as const];
    }),
  );
  return (pod) => {
    const of = clusters.get(pod.cluster);
    if (!of || pod.hostNetwork || of.enforcer.ignoresPod?.(pod)) return undefined;
    const about = of.policies.of(pod);
    if (!about) return undefined;
    const parts = (['ingress', 'egress'] as const).flatMap((direction) => {
      const tiers = about[direction]
        .map(
          ({ tier, policies }): PodTier => ({
            tier,
            policies: policies.filter((each) => !of.enforcer.ignoresPolicy?.(each, of.version)),
          }),
        )
        .filter(({ policies }) => policies.length > 0);
      return tiers.length > 0 ? [guardText(direction, tiers)] : [];
    });
    return parts.length > 0 ? parts.join('\n') : undefined;
  };
}

/** `ingress: 2 rules allow, all else is denied (shop/db, shop/default-deny)`. */
function guardText(direction: PolicyDirection, tiers: readonly PodTier[]): string {
  const policies = tiers.flatMap((tier) => tier.policies);
  const rules = policies.flatMap((each) => each.rules.filter((rule) => rule.direction === direction));
  const counts = (['allow', 'deny', 'pass'] as const).flatMap((action) => {
    const count = rules.filter((each) => each.action === action).length;
    return count === 0 ? [] : [`${count} rule${count === 1 ? '' : 's'} ${count === 1 ? says[action] : action}`];
  });
  const isolates = tiers.some(({ tier }) => tier === 'namespace');
  const words = [...counts, ...(isolates ? [counts.length > 0 ? 'all else is denied' : 'all is denied'] : [])];
  return `${direction}: ${words.join(', ')} (${policies.map(({ name }) => name.text).join(', ')})`;
}

const says = { allow: 'allows', deny: 'denies', pass: 'passes' } as const;
