import { notModelled } from '../base/not-modelled.ts';
import type { Cluster, PodTemplate } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import type { Draft } from './draft.ts';
import type { DraftEni, DraftNode } from './draft-node.ts';
import { asksForCards, cardOf, givesCards } from './network-cards.ts';
import { addEni } from './node-interfaces.ts';
import type { PlannedPod, PodAttachment } from './plan.ts';
import { addressFor, type Nothing } from './pod-address.ts';
import { hasChange, versionOf } from './versions.ts';

interface Asking {
  readonly id: ElementId;
  readonly name: string;
  readonly template: PodTemplate;
  readonly eni?: number;
  readonly written?: string;
  /** Written addresses of its interfaces of further network cards, in the order of those. */
  readonly further?: readonly string[];
}

/**
 * The address of a pod, of the first network card that has one: a pod that asks for all of them has its first address of the
 * default card (amazon-vpc-cni-k8s v1.20, pkg/ipamd, rpc_handler.go, AddNetwork).
 */
export function firstAddress(
  draft: Draft,
  cluster: Cluster,
  pod: Asking,
  node: DraftNode,
): { readonly eni: DraftEni; readonly address: string } | Nothing {
  const first = addressFor(draft, cluster, pod, node);
  if (!('problem' in first) || pod.eni !== undefined || pod.written !== undefined || asksForCards(pod.template))
    return first;
  for (const card of node.podCards?.slice(1) ?? []) {
    const next = addressFor(draft, cluster, { ...pod, card }, node);
    if (!('problem' in next)) return next;
  }
  return first;
}

/**
 * What a pod has besides its first address that asks for an interface of each network card: one address of each further card of its node.
 * Without one of them it has none at all.
 */
export function furtherAddresses(
  draft: Draft,
  cluster: Cluster,
  pod: Asking,
  node: DraftNode,
): Pick<PlannedPod, 'attachments' | 'unclearCards'> | Nothing {
  if (!asksForCards(pod.template) || !hasChange(versionOf(cluster, 'vpc-cni'), 'multiNic')) return {};
  const unclear = unclearOf(cluster, pod);
  if (unclear !== undefined) return { unclearCards: { why: unclear, addresses: pod.further ?? [] } };
  const attachments: PodAttachment[] = [];
  for (const [at, card] of (node.podCards?.slice(1) ?? []).entries()) {
    const isThere = node.enis.some((eni) => cardOf(eni) === card) || addEni(draft, node, cluster, card) !== undefined;
    const written = isThere ? pod.further?.[at] : undefined;
    const wanted = { id: pod.id, card, ...(written === undefined ? {} : { written }) };
    const given = addressFor(draft, cluster, wanted, node);
    if ('problem' in given) return given;
    given.eni.secondaries.push(given.address);
    attachments.push({ name: `mNicIf${at + 1}`, card, eni: given.eni.id, address: given.address });
  }
  return attachments.length > 0 ? { attachments } : {};
}

function unclearOf(cluster: Cluster, { name }: Pick<Asking, 'name'>): string | undefined {
  const { ipv6, customNetworking } = cniModeOf(cluster);
  if (!givesCards(cluster))
    return `pod ${name} asks for an interface of each network card, and ENABLE_MULTI_NIC is not true: it is not known whether the VPC CNI refuses it or gives it one`;
  if (ipv6) return notModelled(`pod ${name} has IPv6 interfaces of several network cards`);
  // the EKS user guide says that such pods do not follow ENIConfigs, and v1.20 (pkg/ipamd, tryAllocateENI) that their interfaces do
  return customNetworking
    ? `pod ${name} has interfaces of several network cards beside custom networking: it is not known whether they follow its eniconfig`
    : undefined;
}
