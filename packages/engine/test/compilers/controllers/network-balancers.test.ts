import { describe, expect, test } from 'vitest';
import {
  backendPorts,
  bareSources,
} from '../../../src/compilers/controllers/aws-load-balancer-controller/nlb-sources.ts';
import { preservesClients } from '../../../src/compilers/controllers/aws-load-balancer-controller/service-balancer.ts';
import { Annotations } from '../../../src/compilers/controllers/common/annotations.ts';
import { ownerOfService } from '../../../src/compilers/controllers/common/owners.ts';
import { classicHealth, networkHealth } from '../../../src/compilers/controllers/service-controller/health.ts';
import { classicListener } from '../../../src/compilers/controllers/service-controller/listeners.ts';
import { cluster, setting } from '../../support/build.ts';
import { planned, site } from '../../support/planned.ts';

const written = (...lines: readonly (readonly [string, ...string[]])[]) =>
  new Annotations(lines.map(([key, ...values]) => setting('s', key, ...values)));

// kubernetes-sigs/aws-load-balancer-controller 225f445, pkg/service/model_build_target_group_test.go
describe('targets of a network load balancer', () => {
  test('that are nodes see the client, pods do not, and over UDP all do', () => {
    expect(preservesClients('TCP', 'instance', undefined)).toBe(true);
    expect(preservesClients('TCP', 'ip', undefined)).toBe(false);
    expect(preservesClients('TCP', 'ip', true)).toBe(true);
    expect(preservesClients('TCP', 'instance', false)).toBe(false);
    expect(preservesClients('UDP', 'ip', false)).toBe(true);
  });
  test('are asked on the port of kube-proxy where only local endpoints count', async () => {
    const { balancers } = await planned(
      site(
        'service e LoadBalancer on nlb { scheme internet-facing; target-type instance; externalTrafficPolicy Local; healthCheckNodePort 31223; selector app=web; port 80 -> http }',
      ),
    );
    expect(balancers[0]?.groups[0]?.health).toEqual({
      ...{ protocol: 'HTTP', port: 31_223, path: '/healthz', codes: '200-399' },
      ...{ interval: 10, timeout: 6, healthy: 2, unhealthy: 2 },
    });
  });
  test('let the balancer in on their port, and on that of their health where it is another', () => {
    expect(backendPorts(80, 'UDP', 808)).toEqual([
      { protocol: 'udp', port: 80 },
      { protocol: 'tcp', port: 808 },
    ]);
    expect(backendPorts(80, 'TCP', 'traffic-port')).toEqual([{ protocol: 'tcp', port: 80 }]);
    expect(backendPorts(53, 'TCP_UDP', 'traffic-port')).toHaveLength(2);
  });
  test('of one without security groups let in whom they see', () => {
    const vpc = ['172.16.0.0/16', '1.2.0.0/16'];
    const subnets = ['172.16.0.0/19', '1.2.3.4/19'];
    const internal = { protocol: 'TCP', port: 80, ranges: [], anybody: vpc, subnets } as const;
    const tcp = [{ protocol: 'tcp', port: 80 }];
    expect(bareSources({ ...internal, health: 'traffic-port', preserve: true })).toEqual([{ from: vpc, ports: tcp }]);
    expect(bareSources({ ...internal, health: 'traffic-port', preserve: false })).toEqual([
      { from: subnets, ports: tcp },
    ]);
    expect(bareSources({ ...internal, health: 8080, preserve: true })).toEqual([
      { from: vpc, ports: tcp },
      { from: subnets, ports: [{ protocol: 'tcp', port: 8080 }] },
    ]);
    expect(bareSources({ ...internal, health: 'traffic-port', preserve: true, ranges: ['192.0.2.0/24'] })).toEqual([
      { from: ['192.0.2.0/24'], ports: tcp },
      { from: subnets, ports: tcp },
    ]);
  });
});

// kubernetes/cloud-provider-aws 63ec440, pkg/providers/v1/aws_test.go, aws_loadbalancer_test.go
describe('a Service that nobody else takes', () => {
  const of = (...settings: readonly ReturnType<typeof setting>[]) =>
    ownerOfService(cluster([], []), { settings, balancer: undefined } as never);
  test('gets a Classic Load Balancer of the cloud provider', () => {
    expect(of()).toEqual({ controller: 'service-controller', kind: 'clb' });
    expect(of(setting('s', 'type', 'nlb'))).toEqual({ controller: 'service-controller', kind: 'nlb' });
  });
  test('is taken by its class, its type, or the webhook of what is installed', () => {
    expect(of(setting('s', 'type', 'external'))?.controller).toBe('aws-load-balancer-controller');
    expect(of(setting('s', 'aws-load-balancer-type', 'nlb-ip'))?.controller).toBe('aws-load-balancer-controller');
    expect(of(setting('s', 'loadBalancerClass', 'eks.amazonaws.com/nlb'))?.controller).toBe('eks-auto-mode');
    expect(of(setting('s', 'loadBalancerClass', 'example.com/mine'))).toBeUndefined();
    const having = (version: string) =>
      ownerOfService(cluster([], [], { settings: [setting('c', 'aws-load-balancer-controller', version)] }), {
        settings: [],
      } as never)?.kind;
    expect(having('2.5')).toBe('nlb');
    expect(having('2.4.7')).toBe('clb');
  });
  test('has ports of one protocol', async () => {
    const { balancers, problems } = await planned(
      site(
        'service d LoadBalancer { aws-load-balancer-type nlb; selector app=web; port a udp/53 -> http; port b 53 -> http }',
        {
          cluster: 'kubernetes 1.33',
        },
      ),
    );
    expect(balancers[0]?.refused).toContain('several protocols');
    expect(problems.map(({ code, about }) => [code, about])).toEqual([['NK086', 'c/default/d']]);
  });
  test.each([
    ['https without a certificate is a plain connection', [['backend-protocol', 'https']], 'TCP', 'TCP'],
    [
      'a certificate counts on its ports only',
      [
        ['backend-protocol', 'tcp'],
        ['ssl-cert', 'cert'],
        ['ssl-ports', '1234,5678'],
      ],
      'TCP',
      'TCP',
    ],
    ['a certificate ends TLS', [['ssl-cert', 'cert']], 'TLS', 'TCP'],
    [
      'a certificate with http reads requests',
      [
        ['ssl-cert', 'cert'],
        ['backend-protocol', 'http'],
      ],
      'HTTPS',
      'HTTP',
    ],
    ['http reads requests', [['backend-protocol', 'http']], 'HTTP', 'HTTP'],
  ] as const)('listens: %s', (_, lines, listens, instance) => {
    expect(classicListener({ port: 443 }, written(...lines))).toMatchObject({ listens, instance });
  });
  test('is healthy as the code says, not as its documentation does', () => {
    expect(classicHealth(written(), { nodePort: 8080 })).toEqual({
      ...{ protocol: 'TCP', port: 8080, codes: '200', interval: 10, timeout: 5, healthy: 2, unhealthy: 6 },
    });
    expect(networkHealth(written(), { nodePort: 32_205, localPort: 32_213 })).toEqual({
      ...{ protocol: 'HTTP', port: 32_213, path: '/healthz', codes: '200-399' },
      ...{ interval: 10, timeout: 10, healthy: 2, unhealthy: 2 },
    });
    expect(networkHealth(written(), { nodePort: 32_205 })).toMatchObject({ interval: 30, timeout: 10, unhealthy: 3 });
  });
  test('lets everything through from its group to nodes', async () => {
    const { balancers, filters } = await planned(
      site('service d LoadBalancer { selector app=web; port 80 -> http }', { cluster: 'kubernetes 1.33' }),
    );
    expect(balancers[0]).toMatchObject({ kind: 'clb', scheme: 'internet-facing', crossZone: false, idleSeconds: 60 });
    expect(balancers[0]?.nodes.map(({ subnet }) => subnet)).toEqual(['net/pub-a', 'net/pub-b']);
    expect(filters.lines.map(({ group, line }) => [group, line.ports, line.peers])).toEqual([
      [
        'c#cluster-security-group',
        [{ protocol: 'all' }],
        [{ kind: 'security-group', group: 'c/default/d#balancer-group', text: 'k8s-elb-d' }],
      ],
    ]);
  });
});
