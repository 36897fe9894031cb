import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { healthOf } from '../../../src/compilers/controllers/gke-ingress/health.ts';
import { urlMapPaths } from '../../../src/compilers/controllers/gke-ingress/paths.ts';
import { probeOf } from '../../../src/compilers/controllers/gke-ingress/probe.ts';
import { createModel, elementId } from '../../../src/index.ts';

/** Facts of the controller's own tests (kubernetes/ingress-gce acbcf5d66dd9d31297a2a52a2d7d83d4c1a94539). */
const planned = async (lines: string) => {
  const { topology } = await topologyOf(`vpc main on gcp { subnet a 10.128.0.0/20 { secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in a { pod web { labels app=web; port http 8080 } }
  node m 10.128.0.12 in a
  service web NodePort { selector app=web; port http 80 -> http nodePort 31000; port https 443 -> 8080 nodePort 31001 }
  service plain { selector app=web; port 80 -> http }
  ${lines}
}
`);
  const { plan } = createModel(topology);
  return { balancer: plan.balancers[0], filters: plan.filters, problems: plan.problems };
};

const setting = (key: string, ...values: string[]) => ({ id: elementId(key), key, values, settings: [] });

/** A pod with one container, and the probe of its lines. */
const pod = (port: number, name: string | undefined, lines: Readonly<Record<string, string>>) => ({
  containers: [],
  ports: [{ id: elementId('p'), port, protocol: 'tcp', ...(name === undefined ? {} : { name }) }],
  settings: [
    {
      ...{ id: elementId('r'), key: 'readinessProbe', values: [] },
      settings: Object.entries(lines).map(([key, value]) => setting(key, value)),
    },
  ],
});

describe('the checks of an Ingress', () => {
  const probe = { path: '/foo', host: 'foo.com', period: 1234, timeout: 5678 };
  test('are as often as the readiness probe of pods', () => {
    expect(healthOf('neg', probe)).toEqual({
      ...{ protocol: 'HTTP', port: 'traffic-port', path: '/foo', host: 'foo.com', codes: '200' },
      ...{ interval: 1234, timeout: 5678, healthy: 1, unhealthy: 2 },
    });
  });
  test('of nodes are a minute apart beside that, and a BackendConfig says field by field what holds instead', () => {
    const own = { path: '/bar', host: 'foo.com', period: 1, timeout: 1234 };
    expect(healthOf('instance-group', own, [setting('requestPath', '/foo')])).toMatchObject({
      ...{ path: '/foo', host: 'foo.com', interval: 61, timeout: 1234, healthy: 1, unhealthy: 10 },
    });
    const all = ['port', 'checkIntervalSec', 'timeoutSec', 'healthyThreshold', 'unhealthyThreshold'];
    expect(
      healthOf(
        'neg',
        undefined,
        all.map((key, at) => setting(key, String(at + 1))),
      ),
    ).toMatchObject({
      ...{ path: '/', port: 1, interval: 2, timeout: 3, healthy: 4, unhealthy: 5 },
    });
  });
  test.each([
    ['of another scheme', pod(80, undefined, { httpGet: '/foo', port: '80' }), { port: 80, protocol: 'HTTPS' }],
    ['of another port', pod(80, undefined, { httpGet: '/foo', port: '81' }), { port: 80, protocol: 'HTTP' }],
    [
      'of a port that is not declared',
      pod(81, undefined, { httpGet: '/foo', port: '80' }),
      { port: 80, protocol: 'HTTP' },
    ],
    ['with a host', pod(80, undefined, { httpGet: '/foo', port: '80', host: 'a' }), { port: 80, protocol: 'HTTP' }],
    [
      'with another header',
      pod(80, undefined, { httpGet: '/', port: '80', httpHeaders: 'X: y' }),
      { port: 80, protocol: 'HTTP' },
    ],
    ['that is none of HTTP', pod(80, undefined, { port: '80' }), { port: 80, protocol: 'HTTP' }],
  ] as const)('are not made of a probe %s', (_, template, asked) => {
    expect(probeOf(template, asked)).toBeUndefined();
  });
  test('are made of one by HTTP at the port, by its number or its name; the API server fills in what is missing', () => {
    for (const port of ['80', 'http'])
      expect(probeOf(pod(80, 'http', { httpGet: 'foo', port }), { port: 80, protocol: 'HTTP' })).toEqual({
        ...{ path: '/foo', period: 10, timeout: 1 },
      });
    const lines = {
      httpGet: '/foo',
      port: '80',
      httpHeaders: 'Host: foo.com',
      periodSeconds: '5',
      timeoutSeconds: '2',
    };
    expect(probeOf(pod(80, undefined, lines), { port: 80, protocol: 'HTTP' })).toEqual({
      ...{ path: '/foo', host: 'foo.com', period: 5, timeout: 2 },
    });
  });
  test('ask what the file says, and their port is let in', async () => {
    const { topology } =
      await topologyOf(`vpc main on gcp { subnet a 10.128.0.0/20 { secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in a
  deployment web replicas 2 {
    labels app=web
    container app { port http 8080; response "/ready" 200; response "/*" 404; readinessProbe { httpGet "/ready"; port http; periodSeconds 5 } }
  }
  service web { selector app=web; port 80 -> http }
  service own { backendConfig { healthCheck { requestPath "/own"; port 9000 } }; selector app=web; port 80 -> http }
  ingress i on gce 203.0.113.200 { default-backend web:80; rule path "/own" -> own:80 }
}
internet { client laptop 198.51.100.7 }
walk w from laptop to "http://203.0.113.200/ready"
`);
    const model = createModel(topology);
    const [second, first] = model.plan.balancers[0]!.groups;
    expect(first!.health).toMatchObject({ path: '/ready', interval: 5, timeout: 1 });
    expect(second!.health).toMatchObject({ path: '/own', port: 9000, interval: 5 });
    expect(model.plan.filters.groups[0]!.lines[0]!.ports.map(({ from }) => from)).toEqual([8080, 9000]);
    expect(model.trace(topology.walks[0]!.id).verdict).toBe('delivered');
  });
});

describe('the Ingress controller of GKE', () => {
  test.each([
    ['Prefix', '/test/', ['/test', '/test/*']],
    ['Prefix', '/test', ['/test', '/test/*']],
    ['Prefix', '/', ['/*']],
    ['Exact', '/test', ['/test']],
    ['ImplementationSpecific', '/test', ['/test']],
    ['ImplementationSpecific', '', ['/*']],
  ])('%s %s', (pathType, path, paths) => {
    expect(urlMapPaths({ path, pathType })).toEqual(paths);
  });
  test('takes no pattern for an exact path or a prefix', () => {
    expect(urlMapPaths({ path: '/a/*', pathType: 'Exact' })).toMatch(/no \*/);
    expect(urlMapPaths({ path: '/a/*', pathType: 'Prefix' })).toMatch(/no \*/);
  });
  test('finds a port by its name, which makes no HTTPS of it', async () => {
    const { balancer } = await planned('ingress i on gce { backend instance-group; default-backend web:https }');
    expect(balancer!.groups).toMatchObject([
      { protocol: 'HTTP', type: 'instance', targets: [{ port: 31001 }, { port: 31001 }] },
    ]);
  });
  test('asks nodes every 60 seconds and pods every 15, for /', async () => {
    const { balancer: nodes } = await planned('ingress i on gce { backend instance-group; default-backend web:80 }');
    expect(nodes!.groups[0]!.health).toEqual({
      ...{ protocol: 'HTTP', path: '/', port: 'traffic-port', codes: '200' },
      ...{ interval: 60, timeout: 60, healthy: 1, unhealthy: 10 },
    });
    const { balancer: pods } = await planned('ingress i on gce { default-backend web:80 }');
    expect(pods!.groups[0]).toMatchObject({
      type: 'ip',
      targets: [{ port: 8080 }],
      health: { interval: 15, timeout: 15, healthy: 1, unhealthy: 2 },
    });
  });
  test('opens all node ports for one group of nodes, and of pods their own ports', async () => {
    const ports = async (lines: string) =>
      (await planned(lines)).filters.groups.map(({ lines: [line] }) => [
        line!.ports,
        line!.peers.map((each) => each.kind === 'cidr' && each.cidr),
      ]);
    const sources = ['130.211.0.0/22', '35.191.0.0/16'];
    expect(await ports('ingress i on gce { backend instance-group; default-backend web:80 }')).toEqual([
      [[{ protocol: 'tcp', from: 30_000, to: 32_767 }], sources],
    ]);
    expect(await ports('ingress i on gce { default-backend web:80 }')).toEqual([
      [[{ protocol: 'tcp', from: 8080, to: 8080 }], sources],
    ]);
  });
  test('needs a node port for a group of nodes', async () => {
    const { problems, balancer } = await planned(
      'ingress i on gce { backend instance-group; default-backend plain:80 }',
    );
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['NK086', 'backend plain: an instance group needs a node port, and it is of type ClusterIP'],
    ]);
    expect(balancer!.listeners[0]!.otherwise).toEqual({ kind: 'fixed', status: 404 });
  });
  test('the longest path that fits decides, and of a host before those of all', async () => {
    const { balancer } = await planned(`ingress i on gce {
    rule path "/" -> web:80
    rule host "a.example" path "/x" -> web:80
    rule host "a.example" path "/x/y" -> web:443
  }`);
    expect(balancer!.listeners[0]!.rules.map(({ when }) => [when.hosts?.[0], when.paths?.[0]])).toEqual([
      ['a.example', '/x/y'],
      ['a.example', '/x'],
      [undefined, '/'],
    ]);
  });
});
