import { expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const file = `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
  security-group nodes { ingress all from self; ingress tcp/30000-32767 from 0.0.0.0/0 }
}
cluster c on eks in main {
  node n1 m5.large in a { security-groups nodes; eip 203.0.113.7; pod q }
  deployment w replicas 2 on n1 { port 80 }
  service inner LoadBalancer on nlb 10.0.1.77 { scheme internal; selector app=w; port 80 }
  service outer LoadBalancer on nlb 203.0.113.80 { scheme internet-facing; selector app=w; port 80 }
}
internet { client laptop 198.51.100.7 }
walk inner from q to 10.0.1.77:80
walk outer from laptop to service outer:80
`;

test('an address in the header of a Service is that of its balancer: in a subnet, which it then stands in, or public', async () => {
  const { model } = await topologyOf(file);
  const [inner, outer] = model.topology.walks.map(({ id }) => model.trace(id));
  // a target on the client's node answers past the balancer
  expect(inner?.routes.map(({ cause }) => cause)).toEqual(['LB-HAIRPIN', 'LB-HAIRPIN']);
  expect(inner?.routes[0]?.forward.map(({ device }) => device)).toContain('NLB inner');
  expect(outer?.verdict).toBe('delivered');
  expect(outer?.routes[0]?.forward[0]?.steps[0]?.after?.dst).toBe('203.0.113.80');
  expect(
    model.plan.balancers.map(({ nodes }) => nodes.map(({ address, public: open }) => [address, open?.address])),
  ).toEqual([[['10.0.1.77', undefined]], [[expect.stringMatching(/^10\.0\.1\./), '203.0.113.80']]]);
});
