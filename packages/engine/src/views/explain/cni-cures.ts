import type { Branch } from '../../trace/trace.ts';
import type { Facts } from './facts.ts';
import type { Moment } from './timeline.ts';

/** The rule that the Amazon VPC CNI writes for a pod of a secondary interface (amazon-vpc-cni-k8s, pkg/networkutils). */
const fromPod = /^1536: from \S+ lookup \d/;

/** `net.ipv4.conf.eth0.rp_filter = 1: 1536: from 192.168.1.81 lookup 2, …`. */
const overPodRule = (entry: string): boolean => / 1536: from \S+ lookup \d/.test(entry);

/** The switch of the Amazon VPC CNI that cures a drop, where the drop is one that the switch decides about. */
export function cureByCni({
  branch,
  death,
  facts,
}: {
  readonly branch: Pick<Branch, 'forward' | 'reply'>;
  readonly death: Moment;
  readonly facts?: Facts;
}): string | undefined {
  const { step, hop, direction } = death;
  const packet = death.before ?? death.after;
  if (step.cause === 'IGW-NOPUB') return ownAddress(branch, death, facts);
  if (hop.kind !== 'node' || !packet) return undefined;
  // Without node port support the reverse path check is strict, and no mark leads the answer back.
  if (step.cause === 'RPF' && overPodRule(step.entry)) return set('AWS_VPC_CNI_NODE_PORT_SUPPORT', 'true');
  if (step.cause !== 'SRCDST' || !hop.steps.some(({ entry }) => fromPod.test(entry))) return undefined;
  if (direction === 'reply') return set('AWS_VPC_CNI_NODE_PORT_SUPPORT', 'true');
  // Routed by the pod's table before the Service was translated, then under the address of another interface.
  return hop.steps.some(({ kind, before, after }) => kind === 'nat' && before?.dst !== after?.dst)
    ? set('AWS_EXTERNAL_SERVICE_CIDRS', `${packet.dst}/${packet.dst.includes(':') ? 128 : 32}`)
    : undefined;
}

/** A pod that leaves under its own address, from a node that has a public one. */
function ownAddress(branch: Pick<Branch, 'forward'>, death: Moment, facts: Facts | undefined): string | undefined {
  const asked = branch.forward[0]?.steps[0]?.after?.src;
  const node = branch.forward.find(({ kind }) => kind === 'node');
  const dies = (death.before ?? death.after)?.src;
  if (branch.forward[0]?.kind !== 'pod' || !node || asked !== dies || !facts?.isPublic(node.id)) return undefined;
  return node.steps.some(({ entry }) => entry.includes('AWS-SNAT-CHAIN'))
    ? undefined
    : set('AWS_VPC_K8S_CNI_EXTERNALSNAT', 'false');
}

const set = (key: string, value: string): string => `Set ${key} ${value} in cni vpc-cni of the cluster.`;
