import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { bitsForPods, mostNodes } from '../../../src/plan/gke-modes.ts';

const modelOf = async (text: string) => (await topologyOf(text)).model;
const found = async (text: string, ...codes: readonly string[]): Promise<string[]> =>
  (await modelOf(text)).findings
    .filter(({ code }) => codes.includes(code))
    .map(({ code, message }) => `${code} ${message}`);

const cluster = (...lines: readonly string[]) =>
  `vpc main on gcp {\n  subnet nodes 10.128.0.0/20 { region r1 }\n}\ncluster demo on gke in main {\n  ${lines.join('\n  ')}\n}\n`;
const nodes = (count: number): string => Array.from({ length: count }, (_, at) => `node n${at} in nodes`).join('\n  ');

describe('the block of a node of GKE', () => {
  // GKE documentation, the table of pods and sizes
  test.each([
    [8, 28],
    [9, 27],
    [16, 27],
    [17, 26],
    [32, 26],
    [33, 25],
    [64, 25],
    [65, 24],
    [110, 24],
    [128, 24],
    [129, 23],
    [256, 23],
  ])('has for %i pods the size /%i, which is twice as many addresses', (pods, bits) => {
    expect(bitsForPods(pods)).toBe(bits);
    expect(2 ** (32 - bits)).toBeGreaterThanOrEqual(2 * pods);
  });

  test.each([
    [14, 110, 1024],
    [21, 110, 8],
    [24, 110, 1],
    [24, 32, 4],
    [24, 8, 16],
    [25, 110, 0],
    [22, 256, 2],
  ])('lies in a range /%i, with %i pods, so often: %i nodes', (range, pods, most) => {
    expect(mostNodes(range, pods)).toBe(most);
  });

  test.each([
    ['a /21 has room for eight nodes', ['clusterCIDR 10.8.0.0/21', nodes(8)], []],
    [
      'and for no ninth',
      ['clusterCIDR 10.8.0.0/21', nodes(9)],
      ['NK111 the pods of cluster demo: 10.8.0.0/21 has room for at most 8 nodes of 110 pods each (/24), and it has 9'],
    ],
    ['with fewer pods each there are more', ['clusterCIDR 10.8.0.0/21', 'max-pods 64', nodes(9)], []],
    [
      'a range that is smaller than a block has room for none',
      ['clusterCIDR 10.8.0.0/25', nodes(1)],
      ['NK111 the pods of cluster demo: 10.8.0.0/25 has room for at most 0 nodes of 110 pods each (/24), and it has 1'],
    ],
    [
      'nodes of several sizes are counted as they are',
      ['clusterCIDR 10.8.0.0/24', 'node a in nodes { max-pods 8 }', 'node b in nodes { max-pods 64 }', nodes(1)],
      ['NK111 the pods of cluster demo: 10.8.0.0/24 has room for at most 2 nodes, and it has 3'],
    ],
    [
      'Autopilot has 32 pods to a node, and four nodes in a /24',
      ['clusterCIDR 10.8.0.0/24', 'autopilot { enabled true }', nodes(5)],
      ['NK111 the pods of cluster demo: 10.8.0.0/24 has room for at most 4 nodes of 32 pods each (/26), and it has 5'],
    ],
  ])('%s', async (_, lines, messages) => {
    expect(await found(cluster(...lines), 'NK111', 'NK037')).toEqual(messages);
  });

  test('of another size lies in none that is given', async () => {
    const text = cluster(
      'clusterCIDR 10.8.0.0/16',
      'node a in nodes { max-pods 8 }',
      'node b in nodes',
      'node c in nodes { max-pods 16 }',
    );
    const { plan } = await modelOf(text);
    expect(plan.nodes.map(({ podCidr }) => podCidr)).toEqual(['10.8.0.0/28', '10.8.1.0/24', '10.8.0.32/27']);
  });
});

describe('a cluster in Autopilot mode', () => {
  const on = 'autopilot { enabled true }';
  const node = (line: string) => `node n in nodes { ${line} }`;
  test('has Dataplane V2, NodeLocal DNSCache and Workload Identity by itself', async () => {
    const { plan, findings } = await modelOf(cluster(on, nodes(1)));
    expect(plan.clusters[0]).toMatchObject({
      ...{ cni: 'gke-dataplane-v2', proxy: 'ebpf', nodeLocalDns: 'cloud-dns', workloadIdentity: true },
    });
    expect(findings).toEqual([]);
    expect((await modelOf(cluster('autopilot { enabled false }', nodes(1)))).plan.clusters[0]?.cni).toBe('gke');
  });
  test.each([
    ['another data plane', 'dataplane iptables', 'cluster demo is in Autopilot mode: it has Dataplane V2'],
    ['its own data plane', 'dataplane v2', undefined],
    [
      'a mode of kube-proxy',
      'kube-proxy ipvs',
      'cluster demo is in Autopilot mode: it has Dataplane V2, and no kube-proxy',
    ],
    [
      'another image',
      'image-type UBUNTU_CONTAINERD',
      'cluster demo is in Autopilot mode: its nodes have COS_CONTAINERD',
    ],
    ['a number of pods', 'max-pods 64', 'cluster demo is in Autopilot mode: Google chooses how many pods a node has'],
    [
      'nodes without NodeLocal DNSCache',
      'node-local-dns false',
      'cluster demo is in Autopilot mode: its nodes always have NodeLocal DNSCache',
    ],
    ['routes to nodes', 'ipAllocationPolicy { useRoutes true }', 'cluster demo is in Autopilot mode: it is VPC-native'],
    [
      'a node pool',
      'nodegroup g in nodes { size 1 }',
      'cluster demo is in Autopilot mode: Google makes its node pools, and only nodes can be written',
    ],
    [
      "a pod in its node's network",
      node('pod p { hostNetwork true; port 80 }'),
      'p: Autopilot takes no pod in the network of its node (hostNetwork)',
    ],
    [
      'a pod with a port of its node',
      node('pod p { port 80 hostPort 8080 }'),
      'p: Autopilot takes no pod with a port of its node (hostPort)',
    ],
    [
      "one of Google's own",
      `namespace kube-system { pod p on n { hostNetwork true; port 80 } }\n  ${node('')}`,
      undefined,
    ],
  ])('and %s', async (_, line, message) => {
    const expected = message === undefined ? [] : [`NK114 ${message}`];
    expect(await found(cluster(on, line), 'NK114')).toEqual(expected);
    expect(await found(cluster(line), 'NK114')).toEqual([]);
  });
});

describe('a cluster with routes to its nodes', () => {
  const on = 'ipAllocationPolicy { useRoutes true }';
  const web = [
    'service web NodePort { selector app=web; port 80 }',
    'node n in nodes { pod p { labels app=web; port 80 } }',
  ];
  const why = 'backend web: a group of pods needs VPC-native pods, and cluster demo has routes (useRoutes)';
  test.each([
    ['an Ingress has groups of nodes', ['ingress i on gce { default-backend web:80 }'], []],
    ['and none of pods', ['ingress i on gce { backend neg; default-backend web:80 }'], [`NK112 ${why}`]],
    [
      'Dataplane V2 is for others',
      ['dataplane v2'],
      ['NK112 dataplane needs VPC-native pods, and cluster demo has routes (useRoutes)'],
    ],
    [
      'nodes have 110 pods',
      ['max-pods 32'],
      ['NK112 max-pods needs VPC-native pods, and cluster demo has routes (useRoutes)'],
    ],
  ])('%s', async (_, lines, messages) => {
    expect(await found(cluster(on, ...lines, ...web), 'NK112')).toEqual(messages);
    expect(await found(cluster(...lines, ...web), 'NK112')).toEqual([]);
  });
});
