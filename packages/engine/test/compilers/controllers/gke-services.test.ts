import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { createModel } from '../../../src/index.ts';

/** Facts of the controllers (kubernetes/ingress-gce acbcf5d6, pkg/l4; GKE documentation, LoadBalancer Service parameters). */
const planned = async (lines: string, { version = '1.33.2-gke.1111000', nodes = 3, more = '' } = {}) => {
  const { topology } = await topologyOf(`vpc main on gcp {
  subnet a 10.128.0.0/20 { region r1; secondary-range pods 10.8.0.0/14 }
  subnet b 10.138.0.0/20 { region r2 }
  subnet other 10.140.0.0/20 { region r1 }
}
cluster c on gke in main {
  kubernetes ${version}
  clusterCIDR pods
  ${Array.from({ length: nodes }, (_, at) => `node n${at} in a { ${at === 0 ? 'pod web { labels app=web; port http 8080 }' : ''} }`).join('\n  ')}
  ${more}
  service web LoadBalancer on passthrough ${lines}
}
`);
  const { plan } = createModel(topology);
  return { balancer: plan.balancers[0]!, service: plan.services[0]!, filters: plan.filters, problems: plan.problems };
};

const web = (lines = '') => `203.0.113.210 { ${lines}; selector app=web; port 80 -> http }`.replace('{ ;', '{');
const inner = (lines = '') => `10.128.0.50 { load-balancer-type Internal${lines}; selector app=web; port 80 -> http }`;

describe("GKE's balancer of a Service", () => {
  test('has an address of the Internet unless an annotation or the class says internal', async () => {
    expect((await planned(web())).balancer).toMatchObject({
      ...{ kind: 'passthrough', controller: 'gke-service-controller', scheme: 'internet-facing' },
      nodes: [{ public: { address: '203.0.113.210', drawn: false } }],
    });
    for (const line of ['load-balancer-type Internal', 'loadBalancerClass networking.gke.io/l4-regional-internal'])
      expect((await planned(`10.128.0.50 { ${line}; selector app=web; port 80 -> http }`)).balancer).toMatchObject({
        ...{ kind: 'passthrough', scheme: 'internal' },
        nodes: [{ address: '10.128.0.50' }],
      });
  });
  test('without a written address Google draws one, or the subnet of the nodes gives one', async () => {
    expect((await planned(`{ selector app=web; port 80 -> http }`)).balancer.nodes[0]).toMatchObject({
      public: { drawn: true },
    });
    const own = await planned(`{ load-balancer-type Internal; selector app=web; port 80 -> http }`);
    expect(own.balancer.nodes[0]!.address).toMatch(/^10\.128\.0\./);
    const elsewhere = await planned(
      `{ load-balancer-type Internal; internal-load-balancer-subnet other; selector app=web; port 80 -> http }`,
    );
    expect(elsewhere.balancer.nodes[0]!.address).toMatch(/^10\.140\.0\./);
  });
  test('asks every node for the health of its kube-proxy, with the policy Local for endpoints of its own', async () => {
    expect((await planned(web())).balancer.groups[0]!.health).toEqual({
      ...{ protocol: 'HTTP', port: 10256, path: '/healthz', codes: '200' },
      ...{ interval: 8, timeout: 1, healthy: 1, unhealthy: 3 },
    });
    const local = await planned(web('externalTrafficPolicy Local; healthCheckNodePort 32100'));
    expect(local.balancer.groups[0]!.health).toMatchObject({ port: 32100, interval: 3, timeout: 1, unhealthy: 2 });
  });
  test('opens the ports of the Service at its address to everybody, and the check to those who ask it', async () => {
    const { filters } = await planned(web());
    const ranges = ['130.211.0.0/22', '209.85.152.0/22', '209.85.204.0/22', '35.191.0.0/16'];
    const said = filters.groups.map(({ name, lines: [line], settings }) => [
      name,
      line!.ports,
      line!.peers.map((each) => each.kind === 'cidr' && each.cidr),
      settings.map(({ key, values }) => `${key} ${values}`),
    ]);
    expect(said).toEqual([
      [
        'k8s-fw-web',
        [{ protocol: 'tcp', from: 80, to: 80 }],
        ['0.0.0.0/0'],
        ['target-tags gke-c-node', 'destination-ranges 203.0.113.210/32'],
      ],
      ['k8s-c-node-http-hc', [{ protocol: 'tcp', from: 10256, to: 10256 }], ranges, ['target-tags gke-c-node']],
    ]);
  });
  test('with ranges opens them alone, of the field before those of the annotation', async () => {
    const from = async (lines: string) =>
      (await planned(web(lines))).filters.groups[0]!.lines[0]!.peers.map((each) => each.kind === 'cidr' && each.cidr);
    expect(await from('load-balancer-source-ranges 192.0.2.0/24')).toEqual(['192.0.2.0/24']);
    expect(await from('loadBalancerSourceRanges 198.51.100.0/24; load-balancer-source-ranges 192.0.2.0/24')).toEqual([
      '198.51.100.0/24',
    ]);
  });
  test('writes its address into the status, where kube-proxy reads it with the ranges of the field', async () => {
    expect((await planned(web('loadBalancerSourceRanges 198.51.100.0/24'))).service).toMatchObject({
      ...{ balancerIps: ['203.0.113.210'], sourceRanges: ['198.51.100.0/24'] },
    });
    expect((await planned(inner())).service.balancerIps).toEqual(['10.128.0.50']);
  });
  test('picks by five parts of a packet, with session affinity by two addresses', async () => {
    expect((await planned(web())).balancer.groups[0]!.algorithm).toBe('5-tuple hash');
    expect((await planned(web('sessionAffinity ClientIP'))).balancer.groups[0]!.algorithm).toBe('2-tuple hash');
  });
  test.each([
    ['all before 1.37', web(), '1.33.2-gke.1111000', 3],
    ['all with a backend service before 1.32.2', web('l4-rbs enabled'), '1.32.1-gke.1', 3],
    ['those with an endpoint, with a backend service', web('l4-rbs enabled'), '1.32.2-gke.1652000', 1],
    ['those with an endpoint from 1.37', web(), '1.37.0-gke.1', 1],
    [
      'those with an endpoint of the class',
      web('loadBalancerClass networking.gke.io/l4-regional-external'),
      '1.34.0',
      1,
    ],
    ['of an internal one those with an endpoint from 1.36', inner(), '1.36.0-gke.1', 1],
  ])('has these nodes with the policy Local: %s', async (_, lines, version, count) => {
    const { balancer } = await planned(lines.replace('selector', 'externalTrafficPolicy Local; selector'), { version });
    expect(balancer.groups[0]!.targets).toHaveLength(count);
  });
  test.each([
    ['which nodes a subset of many has', inner(), '1.36.0-gke.1', 26, /which 25 of the 26 nodes/],
    ['shares by pods', web('weighted-load-balancing pods-per-node'), '1.33.2', 3, /weighted-load-balancing/],
    [
      'several protocols before 1.36.2',
      '203.0.113.210 { selector app=web; port 80 -> http; port 53/udp -> 53 }',
      '1.33.2',
      3,
      /several protocols/,
    ],
    ['zonal affinity', inner('; trafficDistribution PreferClose'), '1.36.0', 3, /trafficDistribution/],
    [
      'before 1.36, whether nodes without an endpoint are backends where none has one',
      inner('; externalTrafficPolicy Local').replace('app=web', 'app=none'),
      '1.33.2',
      3,
      /GKE subsetting/,
    ],
  ])('leaves open what nobody can know: %s', async (_, lines, version, nodes, why) => {
    expect((await planned(lines, { version, nodes })).balancer.undetermined).toMatch(why);
  });
  test('a node that is excluded is none of its backends', async () => {
    const { balancer } = await planned(web(), {
      more: 'node apart in a { labels node.kubernetes.io/exclude-from-external-load-balancers=true }',
    });
    expect(balancer.groups[0]!.targets.map(({ name }) => name)).toEqual(['n0', 'n1', 'n2']);
  });
  test.each([
    ['a private address of an external one', '10.128.0.50 { selector app=web; port 80 }', /none of the Internet/],
    [
      'a public address of an internal one',
      '203.0.113.210 { load-balancer-type Internal; port 80 }',
      /one of the Internet/,
    ],
    ['an address of no subnet', '10.250.0.50 { load-balancer-type Internal; port 80 }', /no subnet has an address/],
  ])('refuses %s', async (_, lines, why) => {
    const { balancer, problems } = await planned(lines);
    expect(balancer).toMatchObject({ nodes: [], refused: expect.stringMatching(why) });
    expect(problems.map(({ code }) => code)).toEqual(['NK086']);
  });
  test('has a group of backends for each protocol of one port', async () => {
    const { balancer } = await planned('203.0.113.210 { selector app=web; port 53 -> http; port 53/udp -> 53 }');
    expect(balancer.groups.map(({ id, protocol }) => `${id} ${protocol}`)).toEqual([
      'default/web:53 TCP',
      'default/web:53/udp UDP',
    ]);
  });
  test('of another class it makes none', async () => {
    const { topology } =
      await topologyOf(`vpc main on gcp { subnet a 10.128.0.0/20 { secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main {
  clusterCIDR pods
  node n in a
  service web LoadBalancer { loadBalancerClass example.com/own; port 80 }
}
`);
    expect(createModel(topology).plan.balancers).toEqual([]);
  });
});
