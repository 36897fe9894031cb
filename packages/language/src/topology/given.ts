import type { ElementId, Given } from '@netk/engine';
import type { AstNode } from 'langium';
import {
  type Given as GivenNode,
  isCluster,
  isCustomerGateway,
  isInternet,
  isNodes,
  isPeering,
  isPrefixList,
  isReplicas,
  isSetting,
  isTransitGateway,
  isUseEip,
  isVirtualInterface,
  isVpc,
  isVpnConnection,
} from '../generated/ast.ts';
import type { Declaration } from '../names/declaration.ts';
import { declarationsOfGiven } from '../names/declarations.ts';
import { declarationOf } from '../names/linker.ts';
import { aroundOfType } from '../names/scope-of.ts';
import { cluster } from './cluster.ts';
import { type Draft, maybe, present } from './draft.ts';
import { idOfAdded } from './ids.ts';
import { internet } from './internet.ts';
import { customerGateway, peering, prefixList, transitGateway, virtualInterface, vpnConnection } from './transit.ts';
import { vpc } from './vpc.ts';

type Says = Given['says'];

/** The block at the top of a file that an element stands in. */
const outerOf = (node: AstNode): AstNode | undefined =>
  aroundOfType(node, isVpc) ??
  aroundOfType(node, isCluster) ??
  aroundOfType(node, isInternet) ??
  aroundOfType(node, isTransitGateway);

/**
 * The ids of the blocks in a `given` block. What they add has an id like what is written; what they overlay has one
 * under that of the block, until it is laid.
 */
export function idsOfGiven(draft: Draft, id: ElementId, node: GivenNode): [AstNode, ElementId][] {
  return declarationsOfGiven(node)
    .declared.filter(({ generated }) => !generated)
    .map((declaration) => {
      if (draft.ids.known(declaration)) return [declaration.node, draft.own(`${id}/${declaration.name}`)];
      const outer = outerOf(declaration.node);
      return [declaration.node, draft.own(idOfAdded(declaration, outer && draft.ids.declared(outer)))];
    });
}

/** A `given` block, with the element as it says it. Its parts have ids under the block's own: a click finds the overlay. */
export function given(draft: Draft, id: ElementId, node: GivenNode): Given {
  const { kind = '', ref } = node;
  const target = declarationOf(ref);
  const of = draft.of(id, ref);
  if (kind === 'zone') return { id, kind, of: undefined, name: ref?.$refText ?? '', says: zoneSays(id, node) };
  const says = target && of ? saidOf(draft, id, node, target, of) : {};
  return { id, kind, of, name: ref?.$refText ?? '', says };
}

/** `given zone az1 { down true }`. */
function zoneSays(id: ElementId, { ref, items }: GivenNode): Says {
  const down = items.filter(isSetting).findLast(({ key }) => key === 'down');
  return down?.values[0] === 'true' && ref ? { downZones: [{ id, name: ref.$refText }] } : {};
}

/** A statement of a type without anything in its header or block. */
const bare = {
  ...{ addresses: [], cidrs: [], eips: [], groups: [], nodes: [], servers: [], subnets: [], vips: [], items: [] },
};

/** What a statement is, and not only has: it stays what it is. */
const identity = ['$container', 'kind', 'name', 'number', 'requester', 'accepter', 'gateway', 'customer', 'lan'];

const identityOf = (node: AstNode): object =>
  Object.fromEntries(identity.map((key) => [key, (node as unknown as Readonly<Record<string, unknown>>)[key]]));

/** Reads a `given` block as the block of the element itself, so that it takes whatever that one takes. */
function saidOf(draft: Draft, id: ElementId, node: GivenNode, target: Declaration, of: ElementId): Says {
  const { items } = node;
  const element = draft.standIn({
    ...bare,
    ...identityOf(target.node),
    $type: target.type,
    $cstNode: node.$cstNode,
    name: target.name,
    items,
    ...maybe('replicas', items.findLast(isReplicas)?.replicas),
    ...maybe('count', items.findLast(isNodes)?.count),
    ...(target.type === 'Gateway' ? { eips: items.filter(isUseEip).flatMap(({ eips }) => eips) } : {}),
  } as unknown as AstNode);
  const meant = new Map<string, ElementId>([[id, of]]);
  for (const each of declarationsOfGiven(node).declared) {
    const [own, known] = [draft.ids.meant(each), draft.ids.known(each)];
    if (own && known) meant.set(own, known);
  }
  const says = draft.knowing(new Map([[element, id]]), () => within(draft, target.node, element));
  return renamed(says, meant) as Says;
}

/** An element in the block at the top that it stands in; pods and hosts belong to its lists, wherever they stand. */
function within(draft: Draft, node: AstNode, element: AstNode): Says {
  if (isVpc(element))
    return {
      vpcs: present([vpc(draft, element)]),
      prefixLists: present(element.items.filter(isPrefixList).map((item) => prefixList(draft, item))),
    };
  if (isCluster(element)) return { clusters: present([cluster(draft, element)]) };
  if (isPeering(element)) return { peerings: present([peering(draft, element)]) };
  if (isTransitGateway(element)) return { transitGateways: present([transitGateway(draft, element)]) };
  if (isPrefixList(element)) return { prefixLists: present([prefixList(draft, element)]) };
  if (isCustomerGateway(element)) return { customerGateways: present([customerGateway(draft, element)]) };
  if (isVpnConnection(element)) return { vpnConnections: present([vpnConnection(draft, element)]) };
  if (isVirtualInterface(element)) return { virtualInterfaces: present([virtualInterface(draft, element)]) };
  const outer = outerOf(node);
  if (!outer) return {};
  const around = draft.standIn({
    ...bare,
    ...identityOf(outer),
    $type: outer.$type,
    items: [element],
  } as unknown as AstNode);
  const id = draft.ids.declared(outer);
  return draft.knowing(id ? new Map([[around, id]]) : new Map(), () => {
    if (isVpc(around)) return { vpcs: present([vpc(draft, around)]) };
    if (isTransitGateway(around)) return { transitGateways: present([transitGateway(draft, around)]) };
    if (isCluster(around)) return { clusters: present([cluster(draft, around)]) };
    return isInternet(around) ? maybe('internet', internet(draft, [around])) : {};
  });
}

/** The same data with the ids of what is meant. */
function renamed(value: unknown, meant: ReadonlyMap<string, ElementId>): unknown {
  if (typeof value === 'string') return meant.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, meant));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, meant)]));
}
