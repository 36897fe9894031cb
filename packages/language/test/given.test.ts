import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/project.ts';

const file = (walks: string): string => `
vpc net 10.0.0.0/16 on aws {
  internet-gateway igw
  route-table public { route 0.0.0.0/0 -> igw }
  subnet a 10.0.1.0/24 zone az1 { route-table public; network-acl acl }
  network-acl acl { ingress 100 allow all from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  security-group nodes { ingress all from self }
  security-group closed { ingress tcp/1 from self }
  vpc-endpoint ep interface { service com.amazonaws.us-east-1.sts; subnets a }
  host box 10.0.1.200 in a { security-groups nodes }
}
transit-gateway tgw { attachment net }
cluster c on eks in net {
  nodegroup g m5.large nodes 2 in a { security-groups nodes }
  node solo m5.large in a { security-groups nodes; pod z { port 80 } }
  eniconfig az1 { subnet a }
  namespace default { labels team=x }
  pod x on g-1
  deployment y replicas 2 on g-2 { port 80; expose 80 }
  statefulset s replicas 2 on g-2 { port 80 }
}
cluster d on eks in net { networkpolicy np { podSelector nobody=here } }
internet {
  as isp 64500 { announce 198.51.100.0/24 }
  lan home 192.168.0.0/24 { router box 192.168.0.1; client laptop 192.168.0.9 }
  resolver dns 198.51.100.53 in isp
}
${walks}
`;

describe('given', () => {
  test.each([
    ['a node of a group', 'pod y-1:80 { given node g-2 { security-groups closed }', 'dropped because SG-IN'],
    ['the other node of the group is as it was', 'pod z:80 { given node g-2 { security-groups closed }', 'delivered'],
    [
      'the chain of a node of a group',
      'pod y-1:80 { given node g-1 { forwardPolicy drop }',
      'dropped because FWD-DROP',
    ],
    ['a pod of a deployment', 'service y:80 { given pod y-1 { ready false }', 'delivered to y-2 probability 1'],
    ['a pod of a stateful set, from 0', 'pod s-0:81 { given pod s-0 { port 81 }', 'delivered to s-0'],
    ['its neighbour does not listen', 'pod s-1:81 { given pod s-0 { port 81 }', 'refused'],
    ['two of them', 'service y:80 { given pod y-1 { ready false }; given pod y-2 { labels a=b }', 'not delivered'],
    ['how many pods', 'service y:80 { given deployment y { replicas 1 }', 'delivered to y-1 probability 1'],
    ['a Service that an expose line makes', 'service y:81 { given service y { port 81 -> 80 }', 'delivered'],
    ['an expose line more', 'service y:82 { given deployment y { expose 82 -> 80 }', 'delivered'],
    ['a route table', '198.51.100.9:443 { given route-table public { route 0.0.0.0/0 -> blackhole }', 'not delivered'],
  ])('reaches %s', async (_, question, outcome) => {
    const { model, diagnostics } = await topologyOf(file(`walk w from x to ${question}; expect ${outcome} }`));
    const bad = diagnostics.filter(({ code, severity }) => severity === 1 || code === 'NK140' || code === 'NK120');
    expect(bad.map(({ message }) => message)).toEqual([]);
    expect(model.trace(model.topology.walks[0]!.id).reasons ?? []).toEqual([]);
  });

  test.each([
    'internet-gateway igw { description x }',
    'vpc-endpoint ep { private-dns-enabled false }',
    'transit-gateway tgw { route 10.9.0.0/16 -> tgw }',
    'network-acl acl { ingress 90 deny tcp/80 from 0.0.0.0/0 }',
    'networkpolicy np { ingress tcp/80 from podSelector app=x }',
    'as isp { announce 203.0.113.0/24 }',
    'resolver dns { negative-ttl 5s }',
    'router box { napt false }',
    'client laptop { mac 0a:58:0a:f4:01:02 }',
    'lan home { description x }',
    'eniconfig az1 { subnet a }',
    'namespace default { labels team=y }',
    'nodegroup g { nodes 3 }',
    'vpc net { enable-dns-support false }',
  ])('parses and lays: %s', async (given) => {
    const { diagnostics, model } = await topologyOf(file(`walk w from x to pod z:80 { given ${given} }`));
    expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
    expect(model.trace(model.topology.walks[0]!.id).reasons ?? []).not.toContainEqual(expect.stringMatching(/^given/));
  });

  test('is an error at the statement that the element has not', async () => {
    const { diagnostics } = await topologyOf(
      file('walk w from x to pod z:80 { given node g-2 { route 0.0.0.0/0 -> igw } }'),
    );
    const [error] = diagnostics.filter(({ severity }) => severity === 1);
    expect(error).toMatchObject({ severity: 1, message: "node has no 'route': this given cannot change it" });
    expect(error?.range.start.character).toBe('walk w from x to pod z:80 { given node g-2 { '.length);
  });

  test.each([
    'node g-2 { security-groups nodes }',
    'pod y-1 { ready true }',
    'deployment y { replicas 2 }',
    'subnet a { network-acl acl }',
    'service y { externalTrafficPolicy Cluster }',
  ])('that changes nothing says so: %s', async (given) => {
    const { diagnostics } = await topologyOf(file(`walk w from x to pod z:80 { given ${given} }`));
    const said = diagnostics.filter(({ code }) => code === 'NK140');
    expect(said.map(({ severity }) => severity)).toEqual([3]);
    expect(said[0]?.message).toContain('changes nothing that netk follows');
  });
});
