import { cniOf } from '../../compilers/cnis/index.ts';
import type { PlannedNode } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';

/**
 * NK060: a FORWARD chain that drops what no rule accepts, under a CNI that adds no such rule. Source: amazon-vpc-cni-k8s,
 * issue 619 and pull request 535 (the image sets the policy, not the CNI); kube-proxy's KUBE-FORWARD accepts packets with
 * its mark and those of known connections.
 */
export const forwardPolicy: Check = {
  codes: ['NK060'],
  doc: 'The FORWARD chain of a node drops what pods send, or what others send to them, for no rule of the CNI accepts it.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      const own = cniOf(cluster.cni);
      if (!own || own.acceptsForwarding) continue;
      const written = plan.topology.clusters.find(({ id }) => id === cluster.id)!;
      const dropping = new Map<ElementId, PlannedNode[]>();
      for (const node of plan.nodes) {
        if (node.cluster !== cluster.id || node.forwardPolicy?.policy !== 'DROP') continue;
        const { source } = node.forwardPolicy;
        const others = dropping.get(source);
        if (others) others.push(node);
        else dropping.set(source, [node]);
      }
      const cni = settingOf(written.settings, 'cni');
      const some = own.acceptsFromPods?.(cni?.settings ?? []) === true;
      const accepts = some ? 'accepts only what pods of the node open' : 'adds no rule to FORWARD';
      for (const [about, nodes] of dropping)
        yield {
          code: 'NK060',
          severity: 'warning',
          about,
          message: `forwardPolicy drop: ${some ? `firewall behind ${cluster.cni}` : cluster.cni} ${accepts}, and kube-proxy's accept only marked packets and known connections, so ${named(nodes)} drop${nodes.length === 1 ? 's' : ''} each${some ? ' other' : ''} new packet on its way ${some ? '' : 'from or '}to a pod`,
          related: [{ about: cni?.id ?? written.id, message: `cni ${cluster.cni} of cluster ${cluster.name}` }],
          fixes: [{ title: 'Set forwardPolicy accept', edits: [{ about, text: 'forwardPolicy accept' }] }],
        };
    }
  },
};

/** `node nA`, `nodes nA, nB`, `nodes nA, nB, nC and 7 more`. */
function named(nodes: readonly PlannedNode[]): string {
  const names = nodes.slice(0, 3).map(({ name }) => name);
  const more = nodes.length - names.length;
  return `node${nodes.length === 1 ? '' : 's'} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
