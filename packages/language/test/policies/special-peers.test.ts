import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const rules = `clusternetworkpolicy out {
    tier Admin
    priority 5
    subject namespaceSelector
    egress accept udp/53, tcp/53
    RULES
    egress deny to 0.0.0.0/0
  }`;

/** A cluster whose pods may go where some rules say, and the Internet with names. */
const file = (
  lines: string,
  walk: string,
  more: { cluster?: string; cni?: string; names?: string } = {},
) => `vpc net 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
}
internet {
  host api 198.51.100.7 { port 443 }
  host cdn 198.51.100.8 { port 443 }
  host other 198.51.100.9 { port 443 }
  ${more.names ?? 'dns-zone "shop.example" { record "api" A 198.51.100.7; record "www" CNAME "edge.cdn.example" }\n  dns-zone "cdn.example" { record "edge" A 198.51.100.8 }'}
}
cluster c on eks in net {
  cni ${more.cni ?? 'vpc-cni 1.21 { ENABLE_NETWORK_POLICY true }'}
  ${more.cluster ?? 'computeConfig { enabled true }'}
  node n1 m5.large 10.0.1.11 in a { eip 203.0.113.11; security-groups open; labels pool=web }
  node n2 m5.large 10.0.1.12 in a { eip 203.0.113.12; security-groups open; labels pool=data }
  deployment web on n1 { port 80 }
  deployment db on n2 { port 80 }
  ${rules.replace('RULES', lines)}
}
walk w from web ${walk}
`;

async function asked(lines: string, walk: string, more?: Parameters<typeof file>[2]) {
  const { model } = await topologyOf(file(lines, walk, more));
  const { routes, verdict, reasons } = model.trace(model.topology.walks[0]!.id);
  const steps = routes[0]!.forward.flatMap((hop) => hop.steps).filter(({ policy }) => policy);
  return {
    verdict,
    why: routes[0]!.assumes ?? reasons ?? [],
    cause: routes[0]!.cause,
    rule: steps.at(-1)?.policy?.rule,
  };
}

const names = 'egress accept tcp/443 to domainNames';

describe('a rule by names of DNS, on machines of EKS Auto Mode', () => {
  test('means the addresses that the file has for the name', async () => {
    expect(await asked(`${names} "api.shop.example"`, 'to 198.51.100.7:443')).toMatchObject({
      verdict: 'delivered',
      rule: 2,
    });
  });
  test('follows aliases into other zones', async () => {
    expect(await asked(`${names} "www.shop.example"`, 'to 198.51.100.8:443')).toMatchObject({
      verdict: 'delivered',
      rule: 2,
    });
  });
  test('means nobody else, where the zone is written', async () => {
    expect(await asked(`${names} "api.shop.example"`, 'to 198.51.100.9:443')).toMatchObject({
      ...{ verdict: 'not-delivered', cause: 'NP-POL', rule: 3 },
    });
  });
  test('with *. in front means all names below it, and not the name itself', async () => {
    expect(await asked(`${names} "*.shop.example"`, 'to 198.51.100.7:443')).toMatchObject({
      verdict: 'delivered',
      rule: 2,
    });
    const own = { names: 'dns-zone "shop.example" { record "@" A 198.51.100.9; record "api" A 198.51.100.7 }' };
    expect(await asked(`${names} "*.shop.example"`, 'to 198.51.100.9:443', own)).toMatchObject({
      ...{ verdict: 'not-delivered', rule: 3 },
    });
  });
  test('is not told where the file says nothing of the name: why', async () => {
    const { verdict, why } = await asked(`${names} "api.elsewhere.example"`, 'to 198.51.100.7:443');
    expect([verdict, why]).toEqual([
      'undetermined',
      [
        'whether clusternetworkpolicy out egress rule 2: accept tcp/443 to domainNames "api.elsewhere.example" means 198.51.100.7 is not known: the file does not say which addresses api.elsewhere.example has',
      ],
    ]);
  });
  test('asks for no name where the port is another', async () => {
    const { verdict, rule } = await asked(`${names} "api.elsewhere.example"`, 'to 198.51.100.7:80');
    expect([verdict, rule]).toEqual(['not-delivered', 3]);
  });
});

describe('a rule by names of DNS, on other machines', () => {
  const elsewhere = { cluster: '' };
  test('is not told for an address of the name', async () => {
    const { verdict, why } = await asked(`${names} "api.shop.example"`, 'to 198.51.100.7:443', elsewhere);
    expect(verdict).toBe('undetermined');
    expect(why[0]).toContain('names count on machines of EKS Auto Mode');
  });
  test('is told by NK100, and nowhere else', async () => {
    const told = async (more?: typeof elsewhere) => {
      const { model } = await topologyOf(file(`${names} "api.shop.example"`, 'to db:80', more));
      return model.findings.filter(({ code }) => code === 'NK100').map(({ message }) => message);
    };
    expect(await told(elsewhere)).toEqual([
      'egress rule 2 of clusternetworkpolicy out does not do what it says: names count on machines of EKS Auto Mode (`computeConfig { enabled true }`), and what the VPC CNI makes of them elsewhere is not known',
    ]);
    expect(await told()).toEqual([]);
  });
  test('means nobody who has none of its addresses', async () => {
    const { verdict, rule } = await asked(`${names} "api.shop.example"`, 'to 198.51.100.9:443', elsewhere);
    expect([verdict, rule]).toEqual(['not-delivered', 3]);
  });
});

describe('a rule by nodes', () => {
  test('is unknown to the ClusterNetworkPolicy of EKS: nobody tells what becomes of packets to such nodes', async () => {
    const { verdict, why } = await asked('egress accept to nodes pool=data', 'to n2:10250');
    expect(verdict).toBe('undetermined');
    expect(why[0]).toContain('the ClusterNetworkPolicy of EKS knows no nodes as peers');
  });
  test('that accepts means no pod', async () => {
    const { verdict, rule } = await asked('egress accept to nodes', 'to db:80');
    expect([verdict, rule]).toEqual(['not-delivered', 3]);
  });
  test('that denies may mean everybody', async () => {
    expect((await asked('egress deny to nodes pool=data', 'to db:80')).verdict).toBe('undetermined');
  });
});

describe('Calico, which reads neither nodes nor names', () => {
  const calico = (lines: string, kind: string) => `vpc net 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 }
cluster c on plain in net {
  cni calico { encapsulation None }
  node n1 10.0.1.11 in a
  node n2 10.0.1.12 in a
  deployment web on n1 { port 80 }
  deployment db on n2 { port http 80 }
  ${kind} { priority 5; subject namespaceSelector; ${lines} }
}
walk w from web to db:80
`;
  const of = async (lines: string, kind = 'clusternetworkpolicy out { tier Admin }') => {
    const [head, body = ''] = kind.split(' { ');
    const { model, diagnostics } = await topologyOf(
      calico(body ? `${body.replace(' }', '')}; ${lines}` : lines, head!),
    );
    const trace = model.trace(model.topology.walks[0]!.id);
    const told = model.findings.filter(({ code }) => code === 'NK100').map(({ message }) => message);
    return { verdict: trace.verdict, told, errors: diagnostics.filter(({ severity }) => severity === 1).length, trace };
  };
  test('leaves out a rule that accepts', async () => {
    const { verdict, told } = await of('egress accept to nodes; egress deny to podSelector app=db');
    expect(verdict).toBe('not-delivered');
    expect(told).toEqual([
      'egress rule 1 of clusternetworkpolicy out does not do what it says: Calico reads no nodes, no domainNames and no ports by name in policies of the cluster: the rule is left out',
    ]);
  });
  test.each(['deny', 'pass'])('denies everything in the place of one with %s', async (action) => {
    const { verdict, told } = await of(`egress ${action} to nodes`);
    expect(verdict).toBe('not-delivered');
    expect(told[0]).toContain('in its place everything is denied');
  });
  test('reads no port by its name either', async () => {
    expect((await of('egress deny tcp/http to podSelector app=web')).verdict).toBe('not-delivered');
    expect((await of('ingress accept tcp/http from podSelector app=web; ingress deny from podSelector')).verdict).toBe(
      'not-delivered',
    );
  });
  test('makes nothing of a policy that has no other rule', async () => {
    const { verdict, trace } = await of('egress accept to domainNames "a.example"');
    expect(verdict).toBe('delivered');
    expect(JSON.stringify(trace)).not.toContain('kcnp/out');
  });
  test('of v1alpha1 is not known to deny or not', async () => {
    expect((await of('egress deny to nodes', 'adminnetworkpolicy out')).verdict).toBe('undetermined');
  });
});

test('NK103 tells peers that the API does not take', async () => {
  const lines = [
    'ingress accept from 10.0.0.0/8',
    'ingress accept from nodes',
    'egress deny to domainNames "a.example"',
    'egress accept to domainNames "example"',
    'egress accept tcp/http to nodes',
    'egress accept to 10.0.0.0/8 except 10.1.0.0/16',
  ].join('; ');
  const { model } = await topologyOf(
    file(lines, 'to db:80').replace('  deployment db', '  networkpolicy n { egress to nodes }\n  deployment db'),
  );
  expect(
    model.findings
      .filter(({ code }) => code === 'NK103')
      .map(({ message }) => message)
      .sort(),
  ).toEqual([
    'clusternetworkpolicy out: "example" is no name of DNS with two labels or more, nor *. in front of one',
    'clusternetworkpolicy out: domainNames stand in rules that accept, alone',
    'clusternetworkpolicy out: ingress is from pods, and not from blocks',
    'clusternetworkpolicy out: ingress is from pods, and not from nodes',
    'clusternetworkpolicy out: its blocks have no except: deny those in a rule in front',
    'clusternetworkpolicy out: nodes have no ports by name',
    'networkpolicy default/n: its peers are pods and blocks, and not nodes',
  ]);
});
