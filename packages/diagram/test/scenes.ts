import {
  type ElementId,
  elementId,
  type Scene,
  type SceneHost,
  type SceneNode,
  type ScenePod,
  type SceneSubnet,
  type SceneSystem,
  type SceneTargetGroup,
  type SceneVpc,
} from '@netk/engine';
import fc from 'fast-check';

export interface Shape {
  readonly outside: number;
  /** Machines behind each home router. */
  readonly lans: readonly number[];
  readonly systems: number;
  readonly vpcs: readonly {
    readonly igw: boolean;
    readonly rows: number;
    /** Per zone and row: the subnet's hosts and, per node, the pods of each interface. */
    readonly zones: readonly (readonly ({ hosts: number; nodes: readonly (readonly number[])[] } | null)[])[];
    readonly balancer: boolean;
    readonly services: number;
  }[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  outside: fc.nat(4),
  lans: fc.array(fc.nat(3), { maxLength: 3 }),
  systems: fc.nat(4),
  vpcs: fc.array(
    fc.record({
      igw: fc.boolean(),
      rows: fc.integer({ min: 1, max: 3 }),
      zones: fc.array(
        fc.array(
          fc.option(
            fc.record({
              hosts: fc.nat(3),
              nodes: fc.array(fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), { maxLength: 7 }),
            }),
          ),
          { minLength: 3, maxLength: 3 },
        ),
        { maxLength: 4 },
      ),
      balancer: fc.boolean(),
      services: fc.nat(3),
    }),
    { maxLength: 3 },
  ),
});

/** Random scenes: several VPCs, empty VPCs, no zones, missing subnets. */
export const scenes: fc.Arbitrary<Scene> = shape.map(sceneOfShape);

const hosts = (prefix: string, count: number): readonly SceneHost[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: elementId(`${prefix}h${i}`), label: `host-${i}`, sub: `10.0.0.${i}`, kind: 'host' as const },
  }));

const systems = (count: number): readonly SceneSystem[] =>
  Array.from({ length: count }, (_, i) => ({ id: `as${i}`, label: `as-${i}`, sub: `AS ${64500 + i}`, rank: i % 2 }));

const portOf = (id: string) => ({ id: elementId(id), address: '10.0.0.9' });

export function sceneOfShape(given: Shape): Scene {
  return {
    internet: hosts('out/', given.outside),
    names: given.lans.length > 1 ? hosts('zone/', given.lans.length + 2) : [],
    lans: given.lans.map((count, i) => ({
      ...{ id: elementId(`lan${i}`), label: `home-${i}`, cidr: '192.168.178.0/24' },
      hosts: hosts(`lan${i}/`, count),
      // one network has lost its router
      routers:
        i === 2 ? [] : [{ id: elementId(`lan${i}/box`), label: 'box', sub: '198.51.100.1', kind: 'home-router' }],
    })),
    systems: systems(given.systems),
    vpcs: given.vpcs.map((vpc, v): SceneVpc => {
      const id = elementId(`v${v}`);
      const zones = vpc.zones.map((_, z) => ({ id: `${id}#zone.${z}`, label: `zone-${z}` }));
      const rows = ['public', 'private', 'isolated'].slice(0, vpc.rows).map((row) => ({ id: row, label: row }));
      const subnets = vpc.zones.flatMap((zone, z) =>
        rows.flatMap((row, r): SceneSubnet[] => {
          const cell = zone[r];
          if (!cell) return [];
          const name = `${id}/s${z}-${r}`;
          const nodes = cell.nodes.map((enis, n): SceneNode => nodeOf(`${name}/n${n}`, `n${n}`, enis));
          return [
            {
              ...{ id: elementId(name), label: `s${z}-${r}`, cidr: '10.0.0.0/24', zone: zones[z]!.id, row: row.id },
              ...{ table: 'rt', used: 1, usable: 251, hosts: hosts(`${name}/`, cell.hosts), nodes },
            },
          ];
        }),
      );
      const pods = subnets.flatMap((s) => s.nodes.flatMap((n) => n.enis.flatMap((e) => e.pods)));
      return {
        ...{ id, label: `vpc-${v}`, cidr: '10.0.0.0/16', zones, rows, subnets },
        ...(vpc.igw && { igw: { id: elementId(`${id}/igw`), label: 'igw' } }),
        balancers: vpc.balancer
          ? [
              {
                ...{ id: elementId(`${id}/lb`), label: 'NLB web', row: 'public' },
                ...{ listens: 'TCP :80', ends: false },
                ports: Object.fromEntries(zones.map((z) => [z.id, portOf(`${id}/lb@${z.id}`)])),
              },
              {
                ...{ id: elementId(`${id}/alb`), label: 'ALB shop', row: 'public' },
                ...{ listens: 'HTTP :80, HTTPS :443', ends: true },
                // not in every zone
                ports: Object.fromEntries(zones.slice(0, 2).map((z) => [z.id, portOf(`${id}/alb@${z.id}`)])),
              },
            ]
          : [],
        groups: vpc.balancer ? groupsOf(id, pods, subnets) : [],
        services: Array.from({ length: vpc.services }, (_, i) => ({
          ...{ id: elementId(`${id}/svc${i}`), label: `svc-${i}`, sub: '10.96.0.1:80', others: [] },
          endpoints: pods
            .filter((_, k) => k % (i + 2) === 0)
            .map((pod) => ({ pod: pod.id, label: pod.label, share: '1/9' })),
        })),
      };
    }),
  };
}

/** One of pods, one of nodes, and one without a target. */
function groupsOf(
  vpc: string,
  pods: readonly ScenePod[],
  subnets: readonly SceneSubnet[],
): readonly SceneTargetGroup[] {
  const group = (label: string, of: string, targets: readonly { id: ElementId; label: string }[]) => ({
    ...{ id: `${vpc}/${of} ${label}`, label, of, sub: 'HTTP · ip', element: elementId(`${vpc}/rule-${label}`) },
    ...{ others: [], targets: targets.map((each) => ({ id: each.id, label: each.label, port: 8080 })) },
  });
  return [
    group(
      'pods:80',
      'ALB shop',
      pods.filter((_, i) => i % 3 === 0),
    ),
    group(
      'nodes:80',
      'NLB web',
      subnets.flatMap(({ nodes }) => nodes),
    ),
    group('none:80', 'ALB shop', []),
  ];
}

export function nodeOf(id: string, label: string, enis: readonly number[]): SceneNode {
  return {
    ...{ id: elementId(id), label, machine: 'm5.large', used: enis.reduce((a, b) => a + b, 0), max: 58 },
    enis: enis.map((pods, e) => ({
      ...{ id: elementId(`${id}/e${e}`), label: `eth${e}`, address: `10.0.0.${e}` },
      pods: Array.from({ length: pods }, (_, p) => ({
        ...{ id: elementId(`${id}/e${e}p${p}`), label: `pod-${e}-${p}`, address: `10.0.1.${p}` },
      })),
    })),
  };
}

/** The same scene with every list the other way round. */
export function reversed(scene: Scene): Scene {
  const back = <T>(list: readonly T[]): T[] => [...list].reverse();
  return {
    internet: back(scene.internet),
    names: back(scene.names),
    lans: back(scene.lans.map((lan) => ({ ...lan, hosts: back(lan.hosts) }))),
    systems: back(scene.systems),
    vpcs: back(scene.vpcs).map((vpc) => ({
      ...vpc,
      zones: back(vpc.zones),
      subnets: back(vpc.subnets).map((subnet) => ({
        ...subnet,
        hosts: back(subnet.hosts),
        nodes: back(subnet.nodes).map((node) => ({
          ...node,
          enis: back(node.enis).map((eni) => ({ ...eni, pods: back(eni.pods) })),
        })),
      })),
      balancers: back(vpc.balancers),
      groups: vpc.groups.map((group) => ({ ...group, targets: back(group.targets) })),
      services: vpc.services.map((service) => ({ ...service, endpoints: back(service.endpoints) })),
    })),
  };
}
