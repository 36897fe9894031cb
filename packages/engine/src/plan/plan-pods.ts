import type { Family } from '../base/addr/index.ts';
import { naturalOrder } from '../base/natural-order.ts';
import type { Cluster, Pod, PodTemplate, Workload } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { type Labels, settingOf } from '../topology/setting.ts';
import { branchOf } from './branch-interfaces.ts';
import { cachePods } from './cache-pods.ts';
import { type Draft, inOrder } from './draft.ts';
import type { DraftNode } from './draft-node.ts';
import { nextEgress } from './egress-address.ts';
import { ofFamily } from './families.ts';
import { withHostPorts } from './host-ports.ts';
import { planned } from './limits.ts';
import { Placement } from './placement.ts';
import type { PlannedPod } from './plan.ts';
import type { Nothing } from './pod-address.ts';
import { addressFor6 } from './pod-address-six.ts';
import { firstAddress, furtherAddresses } from './pod-cards.ts';
import { listensOf, wantedHostPorts } from './pod-ports.ts';
import { further4, written4, written6 } from './take-addresses.ts';

interface Wanted {
  readonly id: ElementId;
  readonly name: string;
  readonly template: PodTemplate;
  readonly namespace: string;
  readonly labels: Labels;
  readonly workload?: ElementId;
  readonly node?: DraftNode;
  readonly eni?: number;
  readonly written?: string;
  /** Of the other family. */
  readonly otherWritten?: string;
  /** Of its interfaces of further network cards, in the order of those. */
  readonly further?: readonly string[];
}

/** All pods of a cluster: on a node, on an ENI, with an address. Written addresses first, so that none is taken away. */
export function planPods(draft: Draft, cluster: Cluster, nodes: readonly DraftNode[]): void {
  const place = new Placement(nodes);
  const planned = draft.clusters.find(({ id }) => id === cluster.id);
  const families = planned?.families ?? [4];
  const wanted = [
    ...inOrder(cluster.pods).map((pod) => wantedPod(pod, place, families)),
    ...inOrder(cluster.workloads).flatMap((each) => replicas(draft, cluster, each, place)),
  ];
  wanted.sort(
    (a, b) =>
      Number(b.written !== undefined) - Number(a.written !== undefined) ||
      Number(b.eni !== undefined) - Number(a.eni !== undefined) ||
      naturalOrder(a.id, b.id),
  );
  // what netk adds takes no address from what is written
  const added = planned ? cachePods(cluster, planned, nodes) : [];
  for (const pod of [...wanted, ...added]) draft.pods.push(addressed(draft, cluster, pod));
}

function wantedPod(pod: Pod, place: Placement, [primary, other]: readonly Family[]): Wanted {
  const of = (family: Family | undefined) =>
    family === undefined ? undefined : family === 6 ? written6(pod.addresses) : written4(pod.addresses);
  const written = of(primary);
  const otherWritten = of(other);
  const own = pod.node === undefined ? place.holding(written) : place.of(pod.node);
  const node = own.length === 1 ? own[0] : place.put(pod.node === undefined ? [] : [pod.node], pod);
  if (own.length === 1 && node) place.onto(node, wantedHostPorts(pod));
  const wanted: Making<Wanted> = {
    id: pod.id,
    name: pod.name,
    template: pod,
    namespace: pod.namespace,
    labels: pod.labels,
  };
  if (node) wanted.node = node;
  if (pod.eni !== undefined) wanted.eni = pod.eni;
  if (written !== undefined) wanted.written = written;
  if (otherWritten !== undefined) wanted.otherWritten = otherWritten;
  if (pod.addresses.length > 1) wanted.further = further4(pod.addresses);
  return wanted;
}

function replicas(draft: Draft, cluster: Cluster, workload: Workload, place: Placement): Wanted[] {
  const daemon = workload.kind === 'daemonset' ? place.allowed(workload.on, workload) : undefined;
  const asked = daemon?.length ?? workload.replicas ?? 1;
  const count = planned(draft, 'pods', workload.id, asked);
  const labels = Object.keys(workload.labels).length > 0 ? workload.labels : { app: workload.name };
  if (labels !== workload.labels)
    draft.supply(workload.id, `labels app=${workload.name}`, 'kubectl create labels a workload with its name.');
  const perNode = new Map<string, string[]>();
  const out: Wanted[] = [];
  const spread = place.spread(workload.on, workload);
  for (let i = 0; i < count; i++) {
    const node = daemon ? daemon[i] : spread.next().value;
    // A stateful set counts its pods from 0.
    const ordinal = workload.kind === 'statefulset' ? i : i + 1;
    const name = `${workload.name}-${ordinal}`;
    if (node && daemon) place.onto(node, wantedHostPorts(workload));
    if (node && perNode.size < 8) perNode.set(node.name, [...(perNode.get(node.name) ?? []), name]);
    const id = elementId(`${workload.id}-${ordinal}`);
    const exception = workload.exceptions?.get(id);
    out.push({
      id,
      name,
      template: exception ?? workload,
      namespace: workload.namespace,
      labels: exception && Object.keys(exception.labels).length > 0 ? exception.labels : labels,
      workload: workload.id,
      ...(node ? { node } : {}),
    });
  }
  const homeless = out.filter((each) => !each.node).length;
  if (homeless > 0 && cluster.nodes.length + cluster.nodeGroups.length > 0)
    draft.problem(
      'NK036',
      workload.id,
      `${homeless} of ${count} replicas of ${workload.name} find no node with room${wantedHostPorts(workload).length > 0 ? ' whose host port is free' : ''}`,
    );
  const where = [...perNode]
    .slice(0, 3)
    .map(([node, names]) => `${names.length > 3 ? `${names.length} pods` : names.join(', ')} on ${node}`);
  if (where.length > 0)
    draft.supply(
      workload.id,
      `${where.join(' · ')}${perNode.size > 3 ? ' · …' : ''}`,
      'Replicas go to the node with the fewest pods, by name when equal.',
    );
  return out;
}

/** A record in the making: spreading what it may have into it takes longer than all else, in a cluster of ten thousand pods. */
type Making<T> = { -readonly [K in keyof T]: T[K] };

/** Gives the pod an ENI and an address: the lowest ENI with room, then the lowest free address of its subnet. */
function addressed(draft: Draft, cluster: Cluster, pod: Wanted): PlannedPod {
  const { node, template } = pod;
  const hostNetwork = settingOf(template.settings, 'hostNetwork')?.values[0] === 'true';
  const says = (key: string) => settingOf(template.settings, key)?.values[0];
  const terminating = says('terminating') === 'true';
  const ready = says('ready') !== 'false' && !terminating;
  const draining = terminating && says('serving') !== 'false';
  node?.pods.push(pod.id);
  const listens = withHostPorts(template, listensOf(template));
  const known: Making<Omit<PlannedPod, 'addressAssigned'>> = {
    id: pod.id,
    name: pod.name,
    namespace: pod.namespace,
    cluster: cluster.id,
    labels: pod.labels,
    listens,
    ready,
    ...(draining ? { draining: true as const } : {}),
    ...(says('fresh') === 'true' ? { fresh: true as const } : {}),
    hostNetwork,
  };
  if (pod.workload !== undefined) known.workload = pod.workload;
  if (node) known.node = node.id;
  const planned = draft.clusters.find(({ id }) => id === cluster.id)!;
  const [primary, other] = planned.families;
  if (hostNetwork) {
    const own = [node?.address, node?.address6];
    const address = ofFamily(own, primary ?? 4);
    const otherAddress = other === undefined ? undefined : ofFamily(own, other);
    return {
      ...known,
      eni: 0,
      addressAssigned: false,
      ...(address === undefined ? {} : { address }),
      ...(otherAddress === undefined ? {} : { otherAddress }),
    };
  }
  if (!node) return { ...known, addressAssigned: false };
  // whose addresses those of another pod network are, netk does not know
  if (!draft.hasCni(planned.cni))
    return { ...known, ...(pod.written === undefined ? {} : { address: pod.written }), addressAssigned: false };
  if (!draft.takesNetworkAddresses(cluster)) return inBlock(draft, known, pod, node);
  const own = primary === 4 ? branchOf(draft, cluster, { ...known, written: pod.written }, node) : undefined;
  if (own)
    return Object.assign(known, nextEgress(node, planned.egress), {
      ...own,
      addressAssigned: pod.written === undefined,
    });
  const given = primary === 6 ? addressFor6(draft, pod, node) : firstAddress(draft, cluster, pod, node);
  const further = 'problem' in given ? given : furtherAddresses(draft, cluster, pod, node);
  if ('problem' in given) return homeless(draft, known, pod, given);
  if ('problem' in further) return homeless(draft, known, pod, further);
  const { eni, address } = given;
  // an address of a prefix of IPv6 takes no slot of the interface
  if (primary === 4) eni.secondaries.push(address);
  if (pod.written === undefined && pod.workload === undefined)
    draft.supply(pod.id, `${address} eni ${eni.index}`, 'VPC CNI: the lowest ENI with room, its lowest free address.');
  if (eni.card !== undefined) known.card = eni.card;
  return Object.assign(known, nextEgress(node, planned.egress), further, {
    eni: eni.index,
    address,
    addressAssigned: pod.written === undefined,
  });
}

/** A pod for which its node has no address, or not all that it asks for. */
function homeless(
  draft: Draft,
  known: Omit<PlannedPod, 'addressAssigned'>,
  pod: Wanted,
  { code, problem, related, eni }: Nothing,
): PlannedPod {
  draft.problem(code, pod.workload ?? pod.id, `pod ${pod.name} finds no address${problem}`, [related]);
  return { ...known, ...(eni === undefined ? {} : { eni }), addressAssigned: false };
}

/** An address of the node's own block, which no interface of the machine has. */
function inBlock(draft: Draft, known: Omit<PlannedPod, 'addressAssigned'>, pod: Wanted, node: DraftNode): PlannedPod {
  const address = pod.written ?? node.block?.next();
  if (address === undefined) {
    const blocks = node.podCidr ?? node.podBlocks?.join(', ');
    const why = blocks === undefined ? 'its node has no block of pod addresses' : `${blocks} is used up`;
    draft.problem('NK037', pod.workload ?? pod.id, `pod ${pod.name} finds no address: ${why}`, [
      { about: node.group ?? node.id, message: `node ${node.name}` },
    ]);
    return { ...known, addressAssigned: false };
  }
  if (pod.written === undefined && pod.workload === undefined)
    draft.supply(pod.id, address, `The next free address of ${node.podCidr ?? node.podBlocks?.join(', ')}.`);
  const otherAddress = pod.otherWritten ?? node.otherBlock?.next();
  return {
    ...known,
    address,
    addressAssigned: pod.written === undefined,
    ...(otherAddress === undefined ? {} : { otherAddress }),
  };
}
