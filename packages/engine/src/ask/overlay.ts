import { exposedService } from '../plan/plan-services.ts';
import type { Cluster, NodeGroup, Service, Workload } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import type { Internet } from '../topology/internet.ts';
import type { Given } from '../topology/question.ts';
import type { Topology } from '../topology/topology.ts';
import type { Vpc } from '../topology/vpc.ts';
import * as laid from './overlay-items.ts';

/** Why a `given` cannot be laid on the topology: the walk is undetermined, with this reason. */
export function cannotOverlay(given: Given): string | undefined {
  return given.of === undefined ? `given ${given.kind} ${given.name} is not modelled yet` : undefined;
}

/** The topology as it would be with the statements of all `given` blocks: a setting or route replaces the one of the same key. */
export function overlay(topology: Topology, givens: readonly Given[]): Topology {
  return givens.reduce(lay, topology);
}

/** Changes the one item that is meant; the list stays the same when it has none. */
type On = <T extends { readonly id: ElementId }>(
  list: readonly T[],
  change: (item: T, given: Given) => T,
) => readonly T[];

function lay(topology: Topology, given: Given): Topology {
  const on: On = (list, change) =>
    list.some(({ id }) => id === given.of)
      ? list.map((item) => (item.id === given.of ? change(item, given) : item))
      : list;
  return {
    ...topology,
    vpcs: topology.vpcs.map((each) => layVpc(each, given, on)),
    clusters: topology.clusters.map((each) => layCluster(each, given, on)),
    peerings: on(topology.peerings, laid.settled),
    transitGateways: on(topology.transitGateways, laid.routed),
    ...(topology.internet ? { internet: layInternet(topology.internet, on) } : {}),
  };
}

const layVpc = (each: Vpc, given: Given, on: On): Vpc => ({
  ...(each.id === given.of ? laid.settled(each, given) : each),
  subnets: on(each.subnets, laid.subnet),
  routeTables: on(each.routeTables, laid.routed),
  gateways: on(each.gateways, laid.gateway),
  securityGroups: on(each.securityGroups, laid.filter),
  networkAcls: on(each.networkAcls, laid.filter),
  firewallRules: on(each.firewallRules, laid.filter),
  endpoints: on(each.endpoints, laid.endpoint),
  hosts: on(each.hosts, laid.host),
});

const layCluster = (written: Cluster, given: Given, on: On): Cluster => {
  const each = withExposed(written, given.of);
  return {
    ...(each.id === given.of ? laid.settled(each, given) : each),
    nodes: on(each.nodes, laid.node),
    nodeGroups: on(each.nodeGroups, laid.nodeGroup).map((group) => layGenerated(group, given, layNode)),
    namespaces: on(each.namespaces, laid.namespace),
    eniConfigs: on(each.eniConfigs, laid.eniConfig),
    pods: on(each.pods, laid.template),
    workloads: on(each.workloads, laid.workload).map((workload) => layGenerated(workload, given, layPod)),
    services: on(each.services, laid.service),
    ingresses: on(each.ingresses, laid.ingress),
    networkPolicies: on(each.networkPolicies, laid.networkPolicy),
    securityGroupPolicies: on(each.securityGroupPolicies, laid.securityGroupPolicy),
  };
};

const layInternet = (each: Internet, on: On): Internet => ({
  ...each,
  systems: on(each.systems, laid.system),
  lans: on(each.lans, laid.settled),
  routers: on(each.routers, laid.settled),
  clients: on(each.clients, laid.settled),
  hosts: on(each.hosts, laid.host),
  resolvers: on(each.resolvers, laid.settled),
  zones: on(each.zones, laid.settled),
});

/** A Service that `expose` lines make becomes a written one, when it is the one that is meant. */
function withExposed(cluster: Cluster, of: ElementId | undefined): Cluster {
  const workload = cluster.workloads.find(({ id, expose }) => expose.length > 0 && `${id}#service` === of);
  const service: Service | undefined = workload && of && exposedService(cluster, of);
  if (!workload || !service) return cluster;
  return {
    ...cluster,
    workloads: cluster.workloads.map((each) => (each === workload ? { ...each, expose: [] } : each)),
    services: [...cluster.services, service],
  };
}

const layNode = (group: NodeGroup, id: ElementId, given: Given): NodeGroup => {
  const known = group.exceptions?.get(id) ?? { ...group, eips: [] };
  return { ...group, exceptions: new Map([...(group.exceptions ?? []), [id, laid.machine(known, given)]]) };
};

const layPod = (workload: Workload, id: ElementId, given: Given): Workload => {
  const known = workload.exceptions?.get(id) ?? workload;
  return { ...workload, exceptions: new Map([...(workload.exceptions ?? []), [id, laid.template(known, given)]]) };
};

/** One node of a group, or pod of a workload: its id is that of the group and a number. */
function layGenerated<T extends { readonly id: ElementId }>(
  item: T,
  given: Given,
  change: (item: T, id: ElementId, given: Given) => T,
): T {
  const { of } = given;
  const generated = of?.startsWith(`${item.id}-`) && /^\d+$/.test(of.slice(item.id.length + 1));
  return of && generated ? change(item, of, given) : item;
}
