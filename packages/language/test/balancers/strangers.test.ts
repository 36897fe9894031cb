import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

/** A Service on an NLB with a pod that the VPC does not know, and with the settings of a test. */
const text = (settings: string, protocol = '') => `vpc net 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.0.0/24 zone az1 { route 0.0.0.0/0 -> igw; route 172.31.0.0/24 -> n1 }
  subnet b 10.0.1.0/24 zone az2 { route 0.0.0.0/0 -> igw }
  subnet work 10.0.16.0/24 zone az1
  security-group front { ingress tcp/80 from 0.0.0.0/0; ingress udp/80 from 0.0.0.0/0 }
  host caller 10.0.16.9 in work
}
cluster c on eks in net {
  node n1 m5.large in work { sourceDestCheck false }
  pod web 172.31.0.9 on n1 { labels app=web; port 8080 }
  service web LoadBalancer on nlb { scheme internal; target-type ip; ${settings}; port ${protocol}80 -> 8080 }
}
walk in from caller to load-balancer web:80
`;

async function answer(settings: string, protocol?: string) {
  const { topology, model, diagnostics } = await topologyOf(text(settings, protocol));
  const trace = model.trace(topology.walks[0]!.id);
  const codes = diagnostics.flatMap(({ code }) => (/^NK07[49]$/.test(String(code)) ? [code] : []));
  const balancer = model.plan.balancers[0]!;
  return { trace, codes, targets: balancer.groups[0]?.targets ?? [], balancer, diagnostics };
}

describe('a pod that the VPC does not know', () => {
  test('is no target where the controller changes the groups of targets: it finds no interface', async () => {
    for (const settings of [
      'load_balancing.cross_zone.enabled true',
      'security-groups front; manage-backend-security-group-rules true',
    ]) {
      const { codes, targets } = await answer(settings);
      expect(codes).toEqual(['NK074']);
      expect(targets).toEqual([]);
    }
  });

  test('is one for all zones beside groups of the author alone, and is walked to like any other', async () => {
    const { codes, targets, trace } = await answer('security-groups front');
    expect(codes).toEqual([]);
    expect(targets).toMatchObject([{ address: '172.31.0.9', everyZone: true }]);
    expect(targets[0]!.zone).toBeUndefined();
    // the other zone has no way to it, and cross-zone is off: who sends to that address of the balancer is told so
    expect(trace.routes.map(({ cause, verdict }) => cause ?? verdict)).not.toContain('undetermined');
  });

  test('with the address of the client kept is told, and what becomes of packets to it is undetermined', async () => {
    const { codes, trace, balancer } = await answer('security-groups front; preserve_client_ip.enabled true');
    expect(codes).toEqual(['NK079']);
    expect(balancer.undetermined).toContain('sends to web,');
    expect(trace.verdict).toBe('undetermined');
    expect(trace.routes.flatMap(({ assumes = [] }) => assumes).join()).toContain('with the address of the client kept');
  });

  test('over UDP is told without a fix that UDP does not have', async () => {
    const { codes } = await answer('security-groups front', 'udp/');
    expect(codes).toEqual(['NK079']);
  });
});
