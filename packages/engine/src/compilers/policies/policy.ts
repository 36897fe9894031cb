import type { Cluster, ClusterPolicy, NetworkPolicy, PolicyPeer } from '../../topology/cluster.ts';
import type { PortSpec } from '../../topology/filter.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { PolicyDirection, PolicyName } from '../../trace/policy.ts';

/** In the order in which they are asked: those of the administrator, those of namespaces, what holds where both say nothing. */
export const tierNames = ['admin', 'namespace', 'baseline'] as const;
export type TierName = (typeof tierNames)[number];

/** A rule of a policy of any kind. */
export interface PolicyRule {
  readonly id: ElementId;
  readonly direction: PolicyDirection;
  /** From 1, among the rules of its direction. */
  readonly number: number;
  readonly action: 'allow' | 'deny' | 'pass';
  readonly ports: readonly PortSpec[];
  readonly peer?: PolicyPeer;
}

/** A policy of any kind as one shape. */
export interface Policy {
  readonly name: PolicyName;
  /** Its kind, and the name of the object itself. */
  readonly kind: 'networkpolicy' | NonNullable<NetworkPolicy['kind']> | ClusterPolicy['kind'];
  readonly object: string;
  /** Of a NetworkPolicy: selectors of pods alone mean this namespace. */
  readonly namespace?: string;
  readonly tier: TierName;
  /** The lowest is asked first. */
  readonly priority: number;
  /** The pods that it is about; undefined: none. */
  readonly subject: PolicyPeer | undefined;
  readonly directions: readonly PolicyDirection[];
  readonly rules: readonly PolicyRule[];
}

/** The directions that a NetworkPolicy isolates (networking.k8s.io/v1, policyTypes): ingress unless told, egress where it has such rules. */
export function isolated({ settings, rules }: Pick<NetworkPolicy, 'settings' | 'rules'>): readonly PolicyDirection[] {
  const written = settingOf(settings, 'policyTypes')?.values.map((each) => each.toLowerCase());
  const both = ['ingress', 'egress'] as const;
  if (written) return both.filter((each) => written.includes(each));
  return rules.some(({ direction }) => direction === 'egress') ? both : ['ingress'];
}

/** The protocols that policies know (networking.k8s.io/v1, NetworkPolicyPort); `all` is a line without any. */
const spoken: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp', 'all']);

/** Whether the API takes the protocol of a port; a rule that has another matches nothing by it. */
export const isSpoken = ({ protocol }: PortSpec): boolean => spoken.has(protocol);

/** Rules with their numbers. */
function numbered<T extends { readonly direction: PolicyDirection }>(
  rules: readonly T[],
): readonly (T & { readonly number: number })[] {
  const count = { ingress: 0, egress: 0 };
  return rules.map((rule) => {
    count[rule.direction] += 1;
    return { ...rule, number: count[rule.direction] };
  });
}

const none = { except: [] };

function ofNamespace(policy: NetworkPolicy): Policy {
  const { kind = 'networkpolicy' } = policy;
  return {
    name: { element: policy.id, text: `${kind} ${policy.namespace}/${policy.name}` },
    kind,
    object: policy.name,
    namespace: policy.namespace,
    tier: 'namespace',
    priority: 0,
    subject: { ...none, pods: policy.podSelector?.requirements ?? [] },
    directions: isolated(policy),
    rules: numbered(policy.rules).map((rule) => ({ ...rule, action: 'allow' })),
  };
}

const actions: Readonly<Record<string, PolicyRule['action']>> = {
  accept: 'allow',
  allow: 'allow',
  deny: 'deny',
  pass: 'pass',
};

/** The tier of a policy of the cluster, by its kind or as written; undefined: it says none that there is. */
export function tierOf({ kind, settings }: Pick<ClusterPolicy, 'kind' | 'settings'>): TierName | undefined {
  if (kind !== 'clusternetworkpolicy') return kind === 'adminnetworkpolicy' ? 'admin' : 'baseline';
  const written = settingOf(settings, 'tier')?.values[0]?.toLowerCase();
  return written === 'admin' || written === 'baseline' ? written : undefined;
}

/** The priority of a policy of the cluster, 0 to 1000 (v1alpha2, ClusterNetworkPolicySpec); undefined: none is written. */
export function priorityOf({ kind, settings }: Pick<ClusterPolicy, 'kind' | 'settings'>): number | undefined {
  // there is one of them, called default
  if (kind === 'baselineadminnetworkpolicy') return 0;
  const written = Number(settingOf(settings, 'priority')?.values[0] ?? Number.NaN);
  return Number.isInteger(written) && written >= 0 && written <= 1000 ? written : undefined;
}

/** One that the API would refuse does nothing. */
function ofCluster(policy: ClusterPolicy): readonly Policy[] {
  const [tier, priority] = [tierOf(policy), priorityOf(policy)];
  if (tier === undefined || priority === undefined) return [];
  const rules = numbered(policy.rules).flatMap((rule) => {
    const action = Object.hasOwn(actions, rule.action) ? actions[rule.action] : undefined;
    return action === undefined ? [] : [{ ...rule, action }];
  });
  return [
    {
      ...{
        name: { element: policy.id, text: `${policy.kind} ${policy.name}` },
        kind: policy.kind,
        object: policy.name,
      },
      ...{ tier, priority, subject: policy.subject, rules },
      directions: (['ingress', 'egress'] as const).filter((each) => rules.some(({ direction }) => direction === each)),
    },
  ];
}

const rank = ({ tier, priority }: Policy): number => tierNames.indexOf(tier) * 10_000 + priority;

/** All policies of a cluster, in the order in which they are asked; of one rank by their names. */
export const policiesOf = ({ networkPolicies, clusterPolicies }: Cluster): readonly Policy[] =>
  [...networkPolicies.map(ofNamespace), ...clusterPolicies.flatMap(ofCluster)].sort(
    (a, b) => rank(a) - rank(b) || (a.name.text < b.name.text ? -1 : 1),
  );
