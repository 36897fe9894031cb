import fc from 'fast-check';
import type { Cluster } from '../../src/topology/cluster.ts';
import type { FilterLine } from '../../src/topology/filter.ts';
import type { ElementId } from '../../src/topology/id.ts';
import type { Operand } from '../../src/topology/operand.ts';
import type { Expect } from '../../src/topology/question.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { build, type Shape, shapes } from './arbitraries.ts';
import { group, id, setting } from './build.ts';

/** Something that tells single pods or blocks of them apart: at most a few at once, so that most are still alike. */
export type Twist =
  | {
      readonly kind: 'security-group';
      readonly bits: 32 | 27 | 25;
      readonly at: number;
      readonly port: number | undefined;
    }
  | {
      readonly kind: 'network-acl';
      readonly direction: 'ingress' | 'egress';
      readonly bits: 32 | 28 | 26;
      readonly at: number;
    }
  | { readonly kind: 'policy'; readonly app: boolean; readonly direction: 'ingress' | 'egress'; readonly space: number }
  | { readonly kind: 'host-network'; readonly pod: number }
  | { readonly kind: 'port'; readonly pod: number }
  | { readonly kind: 'source-check'; readonly node: number }
  | { readonly kind: 'eni-group'; readonly node: number };

/** A random cluster with two namespaces, whose pods are asked about in crowds. */
export interface Crowd {
  readonly shape: Shape;
  /** By pod: whether it is of the first namespace. */
  readonly sides: readonly boolean[];
  readonly twists: readonly Twist[];
}

const low = fc.nat({ max: 60 });
const twist: fc.Arbitrary<Twist> = fc.oneof(
  fc.record({
    kind: fc.constant('security-group' as const),
    bits: fc.constantFrom(32 as const, 27 as const, 25 as const),
    at: low,
    port: fc.constantFrom(undefined, 8080),
  }),
  fc.record({
    kind: fc.constant('network-acl' as const),
    direction: fc.constantFrom('ingress' as const, 'egress' as const),
    bits: fc.constantFrom(32 as const, 28 as const, 26 as const),
    at: low,
  }),
  fc.record({
    kind: fc.constant('policy' as const),
    app: fc.boolean(),
    direction: fc.constantFrom('ingress' as const, 'egress' as const),
    space: fc.nat({ max: 1 }),
  }),
  fc.record({ kind: fc.constant('host-network' as const), pod: fc.nat({ max: 27 }) }),
  fc.record({ kind: fc.constant('port' as const), pod: fc.nat({ max: 27 }) }),
  fc.record({ kind: fc.constant('source-check' as const), node: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('eni-group' as const), node: fc.nat({ max: 3 }) }),
);

export const crowds: fc.Arbitrary<Crowd> = fc.record({
  shape: shapes,
  sides: fc.array(fc.boolean(), { minLength: 28, maxLength: 28 }),
  twists: fc.array(twist, { maxLength: 3 }),
});

const spaces = ['left', 'right'] as const;

/** The topology of a crowd, with expectations about every pair of its sets. */
export function crowdOf({ shape, sides, twists }: Crowd): Topology {
  const plain = build(shape);
  const [cluster] = plain.clusters;
  const [vpc] = plain.vpcs;
  const has = <K extends Twist['kind']>(kind: K) =>
    twists.filter((each): each is Extract<Twist, { kind: K }> => each.kind === kind);
  const pods = cluster!.pods.map((pod, i) => ({
    ...pod,
    namespace: spaces[sides[i % sides.length] ? 0 : 1],
    ports: has('port').some((each) => each.pod === i)
      ? [{ id: id(`${pod.id}#9999`), port: 9999, protocol: 'tcp' }]
      : pod.ports,
    ...(has('host-network').some((each) => each.pod === i)
      ? { settings: [setting(pod.id, 'hostNetwork', 'true')], addresses: [] }
      : {}),
  }));
  const line = (owner: string, i: number, cidr: string, more: Partial<FilterLine>): FilterLine => ({
    ...{ id: id(`${owner}#${i}`), direction: 'ingress', ports: [{ protocol: 'all' }], peers: [{ kind: 'cidr', cidr }] },
    ...more,
  });
  const groupLines = has('security-group').map(({ bits, at, port }, i) =>
    line('v/some', i, block(i % 2, at, bits), {
      ports: [port === undefined ? { protocol: 'all' } : { protocol: 'tcp', from: port, to: port }],
    }),
  );
  const denials = has('network-acl');
  const aclLines = (['ingress', 'egress'] as const).flatMap((direction) => [
    ...denials.flatMap((each, i) =>
      each.direction === direction
        ? [line('v/acl', i, block(i % 2, each.at, each.bits), { direction, number: 10 + i, action: 'deny' })]
        : [],
    ),
    line('v/acl', 90, '0.0.0.0/0', { id: id(`v/acl#${direction}`), direction, number: 90, action: 'allow' }),
  ]);
  const nodes = cluster!.nodes.map((node, n) => ({
    ...node,
    ...(groupLines.length > 0 ? { securityGroups: [id('v/some')] } : {}),
    settings: [
      ...node.settings,
      ...(has('source-check').some((each) => each.node === n) ? [setting(node.id, 'source-dest-check', 'false')] : []),
    ],
    enis: [
      ...node.enis,
      ...(has('eni-group').some((each) => each.node === n) && !node.enis.some(({ index }) => index === 1)
        ? [{ id: id(`${node.id}#eni.1`), index: 1, addresses: [], securityGroups: [id('v/closed')], settings: [] }]
        : []),
    ],
  }));
  const networkPolicies = has('policy').map(({ app, direction, space }, i): Cluster['networkPolicies'][number] => ({
    id: id(`c/np${i}`),
    name: `np${i}`,
    namespace: spaces[space]!,
    ...(app
      ? { podSelector: { id: id(`c/np${i}#s`), requirements: [{ key: 'app', operator: 'in', values: ['app'] }] } }
      : {}),
    rules: [],
    settings: [setting(`c/np${i}`, 'policyTypes', direction === 'ingress' ? 'Ingress' : 'Egress')],
  }));
  return {
    ...plain,
    walks: [],
    expects: expectsOf(),
    vpcs: [
      {
        ...vpc!,
        securityGroups: [...vpc!.securityGroups, group('some', groupLines)],
        networkAcls: denials.length > 0 ? [group('acl', aclLines)] : [],
        subnets: vpc!.subnets.map((each) =>
          denials.length > 0 && each.name === 'work-0'
            ? { ...each, networkAcl: { id: id(`${each.id}#acl`), of: id('v/acl') } }
            : each,
        ),
      },
    ],
    clusters: [
      {
        ...cluster!,
        nodes,
        pods,
        networkPolicies,
        namespaces: spaces.map((name) => ({ id: id(`c/${name}`), name, labels: {}, settings: [] })),
        services: cluster!.services.map((each) => ({ ...each, namespace: 'left' })),
      },
    ],
  };
}

const block = (zone: number, at: number, bits: number): string => {
  const size = 2 ** (32 - bits);
  return `10.0.${zone}.${Math.floor(at / size) * size}/${bits}`;
};

const element = (of: ElementId, port?: number): Operand => ({
  kind: 'element',
  of,
  text: of,
  ...(port === undefined ? {} : { port }),
});

/** Expectations about the sets of a crowd. */
function expectsOf(): Expect[] {
  const about = (predicate: string, from: string, to: string, port?: number, more: Partial<Expect> = {}): Expect => ({
    id: id(`expect ${predicate} ${from} ${to} ${port}`),
    ...{ negated: false, predicate, args: [], from: element(id(from)), to: element(id(to), port) },
    ...more,
  });
  return [
    about('delivered', 'c/left', 'c/right'),
    about('delivered', 'c/right', 'c/left', 8080),
    about('dropped', 'c/left', 'c/left'),
    about('timeout', 'v', 'c/right'),
    about('delivered', 'c/left', 'v', 10250),
    about('delivered', 'c', 'h/inside', 5432),
    about('delivered', 'c', 'c/default/app#service', 80),
    about('delivered', 'c/right', 'h/server', 443),
    about('refused', 'c/left', 'c/right', 8081),
    about('cross-zone', 'c/left', 'c/right', 8080, { number: '0' }),
    about('seen-source', 'c/left', 'v', 10250, { args: [{ kind: 'cidr', cidr: '10.0.0.0/25', text: '10.0.0.0/25' }] }),
    about('via', 'c/left', 'c/right', 8080, { negated: true, args: [element(id('c/n1'))] }),
    about('symmetric', 'c', 'c', 8080),
    about('delivered', 'c/left', 'c/right', 8080, { id: id('because'), because: 'SG-IN', predicate: 'dropped' }),
  ];
}
