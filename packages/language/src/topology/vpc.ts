import type { ElementId, Gateway, RouteTable, Subnet, Vpc, VpcEndpoint } from '@netk/engine';
import {
  type Gateway as GatewayNode,
  isEndpointService,
  isFirewallRule,
  isGateway,
  isHost,
  isNetworkAcl,
  isPlaceInSubnet,
  isPropagatingVgws,
  isRoute,
  isRouteTable,
  isSecurityGroup,
  isSetting,
  isSubnet,
  isTags,
  isUseNetworkAcl,
  isUsePrefixList,
  isUseRouteTable,
  isVpcEndpoint,
  type RouteTable as RouteTableNode,
  type Subnet as SubnetNode,
  type VpcEndpoint as VpcEndpointNode,
  type Vpc as VpcNode,
} from '../generated/ast.ts';
import { byId, type Draft, docOf, maybe, present } from './draft.ts';
import { packetFilter } from './filters.ts';
import { host } from './host.ts';
import { tagSettings } from './labels.ts';
import { routes } from './routes.ts';
import { placements } from './services.ts';
import { securityGroups, subnets, use } from './uses.ts';

function subnet(draft: Draft, vpc: ElementId, node: SubnetNode): Subnet | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const table = node.items.filter(isUseRouteTable).at(-1);
  const acl = node.items.filter(isUseNetworkAcl).at(-1);
  return {
    id,
    name: node.name,
    ...docOf(node),
    vpc,
    cidrs: draft.written(id, 'cidr', node, 'cidrs', node.cidrs),
    ...maybe('zone', node.zone),
    ...maybe('routeTable', use(draft, id, 'route-table', table, table?.table)),
    routes: routes(draft, id, node.items.filter(isRoute)),
    ...maybe('networkAcl', use(draft, id, 'network-acl', acl, acl?.acl)),
    settings: [
      ...draft.settings(id, node.items.filter(isSetting)),
      ...tagSettings(draft, id, node.items.filter(isTags)),
    ],
  };
}

/** A route table of a VPC or of a transit gateway. */
export function routeTable(draft: Draft, node: RouteTableNode): RouteTable | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const propagating = node.items.filter(isPropagatingVgws).flatMap((line) => draft.all(id, line.gateways));
  return {
    id,
    name: node.name,
    ...docOf(node),
    routes: routes(draft, id, node.items.filter(isRoute)),
    ...(propagating.length > 0 ? { propagating } : {}),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

function gateway(draft: Draft, vpc: ElementId, node: GatewayNode): Gateway | undefined {
  const id = draft.element(node);
  if (!id || !node.kind) return undefined;
  const around = draft.around(node);
  return {
    id,
    name: node.name,
    ...docOf(node),
    kind: node.kind,
    vpc,
    ...maybe('subnet', draft.of(id, node.subnet) ?? (around?.type === 'Subnet' ? around.id : undefined)),
    addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
    eips: draft.written(id, 'eip', node, 'eips', node.eips),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

function endpoint(draft: Draft, node: VpcEndpointNode): VpcEndpoint | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  return {
    id,
    name: node.name,
    ...docOf(node),
    ...maybe('kind', node.kind),
    ...maybe('service', node.items.findLast(isEndpointService)?.service),
    placements: placements(draft, id, node.items.filter(isPlaceInSubnet)),
    subnets: subnets(draft, id, node.items),
    ...maybe('prefixList', draft.of(id, node.items.findLast(isUsePrefixList)?.list)),
    securityGroups: securityGroups(draft, id, node.items) ?? [],
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** A VPC with everything in it; what stands in a subnet's block belongs to the VPC's lists. */
export function vpc(draft: Draft, node: VpcNode): Vpc | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const subnetNodes = node.items.filter(isSubnet);
  const inside = [...node.items, ...subnetNodes.flatMap((block) => block.items)];
  const gateways = inside.filter(isGateway).map((item) => gateway(draft, id, item));
  const ownRoutes = routes(draft, id, node.items.filter(isRoute));
  const hosts = inside.filter(isHost).map((item) => host(draft, item));
  return {
    id,
    name: node.name,
    ...docOf(node),
    cidrs: draft.written(id, 'cidr', node, 'cidrs', node.cidrs),
    ...maybe('cloud', node.cloud),
    subnets: byId(present(subnetNodes.map((item) => subnet(draft, id, item)))),
    routeTables: byId(present(node.items.filter(isRouteTable).map((item) => routeTable(draft, item)))),
    ...(ownRoutes.length > 0 ? { routes: ownRoutes } : {}),
    gateways: byId(present(gateways)),
    securityGroups: byId(present(node.items.filter(isSecurityGroup).map((item) => packetFilter(draft, item)))),
    networkAcls: byId(present(node.items.filter(isNetworkAcl).map((item) => packetFilter(draft, item)))),
    firewallRules: byId(present(node.items.filter(isFirewallRule).map((item) => packetFilter(draft, item)))),
    endpoints: byId(present(node.items.filter(isVpcEndpoint).map((item) => endpoint(draft, item)))),
    hosts: byId(present(hosts)),
    settings: [
      ...draft.settings(id, node.items.filter(isSetting)),
      ...tagSettings(draft, id, node.items.filter(isTags)),
    ],
  };
}
