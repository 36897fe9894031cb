import type {
  Attachment,
  CustomerGateway,
  ElementId,
  Peering,
  PrefixList,
  TransitGateway,
  VirtualInterface,
  VpnConnection,
} from '@netk/engine';
import {
  type Attachment as AttachmentNode,
  type CustomerGateway as CustomerGatewayNode,
  isAssociation,
  isAttachment,
  isPropagation,
  isRoute,
  isRouteTable,
  isSetting,
  type Peering as PeeringNode,
  type PrefixList as PrefixListNode,
  type TransitGateway as TransitGatewayNode,
  type VirtualInterface as VirtualInterfaceNode,
  type VpnConnection as VpnConnectionNode,
} from '../generated/ast.ts';
import { byId, type Draft, docOf, maybe, present } from './draft.ts';
import { routes } from './routes.ts';
import { subnets } from './uses.ts';
import { routeTable } from './vpc.ts';

/** A peering connection; none while one of its ends means nothing. */
export function peering(draft: Draft, node: PeeringNode): Peering | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const requester = draft.of(id, node.requester);
  const accepter = draft.of(id, node.accepter);
  if (!requester || !accepter) return undefined;
  const settings = draft.settings(id, node.items.filter(isSetting));
  return { id, name: node.name, ...docOf(node), requester, accepter, settings };
}

function attachment(draft: Draft, gateway: ElementId, index: number, item: AttachmentNode): Attachment | undefined {
  const line = draft.part(gateway, `attachment.${index}`, item);
  const of = draft.of(line, item.vpc);
  if (!of) return undefined;
  const learning = item.items.filter(isPropagation);
  const propagations = learning.flatMap(({ tables }) => draft.all(line, tables));
  const settings = draft.settings(line, item.items.filter(isSetting));
  return {
    id: line,
    vpc: of,
    subnets: subnets(draft, line, item.items),
    ...maybe('association', draft.of(line, item.items.findLast(isAssociation)?.table)),
    ...(learning.length > 0 ? { propagations } : {}),
    ...(settings.length > 0 ? { settings } : {}),
  };
}

/** A transit gateway. */
export function transitGateway(draft: Draft, node: TransitGatewayNode): TransitGateway | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const tables = present(node.items.filter(isRouteTable).map((item) => routeTable(draft, item)));
  return {
    id,
    name: node.name,
    ...docOf(node),
    attachments: present(node.items.filter(isAttachment).map((item, index) => attachment(draft, id, index, item))),
    ...(tables.length > 0 ? { routeTables: byId(tables) } : {}),
    routes: routes(draft, id, node.items.filter(isRoute)),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** A prefix list: its `entry` lines, in their order. */
export function prefixList(draft: Draft, node: PrefixListNode): PrefixList | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const settings = draft.settings(id, node.items.filter(isSetting));
  const entries = settings
    .filter(({ key }) => key === 'entry')
    .flatMap((each) => each.values.map((text) => ({ id: each.id, text })));
  return { id, name: node.name, ...docOf(node), entries, settings: settings.filter(({ key }) => key !== 'entry') };
}

/** A customer gateway. */
export function customerGateway(draft: Draft, node: CustomerGatewayNode): CustomerGateway | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  return {
    id,
    name: node.name,
    ...docOf(node),
    addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** A VPN connection; none while one of its ends means nothing. */
export function vpnConnection(draft: Draft, node: VpnConnectionNode): VpnConnection | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const gateway = draft.of(id, node.gateway);
  const customer = draft.of(id, node.customer);
  if (!gateway || !customer) return undefined;
  const settings = draft.settings(id, node.items.filter(isSetting));
  return { id, name: node.name, ...docOf(node), gateway, customer, settings };
}

/** A virtual interface of Direct Connect; none while one of its ends means nothing. */
export function virtualInterface(draft: Draft, node: VirtualInterfaceNode): VirtualInterface | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const gateway = draft.of(id, node.gateway);
  const lan = draft.of(id, node.lan);
  if (!gateway || !lan) return undefined;
  const settings = draft.settings(id, node.items.filter(isSetting));
  return { id, name: node.name, ...docOf(node), gateway, lan, settings };
}
