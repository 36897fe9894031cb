import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, naturalOrder, type Scene, sceneOf } from '../../../src/index.ts';
import { exampleModel } from '../../support/example.ts';

const example = readFileSync(new URL('../../../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const sceneOfText = async (text: string): Promise<Scene> =>
  sceneOf(createModel((await topologyOf(text)).topology).plan);

describe('the scene of Google Cloud', async () => {
  const scene = sceneOf((await exampleModel('gke')).plan);

  it('has front ends and passthrough balancers outside of the network, each with the address that people dial', () => {
    const outside = scene.internet.filter(({ kind }) => kind === 'balancer');
    expect(outside.map(({ label, sub }) => `${label} ${sub}`)).toEqual([
      'GFE legacy 203.0.113.200',
      'GFE modern 203.0.113.201',
      'passthrough web-lb 203.0.113.210',
    ]);
    expect(scene.vpcs.flatMap(({ balancers }) => balancers)).toEqual([]);
    for (const { id, element } of outside) expect(element).not.toBe(id);
  });

  it('has an internal one in its subnet', async () => {
    const [vpc] = (
      await sceneOfText(`vpc main on gcp { subnet nodes 10.128.0.0/20 { region r; secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in nodes zone r-a { podCIDR 10.8.1.0/24; pod p 10.8.1.5 { labels app=web; port 8080 } }
  service inner LoadBalancer on passthrough 10.128.0.50 { load-balancer-type Internal; selector app=web; port 80 -> 8080 }
}
`)
    ).vpcs;
    expect(vpc!.balancers.map(({ label, ports }) => [label, Object.values(ports).length])).toEqual([
      ['passthrough inner', 1],
    ]);
  });
});

describe('the scene of the talk', async () => {
  const scene = await sceneOfText(example);
  const [vpc] = scene.vpcs;

  it('has public rows before private ones, and a lane per zone', () => {
    expect(vpc!.rows.map((row) => row.id)).toEqual(['public', 'private']);
    expect(vpc!.zones.map((zone) => zone.label)).toEqual(['az1', 'az2', 'az3']);
    expect(vpc!.subnets.filter((subnet) => subnet.row === 'public').map((subnet) => subnet.label)).toEqual([
      'pub-1',
      'pub-2',
      'pub-3',
    ]);
  });
  it('has each pod behind its interface', () => {
    const nodes = vpc!.subnets.flatMap((subnet) => subnet.nodes);
    const pods = (name: string): string[][] =>
      nodes.find((node) => node.label === name)!.enis.map((eni) => eni.pods.map((pod) => pod.label));
    expect(pods('nA')).toEqual([['pod51'], ['pod61']]);
    expect(pods('nB')).toEqual([['pod71'], ['coredns-a', 'pod81']]);
  });
  it('puts services that pick the same pods on one shelf', () => {
    const shelf = vpc!.services[0]!;
    expect(shelf.endpoints.map((endpoint) => `${endpoint.label} ${endpoint.share}`)).toEqual([
      'pod71 1/3',
      'pod81 1/3',
      'pod371 1/3',
    ]);
    expect([shelf.label, ...shelf.others.map((other) => other.label)]).toContain('app1-nlb');
    expect(shelf.sub).toBe('10.100.20.30:80 · :31080');
  });
  it('has a balancer in each subnet that it has an address in', () => {
    const portal = vpc!.balancers.find((balancer) => balancer.label === 'ALB portal')!;
    expect(Object.values(portal.ports).map(({ address }) => address)).toEqual([
      '192.168.101.10',
      '192.168.102.10',
      '192.168.103.10',
    ]);
  });
  it('puts target groups with the same targets on one shelf, and those without one last', () => {
    expect(
      vpc!.groups.map(({ label, of, others, targets }) => [
        [label, ...others.map((other) => other.label)],
        of,
        targets.map((each) => `${each.label}:${each.port}`),
      ]),
    ).toEqual([
      [['app1-clb:80', 'app1-nlb:80'], 'CLB app1-clb', ['nA:31082', 'nB:31082', 'nC:31082', 'nD:31082']],
      [['app1-nlb-ip:80', 'order:80'], 'NLB app1-nlb-ip', ['pod71:8080', 'pod81:8080', 'pod371:8080']],
      [['rating:80'], 'ALB portal', []],
    ]);
  });
  it('has the machines of the internet in natural order, and the gateway', () => {
    expect(scene.internet.map((host) => host.label)).toEqual(['API server of talk', 'laptop', 'server']);
    expect(vpc!.igw?.label).toBe('igw');
  });
});

it('machines behind a home router stand in their network, with the router and its outside address', async () => {
  const { lans, internet, names } = sceneOf((await exampleModel('internet-dns')).plan);
  expect(names.map(({ label, sub }) => `${label} ${sub}`)).toEqual([
    'com 192.5.6.30',
    'example 192.5.6.31',
    'root 198.41.0.4',
    'shop.example 205.251.192.10',
  ]);
  expect(
    lans.map(({ label, cidr, hosts, routers }) => [
      `${label} ${cidr}`,
      hosts.map((each) => `${each.label} ${each.sub}`),
      routers.map((each) => `${each.label} ${each.sub}`),
    ]),
  ).toEqual([['home 10.0.0.0/24', ['laptop-2 10.0.0.23', 'phone 10.0.0.20'], ['box 198.51.100.17']]]);
  expect(internet.map(({ label }) => label)).toEqual(['API server of talk', 'isp-dns', 'laptop', 'server']);
});

describe('sceneOf', () => {
  it('gives two subnets of one class in one zone a row each, in the order of their addresses', async () => {
    const text = 'vpc v 10.0.0.0/16 on aws {\n  subnet b 10.0.2.0/24 zone z\n  subnet a 10.0.10.0/24 zone z\n}\n';
    const [vpc] = (await sceneOfText(text)).vpcs;
    expect(vpc!.rows.map((row) => row.id)).toEqual(['isolated', 'isolated.2']);
    expect(Object.fromEntries(vpc!.subnets.map((subnet) => [subnet.label, subnet.row]))).toEqual({
      b: 'isolated',
      a: 'isolated.2',
    });
  });
  it('draws an empty VPC, a subnet without a zone, and nothing at all', async () => {
    expect((await sceneOfText('vpc v 10.0.0.0/16 on aws { }\n')).vpcs[0]).toMatchObject({ zones: [], rows: [] });
    const [vpc] = (await sceneOfText('vpc v 10.0.0.0/16 on aws {\n  subnet a 10.0.10.0/24\n}\n')).vpcs;
    expect(vpc!.subnets[0]!.zone).toBe(vpc!.zones[0]!.id);
    expect(await sceneOfText('')).toEqual({ internet: [], names: [], lans: [], systems: [], vpcs: [] });
  });
});

describe('natural order', () => {
  it('puts n-2 before n-10', () => {
    expect(['n-10', 'n-2', 'a', 'n-1b', 'n-1'].sort(naturalOrder)).toEqual(['a', 'n-1', 'n-1b', 'n-2', 'n-10']);
  });
});

describe('a pod that policies guard', () => {
  const text = (cni: string): string => `vpc dc 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 }
cluster c on plain in dc {
  cni ${cni}
  node n 10.0.1.11 in a
  deployment db on n { port 5432 }
  deployment web on n { port 80 }
  deployment free on n { port 80 }
  networkpolicy db { podSelector app=db; ingress tcp/5432 from podSelector app=web; ingress tcp/5432 from 10.0.0.0/8 }
  networkpolicy web { podSelector app=web; policyTypes Egress }
  clusternetworkpolicy guard { tier Admin; priority 1; subject podSelector app=db; ingress deny from podSelector app=free }
}`;
  const guarded = async (cni: string) =>
    (await sceneOfText(text(cni))).vpcs
      .flatMap(({ subnets }) => subnets.flatMap(({ nodes }) => nodes.flatMap(({ enis }) => enis)))
      .flatMap(({ pods }) => pods.map(({ label, guarded: words }) => [label, words] as const));

  it('says what they let through, in each direction', async () => {
    expect(await guarded('calico')).toEqual([
      [
        'db-1',
        'ingress: 2 rules allow, 1 rule denies, all else is denied (clusternetworkpolicy guard, networkpolicy default/db)',
      ],
      ['free-1', undefined],
      ['web-1', 'egress: all is denied (networkpolicy default/web)'],
    ]);
  });
  it('is none where nobody enforces them', async () => {
    expect((await guarded('flannel')).map(([, words]) => words)).toEqual([undefined, undefined, undefined]);
  });
});
