import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { askingPolicy, PairBudget } from '../../src/ask/policy.ts';
import { createModel, finish, type Model } from '../../src/index.ts';
import { exampleModel, examples } from '../support/example.ts';
import { type Tamper, tampered } from '../support/tampered.ts';

/** What is different from the plain cluster, by place. */
interface Changes {
  readonly vpc?: string;
  readonly group?: string;
  readonly acl?: string;
  readonly cluster?: string;
  readonly node?: (node: number) => string;
  readonly pod?: (pod: number) => string;
  /** Of a pod, instead of its port. */
  readonly eni?: (pod: number) => number;
  /** The security group of the second interface. */
  readonly nic?: (node: number) => string;
  readonly more?: string;
  /** Each pod is of a workload of its own, which says no address. */
  readonly owned?: true;
}

/** Pairs of sets of an example that are compared. */
const mostPairs = 8;

const enforcing = 'cni vpc-cni 1.21 { ENABLE_NETWORK_POLICY true }\n  ';

const open = 'ingress all from 10.0.0.0/16';

/** Six nodes in two zones, and twelve pods on each: every other one is of the namespace right. Pod p's address is 10.0.zone.(32 + p). */
function text(
  { vpc = '', group = open, acl = '', cluster = '', node, pod, eni, nic, more = '', owned }: Changes,
  expectations: string,
): string {
  const nodes = Array.from({ length: 6 }, (_, n) => {
    const pods = Array.from({ length: 12 }, (_, i) => {
      const p = 12 * n + i;
      const at = eni?.(p) ?? 0;
      const port = pod?.(p) ?? 'port http 8080';
      if (owned)
        return `    deployment ${p % 2 === 0 ? 'left' : 'right'}/p${p} on n${n} { labels parity=${p % 4} node=n${n}; ${port} }`;
      return `    pod ${p % 2 === 0 ? 'left' : 'right'}/p${p} 10.0.${n % 2}.${32 + p} eni ${at} { labels parity=${p % 4} node=n${n}; ${port} }`;
    });
    return [
      `  node n${n} m5.xlarge in work-${n % 2} {`,
      '    security-groups nodes',
      `    eni 0 10.0.${n % 2}.${10 + n}`,
      ...(eni ? [`    eni 1 10.0.${n % 2}.${20 + n} { security-groups ${nic?.(n) ?? 'nodes'} }`] : []),
      `    ${node?.(n) ?? ''}`,
      ...(owned ? [] : pods),
      '  }',
      ...(owned ? pods : []),
    ].join('\n');
  });
  return `vpc main 10.0.0.0/16 on aws {
  security-group nodes { ${group} }
  ${acl === '' ? '' : `network-acl acl { ${acl} }`}
  subnet work-0 10.0.0.0/24 zone a { ${acl === '' ? '' : 'network-acl acl'} }
  subnet work-1 10.0.1.0/24 zone b
  ${vpc}
}
cluster c on eks in main {
  ${cluster}
  namespace left
  namespace right
${nodes.join('\n')}
}
${more}
${expectations}
`;
}

/** A second cluster in the same VPC, and one in a VPC of equal blocks. */
const second = (vpc: string, group: string): string => `cluster d on eks in ${vpc} {
  node m0 m5.large in ${vpc}/work-0 { security-groups ${vpc}/${group}; eni 0 10.0.0.240; pod x0 10.0.0.241 eni 0 { port http 8080 } }
  node m1 m5.large in ${vpc}/work-1 { security-groups ${vpc}/${group}; eni 0 10.0.1.240; pod x1 10.0.1.34 eni 0 { port http 8080 } }
}`;
const beside = second('main', 'nodes').replace('10.0.1.34', '10.0.1.241');
const elsewhere = `vpc far 10.0.0.0/16 on aws {
  security-group far { ingress all from 0.0.0.0/0 }
  subnet work-0 10.0.0.0/24 zone a
  subnet work-1 10.0.1.0/24 zone b
}
${second('far', 'far')}`;

const modelOf = async (source: string): Promise<Model> =>
  createModel((await topologyOf(source, 'memory:/kinds.netk')).topology);

/** The answers of a text, each walked in kinds and pair by pair: they are equal. Beside them, how many pairs were walked. */
function answers({ plan, network: plain, topology }: Model, changes: readonly Tamper[] = []) {
  const network = changes.length === 0 ? plain : tampered(plain, changes);
  return topology.expects.map((each) => {
    const ask = (few: number) => {
      const budget = new PairBudget();
      const before = budget.left;
      return { answer: finish(askingPolicy(plan, () => network, each, budget, few)), walks: before - budget.left };
    };
    const kinds = ask(0);
    const each_ = ask(Number.POSITIVE_INFINITY);
    // where there are more pairs than a file may walk, nothing is compared with
    if (!kinds.answer.why.includes('netk walks') && !each_.answer.why.includes('netk walks'))
      expect(kinds.answer, each.id).toEqual(each_.answer);
    return { ...kinds.answer, walks: kinds.walks };
  });
}

const all = 'expect delivered from namespace left to namespace right';

/** How many pairs fail, of those of a policy. */
const failing = ({
  why,
  holds,
  pairs,
}: {
  readonly why: string;
  readonly holds: boolean | undefined;
  readonly pairs: number;
}) => (holds === true ? 0 : Number(/\((\d+) of \d+ pairs\)/.exec(why)?.[1] ?? pairs));

async function told(changes: Changes, expectations = all, tampering: readonly Tamper[] = []) {
  const [answer] = answers(await modelOf(text(changes, expectations)), tampering);
  return { ...answer!, failing: failing(answer!) };
}

describe('pairs of two sets', () => {
  test('are of a few kinds where only the zone of a machine differs', async () => {
    const { pairs, holds, walks } = await told({});
    expect({ pairs, holds }).toEqual({ pairs: 36 * 36, holds: true });
    expect(walks).toBeLessThan(20);
  });

  const apart: readonly (readonly [string, Changes, readonly [failing: number, walks: number], string?])[] = [
    [
      'by a line of a security group that names one pod',
      { group: 'ingress all from 10.0.0.32/32; ingress tcp/22 from 0.0.0.0/0' },
      [1050, 9],
    ],
    ['by a line that names a half of their block', { group: 'ingress all from 10.0.0.32/27' }, [780, 14]],
    [
      'by a network ACL that refuses some of them',
      {
        acl: 'ingress 10 deny all from 10.0.1.44/30; ingress 20 allow all from 0.0.0.0/0; egress 20 allow all to 0.0.0.0/0',
      },
      [72, 13],
    ],
    [
      'by a network ACL that refuses one of them',
      {
        acl: 'ingress 20 allow all from 0.0.0.0/0; egress 10 deny all to 10.0.1.45/32; egress 20 allow all to 0.0.0.0/0',
      },
      [18, 9],
    ],
    [
      'by the policies that select them',
      {
        owned: true,
        cluster: `${enforcing}namespace left { networkpolicy np { podSelector parity=2; policyTypes Egress } }`,
      },
      [648, 12],
    ],
    [
      'by policies for what comes in',
      {
        owned: true,
        cluster: `${enforcing}namespace right { networkpolicy np { podSelector parity=1; policyTypes Ingress } }`,
      },
      [648, 12],
    ],
    [
      'by the network that they are in: of the host, or their own',
      { pod: (p) => (p % 9 === 0 ? 'port http 8080; hostNetwork true' : 'port http 8080') },
      [0, 70],
    ],
    [
      'by the port that one of them listens on',
      { pod: (p) => (p === 7 ? 'port http 9090' : 'port http 8080') },
      [36, 9],
      `${all}:8080`,
    ],
    [
      'by which of their ports is asked for',
      {
        group: 'ingress tcp/8080 from 10.0.0.0/16; ingress tcp/22 from 0.0.0.0/0',
        pod: (p) => (p % 2 === 0 ? 'port http 8080' : 'port http 8080; port admin 9090'),
      },
      [1080, 12],
    ],
    ['by the interface of the node that has their address', { eni: (p) => (p % 3 === 0 ? 1 : 0) }, [0, 24]],
    [
      'by a group that one interface has',
      { eni: (p) => (p % 3 === 0 ? 1 : 0), vpc: 'security-group none { }', nic: (n) => (n === 2 ? 'none' : 'nodes') },
      [60, 44],
    ],
    ['by a node whose addresses are not checked', { node: (n) => (n === 3 ? 'source-dest-check false' : '') }, [0, 11]],
    ['by a node that forwards nothing', { node: (n) => (n === 4 ? 'forwardPolicy drop' : '') }, [396, 11]],
    [
      'by what their Services are, where they are asked for',
      { cluster: 'namespace right { service s { selector parity=1; port 80 -> 8080 } }' },
      [0, 36],
      'expect delivered from namespace left to service right/s:80',
    ],
    [
      'by where a Service of the node port leads',
      { cluster: 'namespace right { service s NodePort { selector parity=1; port 80 -> 8080 nodePort 31080 } }' },
      [0, 6],
    ],
    [
      'by a node that is asked for its port',
      {
        cluster:
          'namespace right { service s NodePort { externalTrafficPolicy Local; selector parity=1; port 80 -> 8080 nodePort 31080 } }',
        pod: (p) => (p < 24 ? 'port http 8080' : 'port http 9090'),
      },
      [144, 36],
      'expect delivered from namespace left to vpc main:31080',
    ],
    ['by a route of the subnet to one of them', { vpc: 'route-table rt { route 10.9.0.0/16 -> node n1 }' }, [0, 6]],
    [
      'by the prefix that has their addresses',
      { node: (n) => (n === 1 ? 'eni 2 10.0.1.200 { prefix 10.0.1.208/28 }' : '') },
      [0, 11],
    ],
    [
      'by hosts of the same VPC',
      {
        vpc: 'host db in work-0 10.0.0.250 { security-groups nodes; port 5432 }\n  host other in work-1 10.0.1.250 { security-groups nodes; port 5432 }',
      },
      [0, 10],
      'expect delivered from vpc main to namespace right',
    ],
    [
      'by the cluster that they are of',
      { more: beside },
      [0, 4],
      'expect delivered from namespace c/left to cluster d:8080',
    ],
    [
      'by the network that they are in, which has the same addresses',
      { more: elsewhere },
      [72, 4],
      'expect delivered from namespace c/left to cluster d:8080',
    ],
    [
      'by the public addresses of their nodes, which are drawn',
      {
        vpc: 'internet-gateway igw\n route-table rt { route 0.0.0.0/0 -> igw }',
        more: 'internet { host server 198.51.100.9 { port 443 } }',
      },
      [36, 36],
      'expect delivered from namespace left to host server:443',
    ],
  ];
  test.each(apart)('are told apart %s', async (_, changes, [some, most], expectations) => {
    const { failing: found, walks } = await told(changes, expectations);
    expect(found).toBe(some);
    expect(walks).toBeLessThanOrEqual(most);
  });

  const only = 'namespace right { service s 172.20.7.7 { selector node=n5; port 80 -> 8080 } }';
  const toService = 'expect delivered from namespace left to service right/s:80';
  test('are told apart by the node that a Service leads to', async () => {
    // nothing enters a node: only who is on the same one gets there
    const { failing: found } = await told({ cluster: only, group: 'ingress tcp/22 from 0.0.0.0/0' }, toService);
    expect(found).toBe(30);
  });

  // Pods are devices in the order of nodes: each node with its own
  const tamper = (what: Tamper['what'], more: Partial<Tamper> = {}): Tamper => ({
    ...{ what, at: 'home', on: 'node', of: 1, bits: 32, end: 'src', not: false },
    ...more,
  });
  const handmade: readonly (readonly [string, Tamper, readonly [failing: number, of: string]])[] = [
    ['a rule of its node for one address', tamper('rule'), [30, all]],
    ['a rule of all nodes for one address', tamper('rule', { at: undefined }), [30, all]],
    ['a rule of one node for a block', tamper('rule', { bits: 30 }), [120, all]],
    ['a rule of a node where it is not', tamper('rule', { at: 3, of: 1 }), [0, all]],
    ['a route of its node', tamper('route', { of: 2 }), [36, all]],
    ['a route of a node for a block', tamper('route', { of: 2, bits: 30 }), [0, all]],
    ['a filter that names it', tamper('filter'), [36, all]],
    ['a filter that names all but it', tamper('filter', { not: true }), [396, all]],
    ['a filter for a block', tamper('filter', { bits: 30 }), [140, all]],
    ['a segment that has no answer for it', tamper('answer', { of: 2 }), [30, all]],
    ['a check of addresses that does not know it', tamper('check', { of: 2 }), [30, all]],
    ['what claims its address', tamper('claim', { of: 2 }), [36, all]],
    ['a mark that names it', tamper('mark', { of: 2 }), [36, all]],
    ['the sockets of one pod', tamper('socket', { at: 7, on: 'pod' }), [36, `${all}:8080`]],
    ['a filter for an address that all of them ask', tamper('constant', { at: 2 }), [6, toService]],
  ];
  test.each(handmade)('are told apart by %s', async (_, change, [some, of]) => {
    const { failing: found, walks } = await told({ cluster: only }, of, [change]);
    expect(found).toBe(some);
    expect(walks).toBeLessThan(20);
  });

  test.each(examples)(
    'are answered as if each were walked, in %s',
    async (name) => {
      const { topology } = await exampleModel(name);
      const sets = [
        ...topology.clusters.flatMap(({ id, namespaces }) => [id, ...namespaces.map((each) => each.id)]),
        ...topology.vpcs.map(({ id }) => id),
      ];
      const pairs = sets.flatMap((from) => sets.map((to) => [from, to] as const));
      // each pair of machines is walked for comparison: of many pairs of sets some, from all over the file
      const every = Math.ceil(pairs.length / mostPairs);
      const expects = pairs
        .filter((_, at) => at % every === 0)
        .flatMap(([from, to]) =>
          ['delivered', 'timeout'].map((predicate) => ({
            ...{ id: `${from}${to}${predicate}` as never, negated: false, predicate, args: [] },
            ...{
              from: { kind: 'element' as const, of: from, text: from },
              to: { kind: 'element' as const, of: to, text: to, port: 443 },
            },
          })),
        );
      answers(createModel({ ...topology, expects }));
    },
    300_000,
  );
});
