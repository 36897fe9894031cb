import { describe, expect, test } from 'vitest';
import type { PlannedBalancer } from '../../../src/plan/balancer.ts';
import { planned, site } from '../../support/planned.ts';

const web = 'service web { selector app=web; port 80 -> http }';
const balancers = async (objects: string, more?: Parameters<typeof site>[1]): Promise<readonly PlannedBalancer[]> =>
  (await planned(site(`${web}\n${objects}`, more))).balancers;
const only = async (objects: string, more?: Parameters<typeof site>[1]): Promise<PlannedBalancer> => {
  const [one, ...others] = await balancers(objects, more);
  expect(others).toEqual([]);
  return one!;
};
const pathsOf = ({ listeners }: PlannedBalancer) =>
  listeners.map(({ port, rules }) => [port, rules.map(({ when }) => when.paths?.[0])]);

describe('an Ingress on alb', () => {
  test('is internal, in private subnets, with its own and the shared security group, when it says nothing', async () => {
    const { filters, balancers, supplied } = await planned(
      site(`${web}\ningress i on alb { target-type ip; rule path "/" -> web:80 }`),
    );
    expect(balancers[0]).toMatchObject({ scheme: 'internal', kind: 'alb', crossZone: true, idleSeconds: 60 });
    expect(balancers[0]?.nodes).toEqual([
      { id: 'c/default/i#node.in-a', subnet: 'net/in-a', zone: 'a', address: '10.0.16.4' },
      { id: 'c/default/i#node.in-b', subnet: 'net/in-b', zone: 'b', address: '10.0.32.4' },
    ]);
    expect(balancers[0]?.groups[0]).toMatchObject({
      id: 'default/i-web:80',
      type: 'ip',
      algorithm: 'round_robin',
      targets: [
        { id: 'c/default/w1', address: '10.0.16.11', port: 8080, zone: 'a' },
        { id: 'c/default/w2', address: '10.0.32.11', port: 8080, zone: 'b' },
      ],
      health: { protocol: 'HTTP', port: 'traffic-port', path: '/', codes: '200', interval: 15, timeout: 5, healthy: 2 },
    });
    expect(balancers[0]?.securityGroups).toEqual(filters.groups.map(({ id }) => id));
    expect(filters.groups.map(({ name, lines }) => [name, lines.length])).toEqual([
      ['k8s-default-i', 1],
      ['k8s-traffic-c', 0],
    ]);
    expect(filters.lines.map(({ group, line }) => [group, line.ports, line.peers[0]])).toEqual([
      [
        'c#cluster-security-group',
        [{ protocol: 'tcp', from: 8080, to: 8080 }],
        { kind: 'security-group', group: 'c#balancer-backend-group', text: 'k8s-traffic-c' },
      ],
    ]);
    expect(supplied.find(({ about }) => about === 'c/default/i')?.label).toBe('in-a, in-b');
  });

  test('shares a balancer with its group, in the order of the group, whatever stands first in the file', async () => {
    const one =
      'ingress a on alb { scheme internet-facing; target-type ip; group.name g; group.order 5; rule path "/a" -> web:80; rule path "/a/long" -> web:80 }';
    const two = 'ingress b on alb { target-type ip; group.name g; rule path "/b" -> web:80 }';
    const both = await only(`${one}\n${two}`);
    expect(await only(`${two}\n${one}`)).toEqual(both);
    expect(both).toMatchObject({
      id: 'c/default/b',
      scheme: 'internet-facing',
      members: ['c/default/b', 'c/default/a'],
    });
    expect(pathsOf(both)).toEqual([[80, ['/b', '/a/long', '/a']]]);
    expect(both.nodes.map(({ public: out }) => out?.drawn)).toEqual([true, true]);
    expect(both.groups.map(({ id }) => id)).toEqual(['default/b-web:80', 'default/a-web:80']);
  });

  test('listens where it says, each member with its own rules, and lets in who may use each port', async () => {
    const { balancers, filters } = await planned(
      site(`${web}
        ingress a on alb { target-type ip; group.name g; listen-ports HTTP:80, HTTPS:443; certificate-arn x; rule path "/a" -> web:80 }
        ingress b on alb { target-type ip; group.name g; inbound-cidrs 192.0.2.0/24; rule path "/b" -> web:80 }`),
    );
    expect(pathsOf(balancers[0]!)).toEqual([
      [80, ['/a', '/b']],
      [443, ['/a']],
    ]);
    expect(filters.groups[0]?.lines.map(({ ports, peers }) => [ports[0]?.from, peers])).toEqual([
      [80, [{ kind: 'cidr', cidr: '192.0.2.0/24' }]],
      [443, [{ kind: 'cidr', cidr: '0.0.0.0/0' }]],
    ]);
  });

  test('redirects every plain listener where ssl-redirect says so', async () => {
    const { listeners } = await only(
      'ingress i on alb { target-type ip; listen-ports HTTP:80, HTTPS:443; ssl-redirect 443; rule host "a.example" path "/" -> web:80 }',
    );
    expect(listeners[0]).toMatchObject({
      rules: [],
      otherwise: { kind: 'redirect', status: 301, protocol: 'HTTPS', port: '443' },
    });
    expect(listeners[1]?.rules).toHaveLength(1);
  });

  test('follows actions and conditions', async () => {
    const { listeners, groups, hosts } = await only(`ingress i on alb {
      target-type ip
      actions.old { type redirect; redirectConfig { host "new.example"; statusCode HTTP_302 } }
      actions.gone { type fixed-response; fixedResponseConfig { statusCode 410 } }
      actions.mix { type forward; forwardConfig { targetGroups { serviceName web; servicePort 80; weight 3 }; targetGroups { serviceName nobody; servicePort 80 } } }
      conditions.web { field http-header; httpHeaderName X-Env; values canary }
      rule host "shop.example" path "/" -> web:80
      rule path "/old" -> old:use-annotation
      rule path "/mix" -> mix:use-annotation
      default-backend gone:use-annotation
    }`);
    expect(listeners[0]?.rules.map(({ when, action }) => [when, action])).toEqual([
      [
        { hosts: ['shop.example'], paths: ['/*'], headers: [{ name: 'X-Env', values: ['canary'] }] },
        { kind: 'forward', to: [{ group: 'default/i-web:80', weight: 1 }] },
      ],
      [{ paths: ['/old', '/old/*'] }, { kind: 'redirect', status: 302, host: 'new.example' }],
      [{ paths: ['/mix', '/mix/*'] }, { kind: 'fixed', status: 503 }],
    ]);
    expect(listeners[0]?.otherwise).toEqual({ kind: 'fixed', status: 410 });
    expect(groups).toHaveLength(1);
    expect(hosts).toEqual(['shop.example']);
  });

  test('forwards by weights, to nodes of a Service with node ports', async () => {
    const { listeners, groups } = await only(`
      service np NodePort { selector app=web; port http 80 -> http nodePort 31000 }
      ingress i on alb { healthcheck-port http; rule path "/" -> np:http weight 90, np2:80 weight 10 }
      service np2 NodePort { target-type ip; healthcheck-path "/ready"; success-codes "200-299"; selector app=web; port 80 -> 8080; port http 81 -> 8081 }`);
    expect(listeners[0]?.rules[0]?.action).toEqual({
      kind: 'forward',
      to: [
        { group: 'default/i-np:80', weight: 90 },
        { group: 'default/i-np2:80', weight: 10 },
      ],
    });
    expect(groups.map(({ type, health, targets }) => [type, health.port, health.path, targets[0]])).toEqual([
      ['instance', 31_000, '/', { id: 'c/n1', name: 'n1', address: '10.0.16.10', port: 31_000, zone: 'a' }],
      ['ip', 8081, '/ready', { id: 'c/default/w1', name: 'w1', address: '10.0.16.11', port: 8080, zone: 'a' }],
    ]);
  });

  test.each([
    ['NK073', 'rule path "/" -> web:80', 'node ports, and a Service of type ClusterIP has none'],
    ['NK086', 'target-type ip; rule path "/" -> web:81', 'it has no port 81; its ports are 80'],
    ['NK086', 'target-type ip; rule path "/a*" Prefix -> web:80', 'has no wildcards'],
    ['NK086', 'target-type ip; rule path "/" -> x:use-annotation', 'it has no actions.x'],
    ['NK086', 'target-type ip; listen-ports HTTPS:443; rule path "/" -> web:80', 'needs a certificate'],
    ['NK086', 'target-type ip; ssl-redirect 443; rule path "/" -> web:80', 'nothing listens for HTTPS'],
    ['NK086', 'target-type ip; group.name Shop; rule path "/" -> web:80', 'lower-case'],
    [
      'NK086',
      'target-type ip; conditions.web { field source-ip; values 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 }; rule host "a" path "/a" -> web:80',
      'compares 6 values',
    ],
    ['NK070', 'target-type ip; subnets in-a; rule path "/" -> web:80', 'needs subnets in 2 zones'],
  ])('is refused with %s: %s', async (code, lines, why) => {
    const { balancers, problems, filters } = await planned(site(`${web}\ningress i on alb { ${lines} }`));
    expect(problems.map((each) => each.code)).toEqual([code]);
    expect(balancers[0]?.refused).toContain(why);
    expect([balancers[0]?.nodes, filters.groups, filters.lines]).toEqual([[], [], []]);
  });

  test('of a group is refused with all of it where two contradict each other', async () => {
    const of = (a: string, b: string) =>
      only(`ingress a on alb { target-type ip; group.name g; ${a}; rule path "/" -> web:80 }
        ingress b on alb { target-type ip; group.name g; ${b}; rule path "/" -> web:80 }`);
    expect((await of('scheme internal', 'scheme internet-facing')).refused).toContain('write scheme');
    expect((await of('listen-ports HTTP:8443', 'listen-ports HTTPS:8443')).refused).toContain('HTTP and for HTTPS');
    expect((await of('default-backend web:80', 'default-backend web:80')).refused).toContain(
      'both have a default backend',
    );
    expect((await of('scheme internal', 'scheme internal')).refused).toBeUndefined();
  });

  test('with security groups of its own changes no others, unless it is asked to', async () => {
    const own = 'ingress i on alb { target-type ip; security-groups front; rule path "/" -> web:80';
    const without = await planned(site(`${web}\n${own} }`));
    expect([without.balancers[0]?.securityGroups, without.filters.lines]).toEqual([['net/front'], []]);
    const asked = await planned(site(`${web}\n${own}; manage-backend-security-group-rules true }`));
    expect(asked.balancers[0]?.securityGroups).toEqual(['net/front', 'c#balancer-backend-group']);
    expect(asked.filters.lines).toHaveLength(1);
  });

  test('opens one range of ports for all balancers of a cluster', async () => {
    const { filters } = await planned(
      site(`${web}
        service low { selector app=web; port 80 -> 3000 }
        ingress a on alb { target-type ip; rule path "/" -> web:80 }
        ingress b on alb { target-type ip; healthcheck-port 9000; rule path "/" -> low:80 }`),
    );
    expect(filters.lines.map(({ line }) => line.ports)).toEqual([[{ protocol: 'tcp', from: 3000, to: 9000 }]]);
  });

  test('of Auto Mode has pods as targets, needs tags, and shares nothing', async () => {
    const auto = { cluster: 'computeConfig { enabled true }' };
    expect((await only('ingress i on alb { rule path "/" -> web:80 }', auto)).refused).toContain('finds no subnet');
    const tagged = (name: string, block: string, zone: string) =>
      `subnet ${name} ${block} zone ${zone} { tags kubernetes.io/role/internal-elb=1 }`;
    const vpc = `${tagged('lb-a', '10.0.2.0/24', 'a')}\n${tagged('lb-b', '10.0.3.0/24', 'b')}`;
    const made = await balancers(
      'ingress i on alb { group.name g; rule path "/" -> web:80 }\ningress j on alb { group.name g; rule path "/" -> web:80 }',
      { ...auto, vpc },
    );
    expect(made.map(({ id, controller, groups }) => [id, controller, groups[0]?.type])).toEqual([
      ['c/default/i', 'eks-auto-mode', 'ip'],
      ['c/default/j', 'eks-auto-mode', 'ip'],
    ]);
  });
});

describe('a Service of Auto Mode', () => {
  test('has an NLB with pods as targets and with security groups, and is told what nobody reads', async () => {
    const { balancers, problems } = await planned(
      site('service e LoadBalancer { scheme internal; proxy-protocol "*"; selector app=web; port 80 -> http }', {
        cluster: 'computeConfig { enabled true }',
        vpc: 'subnet lb 10.0.2.0/24 zone a { tags kubernetes.io/role/internal-elb=1 }',
      }),
    );
    expect(balancers[0]).toMatchObject({ kind: 'nlb', controller: 'eks-auto-mode', nodes: [{ subnet: 'net/lb' }] });
    expect(balancers[0]?.groups[0]).toMatchObject({ type: 'ip', proxyProtocol: false });
    expect(balancers[0]?.securityGroups).toHaveLength(2);
    expect(problems.map(({ message }) => message)).toEqual([
      'service e: EKS Auto Mode does not read proxy-protocol, and makes its balancer without it',
    ]);
  });
});

describe('a version of the controller', () => {
  test('before 2.12.1 finds no subnet without tags; a version without patch is its newest one', async () => {
    const of = (version: string) =>
      only('ingress i on alb { target-type ip; rule path "/" -> web:80 }', {
        cluster: `aws-load-balancer-controller ${version}`,
      });
    expect((await of('2.12.0')).refused).toContain('finds no subnet');
    expect((await of('2.12')).refused).toBeUndefined();
  });
  test('before 2.6 makes network load balancers without security groups: targets let clients in by blocks', async () => {
    const { balancers, filters } = await planned(
      site(
        'service e LoadBalancer on nlb { scheme internet-facing; target-type ip; selector app=web; port 80 -> http }',
        {
          cluster: 'aws-load-balancer-controller 2.5',
          vpc: 'subnet x 10.0.4.0/24 zone a { tags kubernetes.io/role/elb=1; route 0.0.0.0/0 -> igw }',
        },
      ),
    );
    expect(balancers[0]?.securityGroups).toBeUndefined();
    expect(filters.groups).toEqual([]);
    expect(filters.lines.map(({ line }) => line.peers)).toEqual([[{ kind: 'cidr', cidr: '10.0.4.0/24' }]]);
  });
});
