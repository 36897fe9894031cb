import type {
  EniConfig,
  Ingress,
  Namespace,
  NetworkPolicy,
  Node,
  NodeException,
  NodeGroup,
  PodTemplate,
  SecurityGroupPolicy,
  Service,
  Workload,
} from '../topology/cluster.ts';
import type { PacketFilter } from '../topology/filter.ts';
import type { AutonomousSystem } from '../topology/internet.ts';
import type { Given } from '../topology/question.ts';
import type { Setting } from '../topology/setting.ts';
import type { Gateway, Host, Route, Subnet, VpcEndpoint } from '../topology/vpc.ts';

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

/** What has nothing but settings that a `given` can change. */
export const settled = <T extends { readonly settings: readonly Setting[] }>(item: T, given: Given): T => ({
  ...item,
  settings: settings(item.settings, given.settings),
});

export const routed = <T extends { readonly routes: readonly Route[]; readonly settings: readonly Setting[] }>(
  item: T,
  given: Given,
): T => ({ ...settled(item, given), routes: routes(item.routes, given.routes) });

export const subnet = (item: Subnet, given: Given): Subnet => ({
  ...settled(item, given),
  ...(given.routeTable ? { routeTable: given.routeTable } : {}),
  ...(given.networkAcl ? { networkAcl: given.networkAcl } : {}),
  routes: given.routeTable ? [] : routes(item.routes, given.routes),
});

export const gateway = (item: Gateway, given: Given): Gateway => ({
  ...settled(item, given),
  ...(given.eips.length > 0 ? { eips: given.eips } : {}),
});

export const endpoint = (item: VpcEndpoint, given: Given): VpcEndpoint => ({
  ...settled(item, given),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  ...(given.subnets ? { subnets: given.subnets } : {}),
});

export const filter = (item: PacketFilter, given: Given): PacketFilter => ({
  ...settled(item, given),
  lines: [...item.lines, ...given.lines],
});

export const host = (item: Host, given: Given): Host => ({
  ...settled(item, given),
  ports: [...item.ports, ...given.ports],
  ...(given.eips.length > 0 ? { eips: given.eips } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
});

/** What a node that is written and one that a group makes have in common. */
export const machine = (item: NodeException, given: Given): NodeException => ({
  eips: given.eips.length > 0 ? given.eips : item.eips,
  ...(given.securityGroups
    ? { securityGroups: given.securityGroups }
    : item.securityGroups
      ? { securityGroups: item.securityGroups }
      : {}),
  labels: given.labels ?? item.labels,
  settings: settings(item.settings, given.settings),
});

export const node = (item: Node, given: Given): Node => ({ ...item, ...machine(item, given) });

export const nodeGroup = (item: NodeGroup, given: Given): NodeGroup => ({
  ...settled(item, given),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  ...(given.labels ? { labels: given.labels } : {}),
  ...(given.count === undefined ? {} : { count: given.count }),
});

export const template = <T extends PodTemplate>(item: T, given: Given): T => ({
  ...settled(item, given),
  ports: [...item.ports, ...given.ports],
  ...(given.labels ? { labels: given.labels } : {}),
  ...(given.selector ? { nodeSelector: given.selector } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
});

export const workload = (item: Workload, given: Given): Workload => ({
  ...template(item, given),
  expose: [...item.expose, ...(given.expose ?? [])],
  ...(given.count === undefined ? {} : { replicas: given.count }),
});

export const service = (item: Service, given: Given): Service => ({
  ...settled(item, given),
  ports: [...item.ports, ...given.ports],
  endpoints: [...item.endpoints, ...(given.endpoints ?? [])],
  ...(given.labels ? { labels: given.labels } : {}),
  ...(given.selector ? { selector: given.selector } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  ...(given.subnets ? { subnets: given.subnets } : {}),
  ...(given.placements ? { placements: given.placements } : {}),
});

export const ingress = (item: Ingress, given: Given): Ingress => ({
  ...settled(item, given),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
  ...(given.subnets ? { subnets: given.subnets } : {}),
  ...(given.placements ? { placements: given.placements } : {}),
});

export const namespace = (item: Namespace, given: Given): Namespace => ({
  ...settled(item, given),
  ...(given.labels ? { labels: given.labels } : {}),
});

export const eniConfig = (item: EniConfig, given: Given): EniConfig => ({
  ...settled(item, given),
  ...(given.placements?.[0] ? { subnet: given.placements[0].subnet } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
});

export const networkPolicy = (item: NetworkPolicy, given: Given): NetworkPolicy => ({
  ...settled(item, given),
  ...(given.selector ? { podSelector: given.selector } : {}),
  rules: [...item.rules, ...(given.policyRules ?? [])],
});

export const securityGroupPolicy = (item: SecurityGroupPolicy, given: Given): SecurityGroupPolicy => ({
  ...settled(item, given),
  ...(given.selector ? { podSelector: given.selector } : {}),
  ...(given.securityGroups ? { securityGroups: given.securityGroups } : {}),
});

export const system = (item: AutonomousSystem, given: Given): AutonomousSystem => ({
  ...settled(item, given),
  announces: [...item.announces, ...(given.announces ?? [])],
});
