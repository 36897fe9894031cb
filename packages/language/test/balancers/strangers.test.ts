import { checks, createModel } from '@netk/engine';
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
  node n1 m5.large in work { source-dest-check false }
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
    // the table of its subnet has no way there
    expect(trace.routes.map(({ cause }) => cause)).toEqual(['VPC-NOROUTE']);
    expect(JSON.stringify(trace.routes[0]!.forward.at(-1)!.steps.at(-1))).toContain('172.31.0.9');
  });

  test('with the address of the client kept is told, and what becomes of packets to it is undetermined', async () => {
    const { codes, trace, balancer } = await answer('security-groups front; preserve_client_ip.enabled true');
    expect(codes).toEqual(['NK079']);
    expect(balancer.undetermined).toContain('sends to web,');
    expect(trace.verdict).toBe('undetermined');
    expect(trace.routes.flatMap(({ assumes = [] }) => assumes).join()).toContain('with the address of the client kept');
  });

  test('has a fix, but over UDP, which keeps that address whatever is written', async () => {
    const refusals = checks.find(({ codes }) => codes.includes('NK079'))!;
    const titles = async (settings: string, protocol?: string) => {
      const { topology } = await topologyOf(text(settings, protocol));
      const { plan, network } = createModel(topology);
      return [...refusals.run({ plan, network } as never)].flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
    };
    expect(await titles('security-groups front; preserve_client_ip.enabled true')).toEqual([
      'Give targets the address of the load balancer: preserve_client_ip.enabled false',
    ]);
    expect((await answer('security-groups front', 'udp/')).codes).toEqual(['NK079']);
    expect(await titles('security-groups front', 'udp/')).toEqual([]);
  });
});
