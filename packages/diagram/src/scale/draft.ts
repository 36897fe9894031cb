import type { Scene, SceneHost, SceneNode, SceneSubnet, SceneVpc } from '@netk/engine';
import { ordered } from '../layout/order.ts';
import type { ScaleKind } from './scale-map.ts';

/** A cell before it has a place. */
export interface Draft {
  readonly id: string;
  readonly kind: ScaleKind;
  readonly label: string;
  readonly sub: string;
  readonly element?: string;
  readonly used?: number;
  readonly max?: number;
  /** The class of subnets that it is in: those of one class stand beside each other. */
  readonly row?: string;
  /** The classes of subnets of a VPC, in their order. */
  readonly rows?: readonly string[];
  readonly inside: readonly Draft[];
}

/** What is on the map, nested: the Internet, homes and VPCs, in these zones, subnets, nodes and other machines, pods. */
export function draftsOf(scene: Scene): readonly Draft[] {
  const outside = [...scene.internet, ...scene.names, ...scene.systems.map(systemHost)];
  const band: readonly Draft[] = [
    { id: 'internet', kind: 'internet', label: 'Internet', sub: '', inside: ordered(outside).map(hostDraft) },
  ];
  return [
    ...(outside.length > 0 || scene.vpcs.some(({ igw, eigw }) => igw ?? eigw) ? band : []),
    ...ordered(scene.lans).map(
      (lan): Draft => ({
        ...{ id: lan.id, kind: 'lan', label: lan.label, sub: lan.cidr, element: lan.id },
        inside: [...ordered(lan.routers), ...ordered(lan.hosts)].map(hostDraft),
      }),
    ),
    ...ordered(scene.vpcs).map(vpcDraft),
  ];
}

const systemHost = ({ id, label, sub, element }: Scene['systems'][number]): SceneHost => ({
  ...{ id: id as SceneHost['id'], label, sub, kind: 'host' },
  ...(element === undefined ? {} : { element }),
});

const hostDraft = ({ id, label, sub, element }: SceneHost): Draft => ({
  ...{ id, kind: 'host', label, sub, element: element ?? id, inside: [] },
});

function vpcDraft(vpc: SceneVpc): Draft {
  const gateways = [vpc.igw, vpc.eigw].flatMap((each) => (each ? [{ ...each, leads: 'to the Internet' }] : []));
  const edges = [...gateways, ...(vpc.edges ?? [])].map(
    ({ id, label, leads }): Draft => ({ id, kind: 'edge', label, sub: leads, element: id, inside: [] }),
  );
  const common = { id: vpc.id, kind: 'vpc', label: vpc.label, sub: vpc.cidr, element: vpc.id } as const;
  const rows = vpc.rows.map(({ id }) => id);
  const zones = ordered(vpc.zones);
  const subnetsOf = (zone: string): readonly Draft[] =>
    rows.flatMap((row) =>
      vpc.subnets.filter((each) => each.zone === zone && each.row === row).map((each) => subnetDraft(each, vpc)),
    );
  // where nothing is said of zones there is no level of zones
  if (zones.every(({ label }) => label === ''))
    return withPods({ ...common, rows, inside: [...edges, ...zones.flatMap(({ id }) => subnetsOf(id))] });
  return withPods({
    ...common,
    rows,
    inside: [
      ...edges,
      ...zones.map(({ id, label }) =>
        withPods({ id, kind: 'zone', label: label || 'no zone', sub: '', inside: subnetsOf(id) }),
      ),
    ],
  });
}

function subnetDraft(subnet: SceneSubnet, vpc: SceneVpc): Draft {
  const { id, label, cidr, zone, row, used, usable } = subnet;
  const balancers = ordered(vpc.balancers).flatMap((balancer): Draft[] => {
    const port = balancer.row === row ? balancer.ports[zone] : undefined;
    const { label, id: element } = balancer;
    return port ? [{ id: port.id, kind: 'balancer', label, sub: port.address, element, inside: [] }] : [];
  });
  return {
    ...{ id, kind: 'subnet', label, sub: cidr, element: id, row, used, max: usable },
    inside: [...ordered(subnet.hosts).map(hostDraft), ...balancers, ...ordered(subnet.nodes).map(nodeDraft)],
  };
}

const nodeDraft = ({ id, label, machine, used, max, enis }: SceneNode): Draft => ({
  ...{ id, kind: 'node', label, sub: machine, element: id, used },
  ...(max === undefined ? {} : { max }),
  inside: ordered(enis.flatMap(({ pods }) => pods.filter(({ of }) => of === undefined))).map(
    ({ id, label, address }): Draft => ({ id, kind: 'pod', label, sub: address, element: id, inside: [] }),
  ),
});

/** With the pods that its nodes have, and can have where that is known of each. */
function withPods(draft: Draft): Draft {
  const nodes = nodesIn(draft);
  if (nodes.length === 0) return draft;
  const used = nodes.reduce((sum, node) => sum + (node.used ?? 0), 0);
  if (nodes.some(({ max }) => max === undefined)) return { ...draft, used };
  return { ...draft, used, max: nodes.reduce((sum, node) => sum + node.max!, 0) };
}

const nodesIn = (draft: Draft): readonly Draft[] =>
  draft.kind === 'node' ? [draft] : draft.kind === 'pod' ? [] : draft.inside.flatMap(nodesIn);
