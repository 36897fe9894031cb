import type { Cluster, Node, Pod, Service, Workload } from '../topology/cluster.ts';
import type { PacketFilter } from '../topology/filter.ts';
import type { Given } from '../topology/question.ts';
import type { Setting } from '../topology/setting.ts';
import type { Topology } from '../topology/topology.ts';
import type { Host, Route, RouteTable, Subnet, Vpc } from '../topology/vpc.ts';

/** What `given` can overlay; other kinds make the walk undetermined, with this reason. */
export function cannotOverlay(given: Given): string | undefined {
  if (given.of === undefined) return `given ${given.kind} ${given.name} is not modelled yet`;
  const kinds = [
    'subnet',
    'route-table',
    'security-group',
    'network-acl',
    'cluster',
    'node',
    'pod',
    'service',
    'deployment',
    'statefulset',
    'daemonset',
    'host',
    'vpc',
  ];
  return kinds.includes(given.kind) ? undefined : `given ${given.kind} is not modelled yet`;
}

/** The topology as it would be with the statements of all `given` blocks: a setting or route replaces the one of the same key. */
export function overlay(topology: Topology, givens: readonly Given[]): Topology {
  return givens.reduce(lay, topology);
}

function lay(topology: Topology, given: Given): Topology {
  const on = <T extends { readonly id: string }>(list: readonly T[], change: (item: T) => T): readonly T[] =>
    list.map((item) => (item.id === given.of ? change(item) : item));
  const vpc = (each: Vpc): Vpc => ({
    ...each,
    ...(each.id === given.of ? { settings: settings(each.settings, given.settings) } : {}),
    subnets: on(each.subnets, (item) => subnet(item, given)),
    routeTables: on(
      each.routeTables,
      (item): RouteTable => ({
        ...item,
        routes: routes(item.routes, given.routes),
        settings: settings(item.settings, given.settings),
      }),
    ),
    securityGroups: on(each.securityGroups, (item) => filter(item, given)),
    networkAcls: on(each.networkAcls, (item) => filter(item, given)),
    hosts: on(each.hosts, (item) => host(item, given)),
  });
  const cluster = (each: Cluster): Cluster => ({
    ...each,
    ...(each.id === given.of ? { settings: settings(each.settings, given.settings) } : {}),
    nodes: on(each.nodes, (item) => node(item, given)),
    pods: on(each.pods, (item): Pod => template(item, given)),
    workloads: on(each.workloads, (item): Workload => template(item, given)),
    services: on(each.services, (item) => service(item, given)),
  });
  const { internet } = topology;
  return {
    ...topology,
    vpcs: topology.vpcs.map(vpc),
    clusters: topology.clusters.map(cluster),
    ...(internet ? { internet: { ...internet, hosts: on(internet.hosts, (item) => host(item, given)) } } : {}),
  };
}

/** A component's block merges, any other setting is replaced as a whole. */
function settings(base: readonly Setting[], over: readonly Setting[]): readonly Setting[] {
  const out = new Map(base.map((each) => [each.key, each]));
  for (const each of over) {
    const known = out.get(each.key);
    out.set(each.key, known && each.settings.length > 0 ? merged(known, each) : each);
  }
  return [...out.values()];
}

const merged = (known: Setting, over: Setting): Setting => ({
  ...known,
  ...(over.values.length > 0 ? { values: over.values } : {}),
  settings: settings(known.settings, over.settings),
});

const routes = (base: readonly Route[], over: readonly Route[]): readonly Route[] => [
  ...base.filter((route) => !over.some((other) => other.destination === route.destination)),
  ...over,
];

const subnet = (item: Subnet, given: Given): Subnet => ({
  ...item,
  ...(given.routeTable ? { routeTable: given.routeTable } : {}),
  ...(given.networkAcl ? { networkAcl: given.networkAcl } : {}),
  routes: given.routeTable ? [] : routes(item.routes, given.routes),
  settings: settings(item.settings, given.settings),
});

const filter = (item: PacketFilter, given: Given): PacketFilter => ({
  ...item,
  lines: [...item.lines, ...given.lines],
  settings: settings(item.settings, given.settings),
});

const host = (item: Host, given: Given): Host => ({
  ...item,
  ports: [...item.ports, ...given.ports],
  ...(given.eips.length > 0 ? { eips: given.eips } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  settings: settings(item.settings, given.settings),
});

const node = (item: Node, given: Given): Node => ({
  ...item,
  ...(given.eips.length > 0 ? { eips: given.eips } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  ...(given.labels ? { labels: given.labels } : {}),
  settings: settings(item.settings, given.settings),
});

const template = <T extends Pod | Workload>(item: T, given: Given): T => ({
  ...item,
  ports: [...item.ports, ...given.ports],
  ...(given.labels ? { labels: given.labels } : {}),
  settings: settings(item.settings, given.settings),
});

const service = (item: Service, given: Given): Service => ({
  ...item,
  ports: [...item.ports, ...given.ports],
  ...(given.selector ? { selector: given.selector } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  ...(given.subnets ? { subnets: given.subnets } : {}),
  settings: settings(item.settings, given.settings),
});
