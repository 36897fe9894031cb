import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const policy = `applicationnetworkpolicy out {
    podSelector app=web
    policyTypes Egress
    egress udp/53, tcp/53
    egress tcp/443 to domainNames "api.shop.example"
  }`;

const file = (
  walk: string,
  { policies = policy, cni = 'vpc-cni { ENABLE_NETWORK_POLICY true }', more = 'computeConfig { enabled true }' } = {},
) => `vpc net 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
}
internet {
  host api 198.51.100.7 { port 443 }
  host other 198.51.100.9 { port 443 }
  dns-zone "shop.example" { record "api" A 198.51.100.7 }
}
cluster c on eks in net {
  cni ${cni}
  ${more}
  node n1 m5.large 10.0.1.11 in a { eip 203.0.113.11; security-groups open }
  node n2 m5.large 10.0.1.12 in a { eip 203.0.113.12; security-groups open }
  deployment web on n1 { port 80 }
  deployment db on n2 { port 80 }
  ${policies}
}
walk w from web to ${walk}
`;

async function asked(walk: string, more?: Parameters<typeof file>[1]) {
  const { model } = await topologyOf(file(walk, more));
  const { routes, verdict, reasons } = model.trace(model.topology.walks[0]!.id);
  return {
    verdict,
    cause: routes[0]?.cause,
    why: routes[0]?.assumes ?? reasons ?? [],
    told: model.findings.filter(({ code }) => ['NK100', 'NK103'].includes(code)).map(({ message }) => message),
  };
}

describe('an ApplicationNetworkPolicy on machines of EKS Auto Mode', () => {
  test('lets pods send to the addresses of names, and to nobody else', async () => {
    expect(await asked('198.51.100.7:443')).toMatchObject({ verdict: 'delivered', told: [] });
    expect(await asked('198.51.100.9:443')).toMatchObject({ verdict: 'not-delivered', cause: 'NP-POL' });
  });
  test('adds to what NetworkPolicies allow', async () => {
    const both = `${policy}\n  networkpolicy more { podSelector app=web; policyTypes Egress; egress tcp/443 to 198.51.100.9/32 }`;
    expect(await asked('198.51.100.9:443', { policies: both })).toMatchObject({ verdict: 'delivered' });
    expect(await asked('db:80', { policies: both })).toMatchObject({ verdict: 'not-delivered' });
  });
  test('is named where a walk asks for it', async () => {
    const { model } = await topologyOf(
      file('198.51.100.7:443 { expect allowed-by applicationnetworkpolicy default/out }'),
    );
    expect(model.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
  test('has no names in rules of what pods receive', async () => {
    const inward =
      'applicationnetworkpolicy inward { podSelector app=web; ingress tcp/80 from domainNames "a.example" }';
    const { told } = await asked('db:80', { policies: inward });
    expect(told).toEqual([
      'applicationnetworkpolicy default/inward: its peers are pods and blocks, and not domainNames',
    ]);
  });
});

describe('an ApplicationNetworkPolicy elsewhere', () => {
  test('leaves walks of its pods undetermined without Auto Mode, and NK100 says so', async () => {
    const { verdict, told } = await asked('198.51.100.9:443', { more: '' });
    expect(verdict).toBe('undetermined');
    expect(told[0]).toMatch(/: applicationnetworkpolicy is of EKS Auto Mode/);
    expect(await asked('198.51.100.9:443', { more: '', policies: policy.replace('app=web', 'app=db') })).toMatchObject({
      verdict: 'delivered',
    });
  });
  test('is read by no other CNI', async () => {
    for (const cni of ['calico', 'cilium']) {
      const { told } = await asked('db:80', { cni, more: '' });
      expect(told.join()).toMatch(/does not know applicationnetworkpolicy/);
    }
  });
});
