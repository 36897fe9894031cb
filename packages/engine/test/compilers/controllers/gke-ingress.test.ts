import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { urlMapPaths } from '../../../src/compilers/controllers/gke-ingress/paths.ts';
import { createModel } from '../../../src/index.ts';

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
