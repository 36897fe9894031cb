import type { Cluster, Node } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';

/** What the filter table's FORWARD chain does with a packet that no rule decides about, and the line that says so. */
export interface ForwardPolicy {
  readonly policy: 'ACCEPT' | 'DROP';
  readonly source: ElementId;
}

const policies: Readonly<Record<string, ForwardPolicy['policy']>> = { accept: 'ACCEPT', drop: 'DROP' };

/**
 * `forwardPolicy accept|drop` of a node, or of its group; else of the cluster. A value that is neither counts as not
 * written. Undefined: nobody wrote it, and the image decides (the EKS AMI's kubelet.service sets ACCEPT).
 */
export function forwardPolicyOf(cluster: Cluster, machine: Pick<Node, 'settings'>): ForwardPolicy | undefined {
  for (const { settings } of [machine, cluster]) {
    const written = settings.findLast(({ key, values }) => key === 'forwardPolicy' && policyOf(values));
    const policy = written && policyOf(written.values);
    if (policy) return { policy, source: written.id };
  }
  return undefined;
}

const policyOf = ([word = '']: readonly string[]): ForwardPolicy['policy'] | undefined =>
  Object.hasOwn(policies, word) ? policies[word] : undefined;
