import { createModel } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { asking } from './asking.ts';

const file = (gateway: string, { service = '', walks = '', proxies = true } = {}) => `vpc main on gcp {
  subnet nodes 10.128.0.0/20 { region r1; secondary-range pods 10.8.0.0/14 }
  ${proxies ? 'subnet proxies 10.129.0.0/23 { region r1; purpose REGIONAL_MANAGED_PROXY }' : ''}
  subnet west 10.138.0.0/20 { region r2; host far 10.138.0.40 }
  host near 10.128.0.40 in nodes
}
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in nodes { pod p { labels app=web; port http 8080 } }
  service web { ${service}; selector app=web; port 80 -> 8080 }
  service other { selector app=web; port 80 -> 8080 }
  ${gateway}
}
internet { client laptop 198.51.100.7 }
${walks}
`;

const route = 'httproute r { parentRefs g; rule path "/" -> web:80 }';
const planned = async (gateway: string, more: Parameters<typeof file>[1] = {}) => {
  const { topology } = await topologyOf(file(gateway, more));
  const { plan } = createModel(topology);
  return { plan, balancer: plan.balancers[0], problems: plan.problems.map(({ message }) => message) };
};
const on = (name: string, lines = 'listener web HTTP:80', routes = route) =>
  `gateway g on ${name} { ${lines} }\n  ${routes}`;

describe('a Gateway of GKE', () => {
  test.each([
    ['gke-l7-gxlb', 'gfe', 'internet-facing'],
    ['gke-l7-global-external-managed', 'gfe-managed', 'internet-facing'],
    ['gke-l7-regional-external-managed', 'envoy', 'internet-facing'],
    ['gke-l7-rilb', 'envoy', 'internal'],
  ])('of class %s is %s, %s', async (name, kind, scheme) => {
    const { balancer, plan } = await planned(on(name));
    expect(balancer).toMatchObject({ kind, scheme, controller: 'gke-gateway' });
    const scope = kind === 'envoy' ? 'region' : 'global';
    expect(plan.filters.groups.map((each) => each.name)).toEqual([`gkegw1-l7-main-${scope}`]);
  });
  test.each(['alb', 'gke-l7-rilb-mc', 'istio'])('of class %s is made by nobody that is known', async (name) => {
    expect((await planned(on(name))).balancer).toBeUndefined();
  });
  test.each(['gke-l7-regional-external-managed', 'gke-l7-rilb'])(
    'of class %s needs a subnet for its proxies',
    async (name) => {
      const { balancer } = await planned(on(name), { proxies: false });
      expect(balancer?.refused).toBe(
        'gateway g: region r1 has no active proxy-only subnet (purpose REGIONAL_MANAGED_PROXY)',
      );
    },
  );
  test.each([
    ['listener web TCP:80', 'class gke-l7-gxlb has no listener for TCP'],
    ['listener web HTTPS:443', 'listener web has no certificate'],
    ['listener web HTTP:80; listener also HTTPS:80 { certificateRefs x }', 'port 80 listens for HTTP and for HTTPS'],
    ['addresses 10.0.0.1; listener web HTTP:80', 'the address 10.0.0.1 is none of the Internet'],
  ])('with %s is refused: %s', async (lines, why) => {
    expect((await planned(on('gke-l7-gxlb', lines))).balancer?.refused).toContain(why);
  });
  test.each([
    ['certificateRefs a, b', ['a', 'b']],
    ['certificateRefs a; pre-shared-certs b', ['b', 'a']],
  ])('ends TLS with %s', async (lines, names) => {
    const { balancer } = await planned(on('gke-l7-gxlb', `listener web HTTPS:443 { ${lines} }`));
    expect(balancer?.listeners[0]?.certificates).toEqual(names);
  });
  test('ends TLS with those of a map', async () => {
    const { balancer } = await planned(on('gke-l7-gxlb', 'certmap m { hosts "a.example" }; listener web HTTPS:443'));
    expect(balancer?.listeners[0]).toMatchObject({ certificates: ['m'], certified: { m: ['a.example'] } });
  });
  test('asks from its proxies, within its region unless a policy says more', async () => {
    const gateway = (more: string) => on('gke-l7-rilb', `addresses 10.128.0.70; ${more} listener web HTTP:80`);
    const walks = 'walk near from near to gateway g\nwalk far from far to 10.128.0.70:80';
    const closed = await asking(file(gateway(''), { walks }));
    expect(closed.traces.near!.routes[0]!.forward.at(-1)!.steps[0]!.after!.src).toBe('10.129.0.2');
    expect(closed.traces.far!.routes[0]).toMatchObject({ client: 'timeout', cause: 'LB-SCHEME' });
    const open = await asking(file(gateway('gcpGatewayPolicy { allowGlobalAccess true };'), { walks }));
    expect(open.traces.far!.verdict).toBe('delivered');
  });
});

describe('policies of a Service behind a Gateway of GKE', () => {
  const groupOf = async (service: string) => (await planned(on('gke-l7-rilb'), { service })).balancer!.groups[0]!;
  test('without one are the defaults of the API, and no readiness probe is read', async () => {
    expect(await groupOf('')).toMatchObject({
      ...{ type: 'ip', answerSeconds: 30 },
      health: { protocol: 'HTTP', port: 'traffic-port', path: '/', interval: 5, timeout: 5, healthy: 2, unhealthy: 2 },
    });
  });
  test('are followed field by field', async () => {
    const group = await groupOf(
      'healthCheckPolicy { requestPath "/r"; port 9000; checkIntervalSec 7; timeoutSec 6; healthyThreshold 1; unhealthyThreshold 3; host "h.example" }; gcpBackendPolicy { timeoutSec 40; sessionAffinity { type CLIENT_IP } }',
    );
    expect(group).toMatchObject({
      ...{ answerSeconds: 40, sticky: 'CLIENT_IP' },
      health: { path: '/r', port: 9000, interval: 7, timeout: 6, healthy: 1, unhealthy: 3, host: 'h.example' },
    });
    expect((await groupOf('healthCheckPolicy { type TCP }')).health).toMatchObject({ protocol: 'TCP' });
    expect((await groupOf('healthCheckPolicy { type TCP }')).health.path).toBeUndefined();
  });
  test('of several the first is taken for the oldest, and the others are told', async () => {
    const service = 'gcpBackendPolicy { timeoutSec 40 }; gcpBackendPolicy { timeoutSec 50 }';
    const { balancer, problems } = await planned(on('gke-l7-rilb'), { service });
    expect(balancer!.groups[0]!.answerSeconds).toBe(40);
    expect(problems).toEqual([
      'service web: only one gcpBackendPolicy is attached, and the oldest goes first: this one is not',
    ]);
  });
});

describe('routes of a Gateway of GKE', () => {
  const end = async (routes: string, url: string, more = '') => {
    const { errors, traces } = await asking(
      file(on('gke-l7-rilb', 'addresses 10.128.0.70; listener web HTTP:80', routes), {
        walks: `walk w from near to "http://10.128.0.70${url}" { ${more} }`,
      }),
    );
    expect(errors).toEqual([]);
    const [first] = traces.w!.routes;
    return [traces.w!.verdict, first?.client, ...(first?.assumes ?? [])].join(' ');
  };
  test.each([
    ['rule path "/a" Exact -> web:80', '/a', '', 'delivered ok'],
    ['rule path "/a" Exact -> web:80', '/a/b', '', 'not-delivered http-404'],
    ['rule path "/" header "X: a,b" -> web:80', '/', 'header "X: a,b"', 'delivered ok'],
    ['rule path "/" header "X: a,b" -> web:80', '/', 'header "X: a"', 'not-delivered http-404'],
    ['rule path "/" { requestRedirect { hostname "h.example"; statusCode 308 } }', '/', '', 'delivered http-308'],
    ['rule path "/"', '/', '', 'delivered http-500'],
  ])('%s: %s %s is %s', async (rule, url, more, fate) => {
    expect(await end(`httproute r { parentRefs g; ${rule} }`, url, more)).toBe(fate);
  });
  test.each([
    'rule path "/" { requestRedirect { replacePrefixMatch "/x" } }',
    'rule path "/.*" RegularExpression -> web:80',
  ])('leave open what is not followed: %s', async (rule) => {
    const found = await end(`httproute r { parentRefs g; ${rule} }`, '/');
    expect(found).toMatch(/^undetermined .*not modelled yet/);
  });
  test('of other kinds are told', async () => {
    const { problems } = await planned(
      on('gke-l7-rilb', 'listener web HTTP:80', 'grpcroute r { parentRefs g; rule -> web:80 }'),
    );
    expect(problems).toEqual(['grpcroute r: GKE takes HTTPRoutes']);
  });
});
