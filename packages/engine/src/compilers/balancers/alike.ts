import { type Cidr, contains, type Ip, parseCidr } from '../../base/addr/index.ts';
import { madeLike, onNodesAlike } from '../../plan/like-pods.ts';
import type { Plan, PlannedPod } from '../../plan/plan.ts';
import type { FilterLine } from '../../topology/filter.ts';

/**
 * What pods have in common that answer a check alike, whose addresses no written block tells apart: pods of one workload at one
 * interface of one node, or, asked by a machine of the cloud, at interfaces of nodes that are made alike.
 */
export class AlikePods {
  readonly #blocks: readonly Cidr[];
  readonly #plan: Plan;

  constructor(plan: Plan) {
    const { topology, filters } = plan;
    this.#plan = plan;
    const lines = [
      ...topology.vpcs.flatMap(({ securityGroups, networkAcls, firewallRules }) =>
        [...securityGroups, ...networkAcls, ...firewallRules].flatMap((filter) => filter.lines),
      ),
      ...filters.lines.map(({ line }) => line),
      ...filters.groups.flatMap((group) => group.lines),
    ];
    const routes = topology.vpcs.flatMap((vpc) => JSON.stringify(vpc).match(blockText) ?? []);
    const policies = topology.clusters.flatMap(
      ({ networkPolicies }) => JSON.stringify(networkPolicies).match(blockText) ?? [],
    );
    const texts = new Set([...lines.flatMap(blocksOf), ...routes, ...policies]);
    this.#blocks = [...texts].flatMap((text) => parseCidr(text)?.cidr ?? []);
  }

  /** Made once for all plans with the same elements and filters: a stranger changes neither, nor does another question. */
  static in(plan: Plan): AlikePods {
    const { topology, filters } = plan;
    const { vpcs, clusters } = topology;
    const earlier = known.get(filters);
    if (earlier?.vpcs === vpcs && earlier.clusters === clusters) return earlier.alike;
    const alike = new AlikePods(plan);
    known.set(filters, { vpcs, clusters, alike });
    return alike;
  }

  /** `apart`: who asks stands on none of the nodes, and is as far from each of them. Undefined: a pod that is like no other. */
  of(pod: PlannedPod, address: Ip, apart: boolean): string | undefined {
    const made = apart ? onNodesAlike(this.#plan, pod, address) : madeLike(this.#plan, pod);
    if (made === undefined) return undefined;
    let held = '';
    this.#blocks.forEach((block, i) => {
      if (contains(block, address)) held += ` ${i}`;
    });
    return `${made}${held}`;
  }
}

const known = new WeakMap<
  Plan['filters'],
  Pick<Plan['topology'], 'vpcs' | 'clusters'> & { readonly alike: AlikePods }
>();

/** What may be a block of addresses as it is written. */
const blockText = /[\da-f]*[.:][\da-f.:]+\/\d+/g;

const blocksOf = ({ peers }: FilterLine): readonly string[] =>
  peers.flatMap((peer) => (peer.kind === 'cidr' ? [peer.cidr] : []));
