import { describe, expect, test } from 'vitest';
import { overlay } from '../../engine/src/ask/overlay.ts';
import type { FixData } from '../src/checks/check-findings.ts';
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
    'transit-gateway tgw { route 10.9.0.0/16 -> net }',
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

  test.each([
    ['a container of the pod', 'pod z:81 { given pod z { container web { port 81 } }', 'delivered'],
    [
      'the security groups of an interface',
      'pod z:80 { given node solo { eni 0 { security-groups closed } }',
      'dropped because SG-IN',
    ],
    [
      'an interface of a node of a group',
      'pod y-1:80 { given node g-2 { eni 0 { security-groups closed } }',
      'dropped because SG-IN',
    ],
    [
      'a pod more, which is an end of the walk',
      'pod new:80 { given node g-2 { pod new { port 80 } }',
      'delivered to new',
    ],
    [
      'a pod that is there, on another node',
      'pod z:80 { given node g-2 { pod z }; given node g-2 { security-groups closed }',
      'dropped because SG-IN',
    ],
    [
      'a workload with its Service',
      'service w:80 { given cluster c { deployment w { port 80; expose 80 } }',
      'delivered to w-1',
    ],
    [
      'a host in a subnet that is not there yet',
      'host h:80 { given vpc net { subnet b 10.0.2.0/24 zone az2 { host h { port 80; security-groups nodes } } }',
      'delivered to h',
    ],
    ['what is called so, as if it were meant', 'pod z:80 { given cluster c { pod z { port 81 } }', 'delivered'],
    [
      'the element with a part of it',
      'service y:80 { given cluster c { namespace default { pod y-1 { ready false } } }',
      'delivered to y-2',
    ],
  ])('takes blocks in its block: %s', async (_, question, outcome) => {
    const { model, diagnostics } = await topologyOf(file(`walk w from x to ${question}; expect ${outcome} }`));
    const bad = diagnostics.filter(({ code, severity }) => severity === 1 || code === 'NK140' || code === 'NK120');
    expect(bad.map(({ message }) => message)).toEqual([]);
    expect(model.trace(model.topology.walks[0]!.id).reasons ?? []).toEqual([]);
  });

  test('adds to its own walk alone: for another one the name means nothing', async () => {
    const { diagnostics } = await topologyOf(
      file('walk w from x to pod new:80 { given node solo { pod new { port 80 } } }\nwalk v from x to pod new:80'),
    );
    const errors = diagnostics.filter(({ severity }) => severity === 1);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("nothing here is called 'new'")]);
  });

  test('adds a name once: the second one is told', async () => {
    const { diagnostics } = await topologyOf(
      file(
        'walk w from x to pod new:80 { given node solo { pod new { port 80 }; pod z; pod z; pod new { port 81 } } }',
      ),
    );
    const errors = diagnostics.filter(({ severity }) => severity === 1);
    expect(errors.map(({ message }) => message)).toEqual(["there are two of pod 'c/default/new'"]);
  });

  test('may add the same in two walks: each has its own', async () => {
    const { model, diagnostics } = await topologyOf(
      file(
        `walk w from x to pod new:80 { given node solo { pod new { port 80 } } }
         walk v from x to pod new:80 { given node g-2 { pod new { port 81 } } }`,
      ),
    );
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    const [w, v] = model.topology.walks;
    expect([model.trace(w!.id).verdict, model.trace(v!.id).verdict]).toEqual(['delivered', 'not-delivered']);
  });

  test('replaces what is said for the same thing: a relation, a record, a rule of an Ingress', async () => {
    const { model } = await topologyOf(`
internet {
  as isp 64500 { announce 198.51.100.0/24; provider big }
  as big 64501 { announce 203.0.113.0/24 }
  dns-zone "a.example" { record "www" A 198.51.100.1; record "mail" A 198.51.100.2 }
}
cluster c { service s { port 80 }; service t { port 80 }; ingress i on alb { rule path "/" -> s:80; rule path "/b" -> s:80 } }
walk w from isp to 203.0.113.9:80 {
  given as isp { peer big }
  given dns-zone "a.example" { record "www" A 198.51.100.9 }
  given ingress i { rule path "/" -> t:80 }
}
`);
    const laid = overlay(model.topology, model.topology.walks[0]!.givens);
    expect(laid.internet?.systems.find(({ name }) => name === 'isp')?.relations.map(({ kind }) => kind)).toEqual([
      'peer',
    ]);
    expect(laid.internet?.zones[0]?.records.map(({ name, values }) => [name, ...values])).toEqual([
      ['mail', '198.51.100.2'],
      ['www', '198.51.100.9'],
    ]);
    expect(laid.clusters[0]?.ingresses[0]?.rules.map(({ path, backends }) => [path, backends[0]?.service])).toEqual([
      ['/b', 'c/default/s'],
      ['/', 'c/default/t'],
    ]);
  });

  test('stands in the tree of its walk: a click on a line that it says finds that line', async () => {
    const { model, origins } = await topologyOf(
      file('walk w from x to pod z:81 { given pod z { container web { port 81 } } }'),
    );
    const [given] = model.topology.walks[0]!.givens;
    const port = given?.says.clusters?.[0]?.pods[0]?.containers[0]?.ports[0];
    expect(origins.get(port!.id)?.range.start.character).toBe(
      'walk w from x to pod z:81 { given pod z { container web { '.length,
    );
    expect(origins.get(given!.of!)?.range.start.line).toBeLessThan(20);
  });

  test('offers to remove what the element has not', async () => {
    const text = file('walk w from x to pod z:80 { given node g-2 { route 0.0.0.0/0 -> igw; ready false } }');
    const { diagnostics } = await topologyOf(text);
    const [error] = diagnostics.filter(({ severity }) => severity === 1);
    expect(error).toMatchObject({ code: 'NK140' });
    const [fix] = (error?.data as FixData | undefined)?.fixes ?? [];
    const [edit] = Object.values(fix!.edits)[0]!;
    const lines = text.split('\n');
    const line = lines[edit!.range.start.line]!;
    expect(line.slice(0, edit!.range.start.character) + line.slice(edit!.range.end.character)).toBe(
      'walk w from x to pod z:80 { given node g-2 { ready false } }',
    );
  });

  test.each([
    ['node g-2 { route 0.0.0.0/0 -> igw }', "node has no 'route': this given cannot change it"],
    ['subnet a { eip 203.0.113.9 }', "subnet has no 'eip': this given cannot change it"],
    ['pod z { selector a=b }', "pod has no 'selector': this given cannot change it"],
    ['cluster c { service y { nodeSelector a=b } }', "service has no 'nodeSelector': this given cannot change it"],
    ['daemonset y { replicas 2 }', "daemonset has no 'replicas': this given cannot change it"],
  ])('is an error with a place where it cannot reach: %s', async (given, message) => {
    const { diagnostics } = await topologyOf(file(`walk w from x to pod z:80 { given ${given} }`));
    const own = diagnostics.filter(({ code, severity }) => severity === 1 && code === 'NK140');
    expect(own.map((each) => each.message)).toEqual([message]);
  });

  test('leaves a host in its subnet, whatever it says of it', async () => {
    const { model } = await topologyOf(`vpc v 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone a
  subnet s 10.0.2.0/24 zone a
  security-group sg { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  host h in s { port 80; security-groups sg }
}
walk w from h to h:81 { given host h { port 81 } }`);
    const [walk] = model.topology.walks;
    const laid = overlay(model.topology, walk!.givens).vpcs[0]?.hosts[0];
    expect(laid?.place).toEqual({ kind: 'subnet', of: 'v/s' });
    expect(laid?.ports.map(({ port }) => port)).toEqual([80, 81]);
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
    'subnet a { tags env=x }',
    'subnet a { map-public-ip-on-launch false }',
    'service y { externalTrafficPolicy Cluster }',
  ])('that changes nothing says so: %s', async (given) => {
    const { diagnostics } = await topologyOf(file(`walk w from x to pod z:80 { given ${given} }`));
    const said = diagnostics.filter(({ code }) => code === 'NK140');
    expect(said.map(({ severity }) => severity)).toEqual([3]);
    expect(said[0]?.message).toContain('changes nothing that netk follows');
  });
});
