import { type AstNode, AstUtils } from 'langium';
import {
  type GatewayListener,
  type Given,
  isClusterPolicy,
  isDnsZone,
  isExpose,
  isGateway,
  isGatewayListener,
  isGiven,
  isKubeGateway,
  isKubeRoute,
  isNetworkPolicy,
  isNodeGroup,
  isWorkload,
  type Workload,
} from '../generated/ast.ts';
import { partsOf, treeNodes } from '../syntax/tree-nodes.ts';
import type { Declaration, Generator } from './declaration.ts';
import { blockAround, namespaceAround, namespaced, outerScope } from './scope-of.ts';

/** What one file declares. */
export interface Declarations {
  readonly declared: readonly Declaration[];
  readonly generators: readonly Generator[];
}

/** Statements whose name lives in the VPC, the cluster or the internet block around them: type of the tree → noun. */
const plainNouns: Readonly<Record<string, string>> = {
  Vpc: 'vpc',
  Peering: 'vpc-peering-connection',
  TransitGateway: 'transit-gateway',
  PrefixList: 'prefix-list',
  CustomerGateway: 'customer-gateway',
  VpnConnection: 'vpn-connection',
  VirtualInterface: 'virtual-interface',
  Cluster: 'cluster',
  Subnet: 'subnet',
  RouteTable: 'route-table',
  Gateway: 'gateway',
  SecurityGroup: 'security-group',
  NetworkAcl: 'network-acl',
  FirewallRule: 'firewall-rule',
  VpcEndpoint: 'vpc-endpoint',
  Host: 'host',
  Node: 'node',
  NodeGroup: 'nodegroup',
  EniConfig: 'eniconfig',
  ClusterPolicy: 'clusternetworkpolicy',
  Namespace: 'namespace',
  AutonomousSystem: 'as',
  Lan: 'lan',
  Router: 'router',
  Client: 'client',
  Resolver: 'resolver',
  DnsZone: 'dns-zone',
};

/** Statements whose name lives in a namespace of a cluster. */
const namespacedNouns: Readonly<Record<string, string>> = {
  Pod: 'pod',
  Service: 'service',
  Ingress: 'ingress',
  KubeGateway: 'gateway',
  KubeRoute: 'httproute',
  NetworkPolicy: 'networkpolicy',
  SecurityGroupPolicy: 'securitygrouppolicy',
};

const inScope = (...names: readonly (string | undefined)[]): string[] => names.filter((name) => name !== undefined);

/** A workload is itself, its pods, and with an `expose` line a Service of its name. */
function declareWorkload(node: Workload, declared: Declaration[], generators: Generator[]): void {
  const { namespace, name } = namespaced(node, node.name);
  const common = { name, scope: inScope(outerScope(node), namespace), node };
  declared.push({ ...common, noun: node.kind ?? 'deployment', type: node.$type, generated: false });
  if (node.items.some(isExpose)) declared.push({ ...common, noun: 'service', type: 'Service', generated: true });
  const count = node.kind === 'daemonset' ? undefined : (node.replicas ?? 1);
  generators.push({ ...common, noun: 'pod', type: 'Pod', count, first: node.kind === 'statefulset' ? 0 : 1 });
}

/** A listener is a name in its gateway: `edge/https`. */
function declareListener(node: GatewayListener, declared: Declaration[]): void {
  const gateway = blockAround(node);
  const { namespace, name } = namespaced(node, isKubeGateway(gateway) ? gateway.name : '');
  const scope = inScope(outerScope(node), namespace, name);
  declared.push({ type: node.$type, noun: 'listener', name: node.name, scope, node, generated: false });
}

const mayDeclare = ({ $type }: AstNode): boolean =>
  $type === 'Workload' ||
  $type === 'GatewayListener' ||
  plainNouns[$type] !== undefined ||
  namespacedNouns[$type] !== undefined;

/** What stands in a `given` block is of its walk, and no name of the file. */
const isOfGiven = (node: AstNode): boolean => AstUtils.getContainerOfType(node, isGiven) !== undefined;

/** A private zone may have the name of a public one: who asks from its VPC sees another. */
const viewOf = (node: AstNode): string | undefined =>
  isDnsZone(node) && node.private ? `private in ${node.vpc?.$refText ?? ''}` : undefined;

/** Declares what one statement names. Statements without a name, half typed, declare nothing. */
function declare(node: AstNode, declared: Declaration[], generators: Generator[]): void {
  if (isWorkload(node)) {
    if (node.name) declareWorkload(node, declared, generators);
    return;
  }
  if (isGatewayListener(node)) {
    if (node.name) declareListener(node, declared);
    return;
  }
  const plain = plainNouns[node.$type];
  const noun = plain ?? namespacedNouns[node.$type];
  if (!noun) return;
  const written = (node as { readonly name?: string }).name;
  if (!written) return;
  const { namespace, name } = plain ? { namespace: undefined, name: written } : namespaced(node, written);
  const scope = inScope(outerScope(node), namespace, viewOf(node));
  const common = { type: node.$type, name, scope, node };
  declared.push({
    ...common,
    noun:
      isGateway(node) || isKubeRoute(node) || isClusterPolicy(node) || isNetworkPolicy(node)
        ? (node.kind ?? noun)
        : noun,
    generated: false,
  });
  if (isNodeGroup(node)) generators.push({ ...common, noun: 'node', type: 'Node', count: node.count, first: 1 });
}

/** What a large statement declares, and the scope around it, of which its names are. */
interface Made extends Declarations {
  readonly around: string;
}

const made = new WeakMap<AstNode, Made>();

const around = (statement: AstNode): string => JSON.stringify([outerScope(statement), namespaceAround(statement)]);

function declarationsIn(statement: AstNode): Declarations {
  const earlier = made.get(statement);
  const scope = around(statement);
  if (earlier?.around === scope) return earlier;
  const now = { ...declarationsOf(statement), around: scope };
  made.set(statement, now);
  return now;
}

/** What the blocks in a `given` block declare, for its walk only: most of them are declared elsewhere too. */
export function declarationsOfGiven(given: Given): Declarations {
  const declared: Declaration[] = [];
  const generators: Generator[] = [];
  for (const node of treeNodes(given)) declare(node, declared, generators);
  return { declared, generators };
}

/** Lists the names of a file, or of one large statement: those of statements that did not change are known. */
export function declarationsOf(root: AstNode): Declarations {
  const declared: Declaration[] = [];
  const generators: Generator[] = [];
  for (const { node, isLarge } of partsOf(root)) {
    if (!isLarge) {
      if (mayDeclare(node) && !isOfGiven(node)) declare(node, declared, generators);
    } else {
      const inner = declarationsIn(node);
      for (const each of inner.declared) declared.push(each);
      for (const each of inner.generators) generators.push(each);
    }
  }
  return { declared, generators };
}
