import { describe, expect, it } from 'vitest';
import { ask } from '../src/ask/ask.ts';
import { cidr, overlaps } from '../src/base/addr/index.ts';
import { clouds } from '../src/compilers/clouds/index.ts';
import type { Cni } from '../src/compilers/cnis/cni.ts';
import { cnis } from '../src/compilers/cnis/index.ts';
import { controllers } from '../src/compilers/controllers/index.ts';
import { platforms } from '../src/compilers/platforms/index.ts';
import { proxies } from '../src/compilers/proxies/index.ts';
import { createModel } from '../src/model.ts';
import type { Topology } from '../src/topology/topology.ts';
import { checkTrace } from '../src/trace/check-trace.ts';
import type { Branch, Trace } from '../src/trace/trace.ts';
import {
  allowAll,
  cluster,
  gateway,
  group,
  host,
  id,
  node,
  pod,
  service,
  setting,
  subnet,
  to,
  topology,
  vpc,
  walk,
} from './support/build.ts';

/** Two nodes in two zones, three backends and a client; a new member of a registry is tested by being listed. */
function small(cni: string, proxy: string, cloud: string): Topology {
  const route = {
    id: id('v/a#route'),
    destination: '0.0.0.0/0',
    target: { kind: 'element' as const, of: id('v/igw') },
  };
  // packets with addresses of pods travel between the nodes as they are: the network has to take them there
  const isBare = cnis[cni as keyof typeof cnis]?.sendsBare?.([]) === true;
  const ways = !isBare
    ? []
    : ['a', 'b'].map((at, i) => ({
        id: id(`v/${at}#pods`),
        destination: `10.244.${i}.0/24`,
        target: { kind: 'element' as const, of: id(`c/n-${at}`) },
      }));
  const open = group('open', [allowAll('v/open', 'ingress')]);
  const network = vpc(
    '10.0.0.0/16',
    [
      subnet('a', '10.0.0.0/24', { zone: 'az0', routes: [route, ...ways] }),
      subnet('b', '10.0.1.0/24', { zone: 'az1', routes: [route, ...ways] }),
    ],
    {
      cloud,
      gateways: [gateway('igw', 'internet-gateway')],
      securityGroups: [open],
    },
  );
  const nodes = ['a', 'b'].map((at) =>
    node(`n-${at}`, 'm5.large', at, {
      securityGroups: [open.id],
      ...(isBare ? { settings: [setting(`c/n-${at}`, 'source-dest-check', 'false')] } : {}),
      eips: [{ id: id(`c/n-${at}#eip`), text: at === 'a' ? '203.0.113.1' : '203.0.113.2' }],
    }),
  );
  const backend = { labels: { app: 'web' } };
  const pods = [
    pod('client', 'n-a'),
    pod('web-1', 'n-a', backend),
    pod('web-2', 'n-b', backend),
    pod('web-3', 'n-b', backend),
  ];
  const services = [service('web', 'web'), service('empty', 'nobody')];
  // who replaces kube-proxy is a CNI that is told so
  const own = proxy === 'ebpf' ? [setting('c#cni', 'kubeProxyReplacement', 'true')] : [];
  const settings = [
    { ...setting('c', 'cni', cni), settings: own },
    setting('c', 'kube-proxy', proxy),
    // the pool of Cilium holds the addresses of these nodes
    ...(cni === 'cilium' ? [setting('c', 'clusterCIDR', '10.244.0.0/16')] : []),
  ];
  const internet = {
    id: id('internet'),
    systems: [],
    lans: [],
    routers: [],
    clients: [],
    hosts: [host('server', { kind: 'internet' }, '93.184.216.34', [443])],
    resolvers: [],
    zones: [],
    settings: [],
  };
  return topology({ vpcs: [network], clusters: [cluster(nodes, pods, { services, settings })], internet });
}

const client = id('c/default/client');
const answer = (of: Topology, from: string, target: string, port: number): Trace => {
  const { plan, network } = createModel(of);
  const trace = ask(plan, network, walk('w', id(from), to(id(target), port)));
  expect(checkTrace(trace)).toEqual([]);
  return trace;
};
const receivers = (routes: readonly Branch[]) => routes.map((route) => route.forward.at(-1)?.device).sort();

describe.each(Object.values(proxies))('service proxy $id', (proxy) => {
  const of = small(proxy.id === 'ebpf' ? 'cilium' : 'vpc-cni', proxy.id, 'aws');
  it('delivers to every ready backend with the same probability, and every answer returns', () => {
    const { routes, verdict } = answer(of, client, 'c/default/web#service', 80);
    expect(verdict).toBe('delivered');
    expect(receivers(routes)).toEqual(['web-1', 'web-2', 'web-3']);
    expect(routes.map((route) => route.fraction)).toEqual(['1/3', '1/3', '1/3']);
    expect(routes.map((route) => route.client)).toEqual(['ok', 'ok', 'ok']);
  });
  it('lets a backend reach itself through its own Service', () => {
    const { routes } = answer(of, 'c/default/web-1', 'c/default/web#service', 80);
    expect(routes.find((route) => route.forward.at(-1)?.device === 'web-1')?.client).toBe('ok');
  });
  it('serves programs of the node itself', () => {
    expect(answer(of, 'c/n-a', 'c/default/web#service', 80).verdict).toBe('delivered');
  });
  it('refuses at once where no endpoint is ready', () => {
    const { routes } = answer(of, client, 'c/default/empty#service', 80);
    expect(routes.map((route) => [route.cause, route.client])).toEqual([
      ['SVC-NOEP', proxy.id === 'ebpf' ? 'unreachable' : 'refused'],
    ]);
  });
});

// those of another cloud: cross-product.test.ts
const here: readonly Cni[] = Object.values(cnis);

describe.each(here.filter(({ clouds: made }) => made?.includes('aws') ?? true))('CNI $id', (cni) => {
  const of = small(cni.id, 'iptables', 'aws');
  it('gives every pod its own address', () => {
    const { plan } = createModel(of);
    expect(new Set(plan.pods.map((each) => each.address)).size).toBe(4);
  });
  it('carries packets between pods of one node, of two nodes, and to the Internet, and back', () => {
    for (const target of ['c/default/web-1', 'c/default/web-2'])
      expect(answer(of, client, target, 8080).verdict).toBe('delivered');
    expect(answer(of, client, 'h/server', 443).routes[0]).toMatchObject({ verdict: 'delivered', client: 'ok' });
  });
  it('lets the node reach its pods', () => {
    expect(answer(of, 'c/n-a', 'c/default/web-1', 8080).verdict).toBe('delivered');
  });
  it('says what each of its settings does', () => {
    for (const each of cni.settings) expect(each.doc.length, each.key).toBeGreaterThan(10);
  });
});

describe.each(Object.values(clouds))('cloud $id', (cloud) => {
  it('knows its instance types, and joins subnets by a router', () => {
    // an ordinary network has machines of no type, and nothing depends on those of Google Cloud
    expect(cloud.machineTypes.size > 0).toBe(cloud.id === 'aws');
    const { network } = createModel(small('vpc-cni', 'iptables', cloud.id));
    expect([...network.devices.values()].filter((device) => device.kind === 'router')).toHaveLength(1);
  });
});

describe.each(Object.values(platforms))('platform $id', (platform) => {
  it('names members of the other registries', () => {
    expect(Object.keys(clouds)).toContain(platform.cloud);
    expect(Object.keys(cnis)).toContain(platform.cni);
    expect(Object.keys(proxies)).toContain(platform.proxy);
  });
  it('chooses a Service block that meets no VPC', () => {
    const given = platform.serviceCidr(['10.0.0.0/16']).cidr;
    expect(overlaps(cidr(given), cidr('10.0.0.0/16'))).toBe(false);
  });
});

describe('registries', () => {
  it('list their members under their own names', () => {
    for (const registry of [proxies, cnis, clouds, platforms, controllers])
      for (const [name, member] of Object.entries(registry)) expect(member.id).toBe(name);
  });
});
