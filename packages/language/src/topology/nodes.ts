import type { ControlPlane, ElementId, Eni, EniConfig, Node, NodeGroup } from '@netk/engine';
import {
  type ControlPlane as ControlPlaneNode,
  type EniConfig as EniConfigNode,
  type Eni as EniNode,
  isEni,
  isPlaceInSubnet,
  isSetting,
  isTags,
  isUseEip,
  isXEni,
  type NodeGroup as NodeGroupNode,
  type Node as NodeNode,
} from '../generated/ast.ts';
import { type Draft, docOf, maybe, present } from './draft.ts';
import { labelsOf, tagSettings } from './labels.ts';
import { eips, securityGroups, subnets } from './uses.ts';

/** `network-card-index 1`: the card that an interface is on. */
function cardOf({ items }: EniNode): number | undefined {
  const text = items.filter(isSetting).find(({ key }) => key === 'network-card-index')?.values[0] ?? '';
  return /^\d{1,3}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

function eni(draft: Draft, node: ElementId, statement: EniNode, seen: Set<string>): Eni | undefined {
  const { index } = statement;
  if (index === undefined) return undefined;
  const card = cardOf(statement);
  const part = card === undefined ? `eni.${index}` : `eni.${card}.${index}`;
  const id = draft.part(node, seen.has(part) ? `${part}~2` : part, statement);
  seen.add(part);
  return {
    id,
    index,
    ...maybe('card', card),
    addresses: draft.written(id, 'address', statement, 'addresses', statement.addresses),
    ...maybe('subnet', draft.of(id, statement.subnet)),
    ...maybe('securityGroups', securityGroups(draft, id, statement.items)),
    settings: draft.settings(id, statement.items.filter(isSetting)),
  };
}

/** The machine type of a node or a group; its place is remembered for edits. */
function machine(draft: Draft, id: ElementId, statement: NodeNode | NodeGroupNode): string | undefined {
  if (statement.machine !== undefined) draft.written(id, 'machine', statement, 'machine', [statement.machine]);
  return statement.machine;
}

/** A node; its pods belong to the cluster's list. */
export const node = (draft: Draft, statement: NodeNode): Node | undefined =>
  draft.once(statement, '', () => makeNode(draft, statement));

function makeNode(draft: Draft, statement: NodeNode): Node | undefined {
  const id = draft.element(statement);
  if (!id) return undefined;
  const seen = new Set<string>();
  return {
    id,
    name: statement.name,
    ...docOf(statement),
    ...maybe('machine', machine(draft, id, statement)),
    addresses: draft.written(id, 'address', statement, 'addresses', statement.addresses),
    ...maybe('subnet', draft.of(id, statement.subnet)),
    ...maybe('zone', statement.zone),
    enis: present(statement.items.filter(isEni).map((item) => eni(draft, id, item, seen))).sort(
      (a, b) => (a.card ?? 0) - (b.card ?? 0) || a.index - b.index,
    ),
    eips: eips(draft, id, statement.items.filter(isUseEip)),
    ...maybe('securityGroups', securityGroups(draft, id, statement.items)),
    labels: labelsOf(statement.items.filter(isTags)),
    settings: [
      ...draft.settings(id, statement.items.filter(isSetting)),
      ...tagSettings(draft, id, statement.items.filter(isTags)),
    ],
  };
}

/** A node group. */
export function nodeGroup(draft: Draft, statement: NodeGroupNode): NodeGroup | undefined {
  const id = draft.element(statement);
  if (!id) return undefined;
  return {
    id,
    name: statement.name,
    ...docOf(statement),
    ...maybe('machine', machine(draft, id, statement)),
    ...maybe('count', statement.count),
    subnets: draft.all(id, statement.subnets),
    ...maybe('securityGroups', securityGroups(draft, id, statement.items)),
    labels: labelsOf(statement.items.filter(isTags)),
    settings: [
      ...draft.settings(id, statement.items.filter(isSetting)),
      ...tagSettings(draft, id, statement.items.filter(isTags)),
    ],
  };
}

/** The control plane of a cluster: where its interfaces stand. */
export function controlPlane(draft: Draft, cluster: ElementId, statement: ControlPlaneNode): ControlPlane {
  const id = draft.part(cluster, 'control-plane', statement);
  const xEnis = statement.items.filter(isXEni).map((item, index) => {
    const xEni = draft.part(id, `x-eni.${index}`, item);
    const [address] = draft.written(xEni, 'address', item, 'address', item.address ? [item.address] : []);
    return address && { id: xEni, address, ...maybe('subnet', draft.of(xEni, item.subnet)) };
  });
  return {
    id,
    xEnis: present(xEnis),
    securityGroups: securityGroups(draft, id, statement.items) ?? [],
    subnets: subnets(draft, id, statement.items),
    settings: draft.settings(id, statement.items.filter(isSetting)),
  };
}

/** An ENIConfig of custom networking. */
export function eniConfig(draft: Draft, statement: EniConfigNode): EniConfig | undefined {
  const id = draft.element(statement);
  if (!id) return undefined;
  return {
    id,
    name: statement.name,
    ...maybe('subnet', draft.of(id, statement.items.findLast(isPlaceInSubnet)?.subnet)),
    securityGroups: securityGroups(draft, id, statement.items) ?? [],
    settings: draft.settings(id, statement.items.filter(isSetting)),
  };
}
