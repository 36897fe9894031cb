import type { Cluster, Node, Pod, Service } from '../../src/topology/cluster.ts';
import type { FilterLine, PacketFilter } from '../../src/topology/filter.ts';
import { type ElementId, elementId } from '../../src/topology/id.ts';
import type { Operand } from '../../src/topology/operand.ts';
import type { Walk } from '../../src/topology/question.ts';
import type { Setting } from '../../src/topology/setting.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { emptyTopology } from '../../src/topology/topology.ts';
import type { Gateway, Host, Subnet, Vpc, Written } from '../../src/topology/vpc.ts';

/** Topologies from values, without a text: short makers with everything optional that a test does not care about. */
export const id = (text: string): ElementId => elementId(text);
export const written = (owner: string, text: string): Written => ({ id: id(`${owner}#${text}`), text });
export const setting = (owner: string, key: string, ...values: string[]): Setting => ({
  id: id(`${owner}#${key}`),
  key,
  values,
  settings: [],
});

export const subnet = (name: string, cidr: string, more: Partial<Subnet> = {}): Subnet => ({
  id: id(`v/${name}`),
  name,
  vpc: id('v'),
  cidrs: [written(`v/${name}`, cidr)],
  routes: [],
  settings: [],
  ...more,
});

export const vpc = (cidr: string, subnets: readonly Subnet[], more: Partial<Vpc> = {}): Vpc => ({
  id: id('v'),
  name: 'v',
  cidrs: [written('v', cidr)],
  cloud: 'aws',
  subnets,
  routeTables: [],
  gateways: [],
  securityGroups: [],
  networkAcls: [],
  firewallRules: [],
  endpoints: [],
  hosts: [],
  settings: [],
  ...more,
});

export const gateway = (name: string, kind: Gateway['kind'], more: Partial<Gateway> = {}): Gateway => ({
  id: id(`v/${name}`),
  name,
  kind,
  vpc: id('v'),
  addresses: [],
  eips: [],
  settings: [],
  ...more,
});

export const allowAll = (owner: string, direction: 'ingress' | 'egress'): FilterLine => ({
  id: id(`${owner}#${direction}`),
  direction,
  ports: [{ protocol: 'all' }],
  peers: [{ kind: 'cidr', cidr: '0.0.0.0/0' }],
});

export const group = (name: string, lines: readonly FilterLine[]): PacketFilter => ({
  id: id(`v/${name}`),
  name,
  lines,
  settings: [],
});

export const host = (
  name: string,
  place: Host['place'],
  address: string | undefined,
  ports: readonly number[] = [],
  more: Partial<Host> = {},
): Host => ({
  id: id(`h/${name}`),
  name,
  place,
  addresses: address === undefined ? [] : [written(`h/${name}`, address)],
  ports: ports.map((port) => ({ id: id(`h/${name}#${port}`), port, protocol: 'tcp' })),
  eips: [],
  settings: [],
  ...more,
});

export const node = (name: string, machine: string, at: string, more: Partial<Node> = {}): Node => ({
  id: id(`c/${name}`),
  name,
  machine,
  addresses: [],
  subnet: id(`v/${at}`),
  enis: [],
  eips: [],
  labels: {},
  settings: [],
  ...more,
});

export const pod = (name: string, on: string | undefined, more: Partial<Pod> = {}): Pod => ({
  id: id(`c/default/${name}`),
  name,
  namespace: 'default',
  addresses: [],
  labels: {},
  containers: [],
  ports: [{ id: id(`c/default/${name}#8080`), port: 8080, protocol: 'tcp' }],
  settings: [],
  ...(on === undefined ? {} : { node: id(`c/${on}`) }),
  ...more,
});

export const service = (name: string, app: string, more: Partial<Service> = {}): Service => ({
  id: id(`c/default/${name}#service`),
  name,
  namespace: 'default',
  addresses: [],
  vips: [],
  selector: { id: id(`c/default/${name}#selector`), requirements: [{ key: 'app', operator: 'in', values: [app] }] },
  ports: [{ id: id(`c/default/${name}#80`), port: 80, protocol: 'tcp', target: 8080 }],
  endpoints: [],
  placements: [],
  subnets: [],
  securityGroups: [],
  labels: {},
  settings: [],
  ...more,
});

export const cluster = (nodes: readonly Node[], pods: readonly Pod[], more: Partial<Cluster> = {}): Cluster => ({
  id: id('c'),
  name: 'c',
  platform: 'eks',
  vpc: id('v'),
  nodes,
  nodeGroups: [],
  namespaces: [],
  eniConfigs: [],
  pods,
  workloads: [],
  services: [],
  ingresses: [],
  gateways: [],
  gatewayRoutes: [],
  networkPolicies: [],
  clusterPolicies: [],
  securityGroupPolicies: [],
  settings: [],
  ...more,
});

export const to = (of: ElementId, port?: number): Operand => ({
  kind: 'element',
  of,
  text: of,
  ...(port === undefined ? {} : { port }),
});
export const toAddress = (address: string, port: number): Operand => ({
  kind: 'address',
  address,
  port,
  text: address,
});

export const walk = (name: string, from: ElementId, target: Operand, more: Partial<Walk> = {}): Walk => ({
  id: id(`walk.${name}`),
  uri: 'memory:/main.netk',
  name,
  from: to(from),
  to: target,
  chooses: [],
  givens: [],
  expects: [],
  settings: [],
  ...more,
});

export const topology = (more: Partial<Topology>): Topology => ({ ...emptyTopology, ...more });
