import { describe, expect, test } from 'vitest';
import { headerValues, routePaths } from '../../../src/compilers/controllers/common/gateway/conditions.ts';
import { attachedHosts, compareHosts } from '../../../src/compilers/controllers/common/gateway/hostnames.ts';
import { inPrecedence, type Match, type Unit } from '../../../src/compilers/controllers/common/gateway/precedence.ts';
import type { PlannedBalancer } from '../../../src/plan/balancer.ts';
import { planned, site } from '../../support/planned.ts';

const match = (path: string, more: Partial<Match> = {}, type: 'Exact' | 'PathPrefix' = 'PathPrefix'): Match => ({
  ...{ path: { type, value: path }, headers: 0, queries: 0 },
  ...more,
});

// kubernetes-sigs/aws-load-balancer-controller 225f445, pkg/gateway/routeutils/*_test.go
describe('host names of a route', () => {
  test('with more labels come before those with more letters, and exact ones before both', () => {
    const sorted = [undefined, '*.example.com', '*.t.exa.com', 'a.example.com'].sort(compareHosts);
    expect(sorted).toEqual(['a.example.com', '*.t.exa.com', '*.example.com', undefined]);
  });
  test('are those that it has in common with its listener', () => {
    expect(attachedHosts('foo.bar.com', ['*.bar.com'])).toEqual(['foo.bar.com']);
    expect(attachedHosts('*.example.com', ['a.b.example.com'])).toEqual(['a.b.example.com']);
    expect(attachedHosts('*.example.com', ['*.b.example.com'])).toEqual(['*.b.example.com']);
    expect(attachedHosts('*.example.com', ['example.com'])).toBeUndefined();
    expect(attachedHosts('A.example.com', ['a.example.com'])).toBeUndefined();
    expect(attachedHosts('listener.example.com', [])).toEqual(['listener.example.com']);
    expect(attachedHosts(undefined, [])).toEqual([]);
  });
});

describe('rules of routes', () => {
  const order = (units: readonly Unit[]) => inPrecedence(units).map((each) => units.indexOf(each));
  test('with a method come before any number of headers, and gRPC is weighed like a path', () => {
    const at = { hostname: 'mixed.example.com' };
    const units: readonly Unit[] = [
      { ...at, route: 'ns/grpc-with-headers', match: match('/api.Items', { headers: 2 }, 'Exact') },
      { ...at, route: 'ns/http-no-method', match: match('/api/items', { headers: 3 }, 'Exact') },
      { ...at, route: 'ns/http-with-method', match: match('/api/items', { method: 'POST' }, 'Exact') },
    ];
    expect(order(units)).toEqual([2, 1, 0]);
    expect(order([...units].reverse())).toEqual([0, 1, 2]);
  });
  test('go by host, path and headers across routes, and then the older route is first', () => {
    const young = { route: 'infra/part2', created: '2024-06-01', hostname: 'example.com' };
    const old = { route: 'infra/part1', created: '2024-01-01' };
    const [com, net] = [
      { ...old, hostname: 'example.com' },
      { ...old, hostname: 'example.net' },
    ];
    const units: readonly Unit[] = [
      { ...young, match: match('/v2') },
      { ...com, match: match('/', { headers: 1 }) },
      { ...net, match: match('/', { headers: 1 }) },
      { ...young, match: match('/', { headers: 1 }) },
      { ...com, match: match('/') },
      { ...net, match: match('/') },
    ];
    expect(order(units)).toEqual([0, 1, 2, 3, 4, 5]);
    const shuffled = [4, 5, 3, 1, 2, 0].map((each) => units[each]!);
    expect(inPrecedence(shuffled)).toEqual(units);
  });
  test('have the host of the listener where the route has none', async () => {
    const [edge] = await balancers(`
      gateway edge on alb { scheme internal; listener a HTTP:80 { hostname "listener.example.com" } }
      httproute r { parentRefs edge; rule path "/" -> web:80; rule path "/api" -> web:80 }`);
    expect(edge?.listeners[0]?.rules.map(({ when }) => when)).toEqual([
      { hosts: ['listener.example.com'], paths: ['/api', '/api/*'] },
      { hosts: ['listener.example.com'], paths: ['/*'] },
    ]);
  });
});

describe('a match of a route', () => {
  test('passes wildcards of an exact path on, which an Ingress refuses', () => {
    expect(routePaths('/prefix*', 'Exact')).toEqual(['/prefix*']);
    expect(routePaths('/a/', 'PathPrefix')).toEqual(['/a', '/a/*']);
    expect(routePaths('/', 'PathPrefix')).toEqual(['/*']);
  });
  test('parts the value of a header at commas, but for those behind a backslash', () => {
    expect(headerValues('a\\,b,c')).toEqual(['a,b', 'c']);
  });
});

const web = 'service web { target-type ip; selector app=web; port 80 -> http }';
const plan = (objects: string, more?: Parameters<typeof site>[1]) => planned(site(`${web}\n${objects}`, more));
const balancers = async (objects: string): Promise<readonly PlannedBalancer[]> => (await plan(objects)).balancers;

describe('a Gateway on alb', () => {
  test('has one listener for each port, with the rules of the routes that name it', async () => {
    const { balancers, filters, problems } = await plan(
      `
      gateway edge on alb {
        scheme internet-facing
        listener all HTTP:80
        listener shop HTTPS:443 { hostname "*.example.com" }
        listener other HTTPS:443 { hostname "other.test" }
      }
      httproute shop {
        parentRefs edge/shop
        hostnames "shop.example.com", "nobody.test"
        rule path "/v1" method get header "X-Env: a,b" query "v=1" -> web:80 weight 9, web:81 weight 1
      }
      httproute up { parentRefs edge/all; rule { requestRedirect { scheme https; statusCode 301 } } }
      grpcroute calls { parentRefs edge; rule method "shop.Items/Get" -> web:80 }
      service web2 { target-type ip; selector app=web; port 80 -> http }`.replace('web:81', 'web2:80'),
    );
    expect(problems).toEqual([]);
    expect(balancers[0]).toMatchObject({
      kind: 'alb',
      id: 'c/default/edge',
      hosts: ['shop.example.com', 'other.test', '*.example.com'],
    });
    const rules = balancers[0]?.listeners.map(({ id, port, rules: own }) => [
      id,
      port,
      own.map(({ when, action }) => [when, action]),
    ]);
    const calls = { paths: ['/shop.Items/Get'] };
    const forward = { kind: 'forward', to: [{ group: 'default/edge-web:80', weight: 1 }] };
    expect(rules).toEqual([
      [
        'c/default/edge/all',
        80,
        [
          [calls, forward],
          [{ paths: ['/*'] }, { kind: 'redirect', status: 301, protocol: 'HTTPS', port: '443' }],
        ],
      ],
      [
        'c/default/edge/shop',
        443,
        [
          [
            {
              hosts: ['shop.example.com'],
              headers: [{ name: 'X-Env', values: ['a', 'b'] }],
              query: [{ key: 'v', value: '1' }],
              paths: ['/v1', '/v1/*'],
              methods: ['GET'],
            },
            {
              kind: 'forward',
              to: [
                { group: 'default/edge-web:80', weight: 9 },
                { group: 'default/edge-web2:80', weight: 1 },
              ],
            },
          ],
          [{ ...calls, hosts: ['other.test'] }, forward],
          [{ ...calls, hosts: ['*.example.com'] }, forward],
        ],
      ],
    ]);
    expect(balancers[0]?.groups[0]?.health).toMatchObject({ healthy: 3, unhealthy: 3, codes: '200-399', interval: 15 });
    expect(filters.groups[0]?.lines[0]?.ports.map(({ from }) => from)).toEqual([80, 443]);
    expect(filters.lines).toHaveLength(1);
  });
  test('makes no rule of a redirect of the prefix alone, and none of its route behind it', async () => {
    const { balancers, problems } = await plan(`
      gateway edge on alb { scheme internal; listener a HTTP:80 }
      httproute r {
        parentRefs edge
        rule path "/long/path" -> web:80
        rule path "/old" { requestRedirect { replacePrefixMatch "/new" } }
        rule path "/" -> web:80
      }
      httproute s { parentRefs edge; rule path "/" -> web:80 }`);
    expect(balancers[0]?.listeners[0]?.rules.map(({ source }) => source)).toEqual([
      'c/default/r#rule.0',
      'c/default/s#rule.0',
    ]);
    expect(problems.map(({ code, about }) => [code, about])).toEqual([['NK086', 'c/default/r#rule.1#requestRedirect']]);
  });
  test.each([
    ['listener a TCP:80', 'no listener for TCP'],
    ['listener a HTTPS:443', 'needs a certificate'],
    ['listener a HTTP:80; listener b HTTPS:80', 'for HTTP and for HTTPS'],
  ])('is refused: %s', async (lines, why) => {
    expect((await balancers(`gateway edge on alb { scheme internal; ${lines} }`))[0]?.refused).toContain(why);
  });
  test('is watched since 3.2', async () => {
    const objects = 'gateway edge on alb { scheme internal; listener a HTTP:80 }';
    const of = (version: string) => plan(objects, { cluster: `aws-load-balancer-controller ${version}` });
    const { balancers, problems } = await of('3.1');
    expect(balancers).toEqual([]);
    expect(problems.map(({ about, message }) => [about, message.slice(-12)])).toEqual([
      ['c/default/edge', ' since 3.2.0'],
    ]);
    expect((await of('3.2')).balancers).toHaveLength(1);
  });
});

test('a Gateway on nlb sends what a listener gets to its one route, whatever name TLS asks for', async () => {
  const { balancers, problems, filters } = await plan(`
    gateway inner on nlb {
      scheme internal
      listener db TCP:5432
      listener tls TLS:443 { certificate-arn x }
      listener pass TLS:8443 { mode Passthrough }
      listener dns UDP:53
      listener idle TCP:9
    }
    tcproute db { parentRefs inner/db; rule -> web:80 weight 0, web2:80 weight 2 }
    service web2 { selector app=web; target-type ip; port 80 -> 8080 }
    tlsroute a { parentRefs inner/tls, inner/pass; hostnames "a.example"; rule -> web:80 }
    tlsroute b { parentRefs inner/tls; hostnames "b.example"; rule -> web:80 }
    udproute dns { parentRefs inner/dns; rule -> web:80 }`);
  expect(
    balancers[0]?.listeners.map(({ port, protocol, otherwise }) => [
      port,
      protocol,
      otherwise.kind === 'forward' ? otherwise.to.map(({ weight }) => weight) : otherwise,
    ]),
  ).toEqual([
    [53, 'UDP', [1]],
    [443, 'TLS', [1]],
    [5432, 'TCP', [0, 2]],
    [8443, 'TCP', [1]],
  ]);
  expect(problems.map(({ about }) => about)).toEqual(['c/default/b']);
  expect(balancers[0]?.groups.map(({ id, protocol, preserveClientIp }) => [id, protocol, preserveClientIp])).toEqual([
    ['default/inner-web:80/UDP', 'UDP', true],
    ['default/inner-web:80', 'TCP', false],
    ['default/inner-web2:80', 'TCP', false],
  ]);
  expect(filters.lines.map(({ line }) => line.ports[0]?.protocol).sort()).toEqual(['tcp', 'udp']);
});
