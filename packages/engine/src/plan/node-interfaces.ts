import type { Cluster, Node } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import { clusterGroup } from './cluster-group.ts';
import type { Draft } from './draft.ts';
import type { DraftEni, DraftNode } from './draft-node.ts';
import { interfaceName, type MachineImage } from './machine-image.ts';
import { cardOf, firstIndexOf, isEfaOnly, isPrimary } from './network-cards.ts';
import { podInterfaces } from './pod-interfaces.ts';
import { written4 } from './take-addresses.ts';

/** The security groups of a node's interface: its own, the node's, or the cluster's own group. */
const groupsOf = (cluster: Cluster, ...levels: (readonly ElementId[] | undefined)[]): readonly ElementId[] =>
  levels.find((each) => each !== undefined) ?? [clusterGroup(cluster)];

/** The interfaces of a node: the first one, with the node's address, and those that are written. */
export function interfaces(
  draft: Draft,
  cluster: Cluster,
  node: Pick<Node, 'id' | 'enis' | 'securityGroups'>,
  first: {
    readonly image: MachineImage;
    readonly subnet: ElementId | undefined;
    readonly address: string | undefined;
    /** Nobody wrote the address. */
    readonly assigned: boolean;
    /** Interfaces that a network card of it carries. */
    readonly most: number;
  },
): DraftNode['enis'] {
  const { image, subnet, address, assigned, most } = first;
  const own = node.enis.find(isPrimary);
  const enis: DraftNode['enis'] = [];
  if (address !== undefined && subnet !== undefined) {
    const groups = groupsOf(cluster, own?.securityGroups, node.securityGroups);
    const id = own?.id ?? elementId(`${node.id}#eni.0`);
    enis.push(eniOf(image, id, { index: 0, card: 0, most }, subnet, address, assigned, groups, own !== undefined));
  }
  for (const eni of [...node.enis].sort((a, b) => cardOf(a) - cardOf(b) || a.index - b.index)) {
    const card = cardOf(eni);
    if (enis.some((each) => each.index === eni.index && cardOf(each) === card) || isEfaOnly(eni)) continue;
    if (isPrimary(eni)) continue;
    const wrote = written4(eni.addresses);
    const place = eni.subnet ?? subnet;
    const primary = wrote ?? (place === undefined ? undefined : draft.subnets.get(place)?.next(eni.id));
    if (place === undefined || primary === undefined) continue;
    if (wrote === undefined) draft.supply(eni.id, primary, 'The lowest free address of the subnet.');
    const groups = groupsOf(cluster, eni.securityGroups, node.securityGroups);
    enis.push(
      eniOf(image, eni.id, { index: eni.index, card, most }, place, primary, wrote === undefined, groups, true),
    );
  }
  return enis;
}

const eniOf = (
  image: MachineImage,
  id: ElementId,
  { index, card, most }: { readonly index: number; readonly card: number; readonly most: number },
  subnet: ElementId,
  primary: string,
  primaryAssigned: boolean,
  securityGroups: readonly ElementId[],
  written: boolean,
): DraftEni => ({
  id,
  index,
  ...(card === 0 ? {} : { card }),
  interface: interfaceName(image, card * most + index),
  subnet,
  primary,
  primaryAssigned,
  secondaries: [],
  securityGroups,
  written,
});

/** Interfaces of a network card that netk adds when pods need them. */
export function addEni(draft: Draft, node: DraftNode, cluster: Cluster, card: number): DraftEni | undefined {
  const { maxEni } = cniModeOf(cluster);
  if (node.enis.length === 0 || !node.limits) return undefined;
  const there = node.enis.filter((eni) => cardOf(eni) === card);
  const most = node.limits.enis;
  if (there.length >= Math.min(most, maxEni ?? most)) return undefined;
  const own = podInterfaces(cluster, node);
  if (!own) return undefined;
  const index = there.length === 0 ? firstIndexOf(card, most) : Math.max(...there.map((eni) => eni.index)) + 1;
  const id = elementId(card === 0 ? `${node.id}#eni.${index}` : `${node.id}#eni.${card}.${index}`);
  const primary = draft.subnets.get(own.subnet)?.next(id);
  if (primary === undefined) return undefined;
  const eni = eniOf(node.image, id, { index, card, most }, own.subnet, primary, true, own.securityGroups, false);
  node.enis.push(eni);
  const why =
    card > 0 && there.length === 0
      ? `pods have an interface of network card ${card}; which device index EC2 gives it is not published.`
      : own.config
        ? `eniconfig ${own.config} gives the interfaces of pods their subnet.`
        : 'the interfaces before it are full.';
  const on = card === 0 ? '' : ` on network card ${card}`;
  draft.supply(node.id, `eni ${index}${on} ${primary}`, `VPC CNI of ${cluster.name}: ${why}`);
  return eni;
}
