import { cniOf } from '../../compilers/cnis/index.ts';
import { isPrimary } from '../../plan/network-cards.ts';
import type { Plan, PlannedCluster, PlannedNode } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';

/** Routes of one table (VPC user guide, Amazon VPC quotas; 2026-11). */
const mostRoutes = 500;

/**
 * What becomes of the addresses of pods in a VPC, where a CNI sends them between nodes as they are. NK061: an interface drops
 * what is not from or to an address of its own (EC2 user guide, source/destination checking). NK062: a table has no room for a route to each
 * node.
 */
export const bareAddresses: Check = {
  codes: ['NK061', 'NK062'],
  doc: 'Packets with the addresses of pods that a VPC drops, or has no room for in its route tables.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      if (!isBare(plan, cluster)) continue;
      const nodes = plan.nodes.filter((node) => node.cluster === cluster.id);
      const related = [{ about: cluster.id, message: `cni ${cluster.cni} of cluster ${cluster.name}` }];
      const told = new Set<ElementId>();
      for (const node of nodes) {
        const about = node.group ?? node.id;
        if (told.has(about) || isUnchecked(plan, node)) continue;
        told.add(about);
        yield {
          code: 'NK061',
          severity: 'warning',
          about,
          message: `the interface of node ${node.name} drops packets from and to pods of other nodes: ${cluster.cni} sends them with the addresses of pods, and its source/destination check is on`,
          related,
          fixes: [
            {
              title: 'Switch the source/destination check off',
              edits: [{ about, text: 'source-dest-check false', inside: true }],
            },
          ],
        };
      }
      if (nodes.length > mostRoutes)
        yield {
          code: 'NK062',
          severity: 'warning',
          about: cluster.id,
          message: `cluster ${cluster.name} has ${nodes.length} nodes, each with a block of pod addresses that the VPC needs a route to: a route table has room for ${mostRoutes}`,
          related: [],
        };
    }
  },
};

/** Whether the VPC meets addresses of pods that are none of its own. */
function isBare(plan: Plan, { id, cni, vpc, podsApart }: PlannedCluster): boolean {
  const cloud = plan.vpcs.find((each) => each.id === vpc)?.cloud;
  if (!podsApart || cloud !== 'aws') return false;
  const written = plan.topology.clusters.find((each) => each.id === id)!;
  return cniOf(cni)?.sendsBare?.(settingOf(written.settings, 'cni')?.settings ?? []) === true;
}

function isUnchecked(plan: Plan, node: PlannedNode): boolean {
  const off = (settings: readonly Setting[] | undefined): boolean =>
    settingOf(settings ?? [], 'source-dest-check')?.values[0] === 'false';
  const cluster = plan.topology.clusters.find(({ id }) => id === node.cluster)!;
  const own = cluster.nodes.find(({ id }) => id === node.id);
  const group = cluster.nodeGroups.find(({ id }) => id === node.group);
  const exception = group?.exceptions?.get(node.id);
  const first = (own ?? exception)?.enis.find(isPrimary);
  return off(first?.settings) || off((own ?? exception ?? group)?.settings);
}
