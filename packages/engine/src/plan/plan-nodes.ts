import { naturalOrder } from '../base/natural-order.ts';
import type { Cluster, Eni, Node, NodeGroup } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import { delegatesPrefixes } from './capacity/max-pods.ts';
import { podLimit } from './capacity/pod-limit.ts';
import type { Delegated } from './delegate-prefixes.ts';
import { type Draft, inOrder } from './draft.ts';
import type { DraftNode } from './draft-node.ts';
import { externalOf } from './external-ip.ts';
import { type ForwardPolicy, forwardPolicyOf } from './forward-policy.ts';
import { planned } from './limits.ts';
import { imageOf, type MachineImage } from './machine-image.ts';
import { machineOf, typeOfMachine } from './machine-of.ts';
import { isPrimary, podCardsOf } from './network-cards.ts';
import { interfaces } from './node-interfaces.ts';
import { podSubnetOf } from './pod-interfaces.ts';
import { bookFor, written4, written6 } from './take-addresses.ts';

/** All nodes of a cluster, written ones and those of groups, with their ENIs and primary addresses. */
export function planNodes(draft: Draft, cluster: Cluster, delegated: ReadonlyMap<ElementId, Delegated>): DraftNode[] {
  const written = inOrder(cluster.nodes).map((node) => withPrefixes(planNode(draft, cluster, node), delegated));
  const grouped = inOrder(cluster.nodeGroups).flatMap((group) => planGroup(draft, cluster, group));
  return [...written, ...grouped].sort((a, b) => naturalOrder(a.name, b.name));
}

function typeOf(draft: Draft, cluster: Cluster, of: Node | NodeGroup): string | undefined {
  const machine = machineOf(draft, cluster, of);
  if (of.machine === undefined && machine !== undefined)
    draft.supply(of.id, machine, `preset ${draft.platformOf(cluster.platform)!.id}`);
  return machine;
}

/** Interfaces that one network card of a machine carries. */
const mostOf = (draft: Draft, cluster: Cluster, machine: string | undefined): number =>
  typeOfMachine(draft, cluster, machine)?.limits?.enis ?? 0;

function planNode(draft: Draft, cluster: Cluster, node: Node): DraftNode {
  const machine = typeOf(draft, cluster, node);
  const most = mostOf(draft, cluster, machine);
  const image = imageOf(cluster, node);
  const first = node.enis.find(isPrimary);
  const wrote = written4(first?.addresses ?? []) ?? written4(node.addresses);
  const subnet =
    first?.subnet ?? node.subnet ?? (wrote === undefined ? undefined : bookFor(draft, cluster.vpc, wrote)?.subnet.id);
  const book = subnet === undefined ? undefined : draft.subnets.get(subnet);
  const address = wrote ?? book?.next(node.id);
  if (wrote === undefined && address !== undefined)
    draft.supply(node.id, address, `The lowest free address of ${book!.subnet.name}.`);
  const enis = interfaces(draft, cluster, node, { image, subnet, address, assigned: wrote === undefined, most });
  const address6 = withSix(draft, cluster, node, enis);
  const eip = written4(node.eips) ?? externalOf(node);
  return finish(
    draft,
    cluster,
    {
      id: node.id,
      name: node.name,
      labels: node.labels,
      zone: node.zone,
      maxPods: maxPodsSetting(node),
      forwardPolicy: forwardPolicyOf(cluster, node),
      image,
      written: node.enis,
    },
    machine,
    subnet,
    { address, address6 },
    enis,
    eip,
  );
}

/**
 * Gives the first interface of a node its IPv6 address, where it has one written or its cluster has IPv6: the lowest free one
 * of its subnet, where AWS draws one.
 */
function withSix(
  draft: Draft,
  cluster: Cluster,
  node: Pick<Node, 'id' | 'enis'> & { readonly addresses?: Node['addresses'] },
  enis: DraftNode['enis'],
): string | undefined {
  const [first] = enis;
  if (!first) return undefined;
  const own = node.enis.find(isPrimary);
  const wrote = written6(own?.addresses ?? []) ?? written6(node.addresses ?? []);
  const has = draft.clusters.find(({ id }) => id === cluster.id)?.families.includes(6);
  const book = draft.subnets.get(first.subnet);
  const address = wrote ?? (has ? book?.next6(node.id) : undefined);
  if (address === undefined) return undefined;
  if (wrote === undefined)
    draft.supply(node.id, address, `The lowest free IPv6 address of ${book!.subnet.name}; AWS draws one.`);
  first.primary6 = address;
  return address;
}

/** What a kubelet takes that nobody told a number (KubeletConfiguration, maxPods). */
const kubeletMaxPods = 110;

const maxPodsSetting = (element: Pick<Node, 'settings'>): number | undefined => {
  const text = settingOf(element.settings, 'max-pods')?.values[0];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
};

/** The node with the prefixes that were written at its interfaces. */
function withPrefixes(node: DraftNode, delegated: ReadonlyMap<ElementId, Delegated>): DraftNode {
  for (const eni of node.enis) {
    const own = delegated.get(eni.id);
    if (!own) continue;
    if (own.blocks.length > 0) {
      eni.prefixes = [...own.blocks];
      eni.held = [...own.held];
    }
    if (own.blocks6.length > 0) eni.prefixes6 = [...own.blocks6];
  }
  return node;
}

function finish(
  draft: Draft,
  cluster: Cluster,
  known: {
    id: ElementId;
    name: string;
    labels: Node['labels'];
    zone?: string | undefined;
    maxPods: number | undefined;
    forwardPolicy: ForwardPolicy | undefined;
    image: MachineImage;
    /** Its written interfaces. */
    written: readonly Eni[];
    group?: ElementId;
  },
  machine: string | undefined,
  subnet: ElementId | undefined,
  { address, address6 }: { readonly address: string | undefined; readonly address6: string | undefined },
  enis: DraftNode['enis'],
  eip?: string,
): DraftNode {
  const type = typeOfMachine(draft, cluster, machine);
  // only pods that have addresses of the machine's interfaces are limited by those
  const takes = draft.takesNetworkAddresses(cluster);
  const limits = takes ? type?.limits : undefined;
  const zone = known.zone ?? (subnet === undefined ? undefined : draft.subnets.get(subnet)?.subnet.zone);
  const mode = cniModeOf(cluster);
  const prefix = mode.prefix && (type === undefined || delegatesPrefixes(type));
  const limit =
    limits && machine !== undefined ? podLimit({ machine, ...limits, ...mode, prefix }, known.maxPods) : undefined;
  const maxPods = limit?.maxPods ?? known.maxPods ?? (takes ? undefined : kubeletMaxPods);
  const podCards = podCardsOf(cluster, takes ? type : undefined, known.written);
  const podSubnet = takes ? podSubnetOf(cluster, known.labels, zone, subnet) : undefined;
  return {
    id: known.id,
    name: known.name,
    cluster: cluster.id,
    ...(known.group === undefined ? {} : { group: known.group }),
    ...(machine === undefined ? {} : { machine }),
    ...(subnet === undefined ? {} : { subnet }),
    ...(zone === undefined ? {} : { zone }),
    ...(address === undefined ? {} : { address }),
    ...(address6 === undefined ? {} : { address6 }),
    enis,
    ...(eip === undefined ? {} : { eip }),
    labels: known.labels,
    image: known.image,
    ...(podCards.length > 1 ? { podCards } : {}),
    ...(type?.branchEnis === undefined ? {} : { branchEnis: type.branchEnis }),
    ...(limits ? { limits: { enis: limits.enis, addressesPerEni: limits.addressesPerEni } } : {}),
    ...(maxPods === undefined ? {} : { maxPods }),
    ...(known.forwardPolicy === undefined ? {} : { forwardPolicy: known.forwardPolicy }),
    ...(prefix ? { prefixDelegation: true as const } : {}),
    ...(limit === undefined ? {} : { podLimit: limit }),
    ...(podSubnet === undefined ? {} : { podSubnet }),
    pods: [],
  };
}

/** `web-1` … `web-n`, round robin over the subnets. */
function planGroup(draft: Draft, cluster: Cluster, group: NodeGroup): DraftNode[] {
  const preset = draft.platformOf(cluster.platform)!;
  if (group.count === undefined) draft.supply(group.id, `nodes ${preset.groupSize}`, `preset ${preset.id}`);
  const wanted = group.count ?? preset.groupSize;
  const count = planned(draft, 'nodes', group.id, wanted);
  const machine = typeOf(draft, cluster, group);
  const most = mostOf(draft, cluster, machine);
  const forwardPolicy = forwardPolicyOf(cluster, group);
  const out: DraftNode[] = [];
  for (let i = 0; i < count; i++) {
    const id = elementId(`${group.id}-${i + 1}`);
    const exception = group.exceptions?.get(id);
    const own = exception ?? group;
    const image = imageOf(cluster, own);
    const first = exception?.enis.find(isPrimary);
    const wrote = written4(first?.addresses ?? []);
    const subnet = first?.subnet ?? group.subnets[i % Math.max(1, group.subnets.length)];
    const book = subnet === undefined ? undefined : draft.subnets.get(subnet);
    const address = wrote ?? book?.next(id);
    if (book && address === undefined) {
      draft.problem(
        'NK037',
        group.id,
        `subnet ${book.subnet.name} has no free address for node ${group.name}-${i + 1}`,
      );
      break;
    }
    const node = { enis: [], ...own, id };
    const enis = interfaces(draft, cluster, node, { image, subnet, address, assigned: wrote === undefined, most });
    out.push(
      finish(
        draft,
        cluster,
        {
          id,
          name: `${group.name}-${i + 1}`,
          labels: own.labels,
          maxPods: maxPodsSetting(own),
          forwardPolicy: exception ? forwardPolicyOf(cluster, exception) : forwardPolicy,
          image,
          written: node.enis,
          group: group.id,
        },
        machine,
        subnet,
        { address, address6: withSix(draft, cluster, node, enis) },
        enis,
        exception && written4(exception.eips),
      ),
    );
  }
  const shown = out.slice(0, 3).map((node) => `${node.name} ${node.address ?? ''}`.trim());
  if (shown.length > 0)
    draft.supply(
      group.id,
      `${shown.join(', ')}${out.length > 3 ? ', …' : ''}`,
      'Nodes of a group spread round robin over its subnets and take the lowest free addresses.',
    );
  return out;
}
