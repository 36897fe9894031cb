import { naturalOrder } from '../../base/natural-order.ts';
import { cloudOf } from '../../compilers/clouds/index.ts';
import type { Plan, PlannedGateway, PlannedHost, PlannedLan, PlannedVpc } from '../../plan/plan.ts';
import { balancersOf, balancersOutside } from './balancers-of.ts';
import { edgesOf } from './edges-of.ts';
import { gridOf } from './grid-of.ts';
import { systemsOf } from './internet-of.ts';
import { nodesOf } from './nodes-of.ts';
import { guardsOf } from './policies-of.ts';
import type { Scene, SceneHost, SceneLan, SceneSubnet, SceneVpc } from './scene.ts';
import { servicesOf } from './services-of.ts';
import { strangersOf } from './strangers-of.ts';
import { targetGroupsOf } from './target-groups-of.ts';

/** What there is to draw of a plan. Pure, and independent of the order of declarations. */
export function sceneOf(plan: Plan): Scene {
  return {
    internet: [
      ...plan.hosts
        .filter((host) => host.subnet === undefined && host.lan === undefined && !zoneOf(plan, host))
        .map(sceneHost),
      ...balancersOutside(plan),
      ...strangersOf(plan),
    ].sort(byLabel),
    names: plan.hosts
      .flatMap((host): SceneHost[] => {
        const zone = zoneOf(plan, host);
        return zone === undefined ? [] : [{ ...sceneHost(host), label: zone === '.' ? 'root' : zone }];
      })
      .sort(byLabel),
    lans: plan.lans.map((lan) => sceneLan(plan, lan)).sort(byLabel),
    systems: systemsOf(plan),
    vpcs: [...plan.vpcs].sort((a, b) => naturalOrder(a.name, b.name)).map((vpc) => sceneVpc(plan, vpc)),
  };
}

/** The zone that a server was made for, which has no line of its own. */
const zoneOf = ({ topology }: Plan, { kind, source }: PlannedHost): string | undefined =>
  kind === 'server' && source !== undefined
    ? topology.internet?.zones.find(({ id }) => id === source)?.name
    : undefined;

function sceneLan({ hosts, routers }: Plan, { id, name, cidr }: PlannedLan): SceneLan {
  return {
    ...{ id, label: name, cidr },
    hosts: hosts
      .filter(({ lan }) => lan === id)
      .map(sceneHost)
      .sort(byLabel),
    routers: routers
      .filter(({ lan }) => lan === id)
      .map((router): SceneHost => ({ id: router.id, label: router.name, sub: router.wan, kind: 'home-router' }))
      .sort(byLabel),
  };
}

function sceneVpc(plan: Plan, vpc: PlannedVpc): SceneVpc {
  const guards = guardsOf(plan);
  const grid = gridOf(plan, vpc);
  const edges = edgesOf(plan, vpc);
  const gatewayOf = (kind: PlannedGateway['kind']) =>
    plan.gateways.find((gateway) => gateway.vpc === vpc.id && gateway.kind === kind);
  const own = cloudOf(vpc.cloud)?.borderOf?.(vpc.id);
  const [igw, eigw] = [own ?? gatewayOf('internet-gateway'), gatewayOf('egress-only-internet-gateway')];
  const subnets = plan.subnets
    .filter((subnet) => subnet.vpc === vpc.id)
    .map((subnet): SceneSubnet => {
      const gateways = plan.gateways.filter((gateway) => gateway.subnet === subnet.id);
      const hosts = plan.hosts.filter((host) => host.subnet === subnet.id).map(sceneHost);
      return {
        id: subnet.id,
        label: subnet.name,
        cidr: subnet.cidr ?? subnet.cidr6 ?? '',
        zone: grid.zoneOf(subnet),
        row: grid.rowOf(subnet),
        table: subnet.routeTableName,
        ...(subnet.routerPort === undefined ? {} : { routerPort: subnet.routerPort }),
        used: subnet.used,
        usable: subnet.usable,
        hosts: [
          ...hosts,
          ...gateways.map(
            (gateway): SceneHost => ({
              id: gateway.id,
              label: gateway.name,
              sub: gateway.address ?? '',
              kind: 'nat-gateway',
            }),
          ),
          ...plan.endpoints.flatMap((endpoint) =>
            endpoint.nodes
              .filter((node) => node.subnet === subnet.id)
              .map(({ id, address }): SceneHost => ({ id, label: endpoint.name, sub: address, kind: 'vpc-endpoint' })),
          ),
        ].sort(byLabel),
        nodes: nodesOf(plan, subnet, guards),
      };
    })
    .sort(byLabel);
  return {
    id: vpc.id,
    label: vpc.name,
    cidr: vpc.cidrs.join(', '),
    ...(igw && { igw: { id: igw.id, label: igw.name, ...(own ? { short: 'gateway' } : {}) } }),
    ...(eigw && { eigw: { id: eigw.id, label: eigw.name } }),
    ...(edges.length > 0 ? { edges } : {}),
    zones: grid.zones,
    rows: grid.rows,
    subnets,
    balancers: balancersOf(plan, vpc, subnets),
    groups: targetGroupsOf(plan, vpc),
    services: servicesOf(plan, vpc),
  };
}

const sceneHost = (host: PlannedHost): SceneHost => ({
  id: host.id,
  // an address in a name is said beside it
  label: host.name.replace(` ${host.address}`, ''),
  sub: host.address ?? host.eip ?? '',
  kind: host.kind,
});

const byLabel = (a: { label: string; id: string }, b: { label: string; id: string }): number =>
  naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id);
