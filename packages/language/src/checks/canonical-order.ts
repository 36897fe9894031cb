import type { AstNode } from 'langium';
import {
  isChoose,
  isCluster,
  isControlPlane,
  isExpect,
  isGateway,
  isGiven,
  isHost,
  isNamespace,
  isNetworkAcl,
  isNode,
  isNodeGroup,
  isPod,
  isPort,
  isRouteTable,
  isSecurityGroup,
  isSelector,
  isService,
  isSetting,
  isSubnet,
  isVpc,
  isWalk,
  isWorkload,
} from '../generated/ast.ts';

/** Statements that stand together in a block, and what they are called. */
interface Group {
  readonly name: string;
  has(node: AstNode): boolean;
}

const settings = (name: string, keys?: readonly string[]): Group => ({
  name,
  has: (node) => isSetting(node) && (keys === undefined || keys.includes(node.key)),
});

const vpc: readonly Group[] = [
  settings('region', ['region']),
  settings('settings'),
  { name: 'gateways', has: isGateway },
  { name: 'route tables', has: isRouteTable },
  { name: 'subnets', has: isSubnet },
  { name: 'network ACLs', has: isNetworkAcl },
  { name: 'security groups', has: isSecurityGroup },
  { name: 'hosts', has: isHost },
];

const cluster: readonly Group[] = [
  settings('version', ['kubernetes']),
  settings('CIDRs', ['serviceCIDR', 'clusterCIDR', 'ipFamily', 'dnsAddress']),
  settings('components'),
  { name: 'control plane', has: isControlPlane },
  { name: 'nodes', has: (node) => isNode(node) || isNodeGroup(node) },
  { name: 'namespaces', has: (node) => [isNamespace, isWorkload, isPod, isService].some((is) => is(node)) },
];

const service: readonly Group[] = [
  settings('settings'),
  { name: 'selector', has: isSelector },
  { name: 'ports', has: isPort },
];

const walk: readonly Group[] = [
  { name: 'given lines', has: isGiven },
  { name: 'choices', has: isChoose },
  settings('header fields'),
  { name: 'expectations', has: isExpect },
];

/** The groups of a block in the order in which people look for them; undefined: its statements have none. */
export function orderOf(block: AstNode): readonly Group[] | undefined {
  if (isVpc(block)) return vpc;
  if (isCluster(block)) return cluster;
  if (isService(block)) return service;
  return isWalk(block) ? walk : undefined;
}

/** The place of a statement's group in the order of its block; undefined: it may stand anywhere. */
export function rankOf(node: AstNode, order: readonly Group[]): number | undefined {
  const at = order.findIndex((group) => group.has(node));
  return at < 0 ? undefined : at;
}

/** The first statement of a block that stands below one of a later group. */
export function firstMisplaced(
  items: readonly AstNode[],
  order: readonly Group[],
): { readonly node: AstNode; readonly rank: number; readonly below: number } | undefined {
  let highest = 0;
  for (const node of items) {
    const rank = rankOf(node, order);
    if (rank === undefined) continue;
    if (rank < highest) return { node, rank, below: highest };
    highest = rank;
  }
  return undefined;
}
