import { naturalOrder } from '../../base/natural-order.ts';
import type { Plan, PlannedHost, PlannedVpc } from '../../plan/plan.ts';
import { balancersOf } from './balancers-of.ts';
import { gridOf } from './grid-of.ts';
import { systemsOf } from './internet-of.ts';
import { nodesOf } from './nodes-of.ts';
import type { Scene, SceneHost, SceneSubnet, SceneVpc } from './scene.ts';
import { servicesOf } from './services-of.ts';
import { strangersOf } from './strangers-of.ts';
import { targetGroupsOf } from './target-groups-of.ts';

/** What there is to draw of a plan. Pure, and independent of the order of declarations. */
export function sceneOf(plan: Plan): Scene {
  return {
    internet: [
      ...plan.hosts.filter((host) => host.subnet === undefined).map(sceneHost),
      ...strangersOf(plan),
      ...plan.routers.map(({ id, name, wan }): SceneHost => ({ id, label: name, sub: wan, kind: 'home-router' })),
    ].sort(byLabel),
    systems: systemsOf(plan),
    vpcs: [...plan.vpcs].sort((a, b) => naturalOrder(a.name, b.name)).map((vpc) => sceneVpc(plan, vpc)),
  };
}

function sceneVpc(plan: Plan, vpc: PlannedVpc): SceneVpc {
  const grid = gridOf(plan, vpc);
  const igw = plan.gateways.find((gateway) => gateway.vpc === vpc.id && gateway.kind === 'internet-gateway');
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
        ].sort(byLabel),
        nodes: nodesOf(plan, subnet),
      };
    })
    .sort(byLabel);
  return {
    id: vpc.id,
    label: vpc.name,
    cidr: vpc.cidrs.join(', '),
    ...(igw && { igw: { id: igw.id, label: igw.name } }),
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
  label: host.name,
  sub: host.address ?? host.eip ?? '',
  kind: host.kind,
});

const byLabel = (a: { label: string; id: string }, b: { label: string; id: string }): number =>
  naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id);
