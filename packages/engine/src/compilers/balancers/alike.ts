import { type Cidr, contains, type Ip, parseCidr } from '../../base/addr/index.ts';
import type { Plan, PlannedPod } from '../../plan/plan.ts';
import type { FilterLine } from '../../topology/filter.ts';

/**
 * What pods have in common that answer a check alike: pods of one workload at one interface of one node, whose addresses no
 * written block tells apart. Undefined: a pod that is like no other.
 */
export class AlikePods {
  readonly #blocks: readonly Cidr[];
  readonly #exceptions: ReadonlySet<string>;

  constructor({ topology, filters }: Plan) {
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
    this.#exceptions = new Set(
      topology.clusters.flatMap(({ workloads }) =>
        workloads.flatMap(({ exceptions }) => [...(exceptions?.keys() ?? [])]),
      ),
    );
  }

  of({ id, workload, node, eni }: PlannedPod, address: Ip): string | undefined {
    if (workload === undefined || this.#exceptions.has(id)) return undefined;
    const held = this.#blocks.flatMap((block, i) => (contains(block, address) ? [i] : []));
    return `${workload} ${node} ${eni} ${held.join()}`;
  }
}

/** A block of IPv4 as it is written. */
const blockText = /\d+\.\d+\.\d+\.\d+\/\d+/g;

const blocksOf = ({ peers }: FilterLine): readonly string[] =>
  peers.flatMap((peer) => (peer.kind === 'cidr' ? [peer.cidr] : []));
