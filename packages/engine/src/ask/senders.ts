import type { Network } from '../network/network.ts';
import type { Plan, PlannedHost, PlannedPod } from '../plan/plan.ts';
import { itemOf, podsOfWorkload } from '../plan/plan-index.ts';
import type { DownZone } from '../topology/elements.ts';
import type { ElementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';
import { apiServerSenders } from './api-server.ts';
import { type End, nameOf, unknown, unknownOf, unplanned } from './end.ts';
import { meantBy } from './strangers.ts';

/** The machines that send: one, or every pod of a workload or node of a group. */
export function senders(plan: Plan, network: Network, from: Operand, to?: Operand): End<string> {
  if (from.kind === 'builtin' && from.word === 'apiserver') return apiServerSenders(plan, network, from.of, to);
  if (from.kind === 'unknown') return unknown(`'${from.text}' is not declared`);
  const meant = meantBy(plan, from);
  if (meant) {
    if (meant.kind === 'unknown') return meant;
    return senders(plan, network, { kind: 'element', of: meant.of[0]!, text: meant.name }, to);
  }
  if (from.kind === 'builtin' && from.of !== undefined && itemOf(plan.routers, from.of))
    return senders(plan, network, { kind: 'element', of: from.of, text: from.text }, to);
  if (from.kind !== 'element') return unknown(`a walk from ${from.text} is not modelled yet`);
  const there = [from.of, ...membersOf(plan, from.of)].filter((id) => network.devices.has(id));
  const ids = plan.down.size === 0 ? there : there.filter((id) => zoneDownAt(plan, id) === undefined);
  const [first] = there;
  if (first !== undefined && ids.length === 0)
    return unknown(
      `${nameOf(plan, from.of, from.text)} sends nothing: it stands in zone ${zoneDownAt(plan, first)!.name}, which is down`,
    );
  if (ids.length > 0) return { kind: 'known', of: ids, name: nameOf(plan, from.of, from.text) };
  const onNode = podOnNode(plan, from);
  if (onNode?.node !== undefined && network.devices.has(onNode.node))
    return { kind: 'known', of: [onNode.node], name: onNode.name };
  const pod = firstPod(plan, from.of);
  if (pod) return unknown(unknownOf(plan, pod.cluster) ?? `pod ${pod.name} has no address: ${whyWithout(plan, pod)}`);
  const outside = itemOf(plan.hosts, from.of) ?? itemOf(plan.routers, from.of);
  if (outside && unplanned(plan, from.of) === undefined) return unknown(withoutDevice(plan, outside));
  return unknown(unplanned(plan, from.of) ?? `${from.text} is of a kind that is not modelled yet`);
}

/** The zone that a machine stands in, where it is gone: a pod stands where its node does. */
const zoneDownAt = ({ down, pods }: Plan, id: ElementId): DownZone | undefined =>
  down.get(id) ?? down.get(itemOf(pods, id)?.node ?? id);

const firstPod = (plan: Plan, id: ElementId): PlannedPod | undefined =>
  itemOf(plan.pods, id) ?? podsOfWorkload(plan, id)[0];

/** Why a pod has no address. */
function whyWithout(plan: Plan, { node: id }: PlannedPod): string {
  const node = id === undefined ? undefined : itemOf(plan.nodes, id);
  if (!node) return 'it is on no node';
  return node.address === undefined
    ? `its node ${node.name} has none, which stands in no subnet with a free one`
    : `its node ${node.name} has no room for it`;
}

/** The pod that sends from its node's network. */
export function podOnNode(plan: Plan, from: Operand): PlannedPod | undefined {
  const pod = from.kind === 'element' ? firstPod(plan, from.of) : undefined;
  return pod?.hostNetwork ? pod : undefined;
}

/** Why a machine is on no network. */
function withoutDevice(plan: Plan, { name, address, lan }: Pick<PlannedHost, 'name' | 'address' | 'lan'>): string {
  const home = lan === undefined ? undefined : itemOf(plan.lans, lan);
  if (address !== undefined && home) return `${name} has ${address}, which is not in lan ${home.name} (${home.cidr})`;
  return home ? `${name} has no address: no router of lan ${home.name} gives it one` : `${name} has no address`;
}

const membersOf = (plan: Plan, id: ElementId): ElementId[] => [
  ...podsOfWorkload(plan, id).map((pod) => pod.id),
  ...plan.nodes.filter((node) => node.group === id).map((node) => node.id),
];
