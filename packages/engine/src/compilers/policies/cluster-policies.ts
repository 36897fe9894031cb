import type { Plan, PlannedPod } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { PolicyDirection } from '../../trace/policy.ts';
import { PolicyPods } from './peers.ts';
import { type Policy, policiesOf, type TierName, tierNames } from './policy.ts';

/** The policies of one tier that are about a pod in one direction, in the order in which they are asked. */
export interface PodTier {
  readonly tier: TierName;
  readonly policies: readonly Policy[];
}

/** The policies that are about a pod, by direction. */
export interface PodPolicies {
  readonly ingress: readonly PodTier[];
  readonly egress: readonly PodTier[];
}

/** The policies of a cluster by the pods that they are about. A pod in a namespace of which none speaks costs nothing. */
export class ClusterPolicies {
  readonly policies: readonly Policy[];
  readonly #cluster: Cluster;
  readonly #plan: Pick<Plan, 'pods'>;
  readonly #byNamespace = new Map<string, Policy[]>();
  readonly #ofCluster: readonly Policy[];
  #pods: PolicyPods | undefined;

  constructor(plan: Pick<Plan, 'pods'>, cluster: Cluster, has: (policy: Policy) => boolean = () => true) {
    this.#plan = plan;
    this.#cluster = cluster;
    this.policies = policiesOf(cluster).filter(has);
    this.#ofCluster = this.policies.filter(({ namespace }) => namespace === undefined);
    for (const policy of this.policies) {
      if (policy.namespace === undefined) continue;
      const own = this.#byNamespace.get(policy.namespace);
      if (own) own.push(policy);
      else this.#byNamespace.set(policy.namespace, [policy]);
    }
  }

  /** Whom selectors mean: looked for when somebody first asks. */
  get pods(): PolicyPods {
    const { id } = this.#cluster;
    this.#pods ??= new PolicyPods(
      this.#cluster,
      this.#plan.pods.filter(({ cluster }) => cluster === id),
    );
    return this.#pods;
  }

  /** The policies that are about a pod; undefined: none is. Whether anybody enforces them there is another question. */
  of(pod: PlannedPod): PodPolicies | undefined {
    const near = this.#byNamespace.get(pod.namespace);
    if (!near && this.#ofCluster.length === 0) return undefined;
    const about = [...this.#ofCluster, ...(near ?? [])].filter(
      ({ subject, namespace }) => subject !== undefined && this.pods.fits(subject, namespace, pod),
    );
    if (about.length === 0) return undefined;
    const sorted = this.#ofCluster.length > 0 ? this.policies.filter((each) => about.includes(each)) : about;
    const by = (direction: PolicyDirection): readonly PodTier[] =>
      tierNames.flatMap((tier) => {
        const policies = sorted.filter((each) => each.tier === tier && each.directions.includes(direction));
        return policies.length > 0 ? [{ tier, policies }] : [];
      });
    return { ingress: by('ingress'), egress: by('egress') };
  }
}
