import { createModel } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const eks = (cni: string, lines: string): string => `vpc net 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in net {
  ${cni}
  serviceCIDR 172.20.0.0/16
  node n m5.large 10.0.1.11 in a
  deployment web on n { labels app=web; port http 80; expose 80 -> http }
  deployment db on n { labels app=db; port 5432 }
  pod alone 10.0.1.77 on n { labels app=alone; port 80 }
  deployment agent on n { labels app=agent; hostNetwork true; port 9100 }
  ${lines}
}
`;
const on = 'cni vpc-cni 1.21 { ENABLE_NETWORK_POLICY true }';
const plain = (cni: string, lines: string): string => `vpc net 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 }
cluster c on plain in net {
  clusterCIDR 10.244.0.0/16
  serviceCIDR 10.96.0.0/12
  cni ${cni}
  node n 10.0.1.11 in a
  deployment web on n { labels app=web; port http 80; expose 80 -> http }
  ${lines}
}
`;

/** What is found of policies, by code. */
async function found(text: string): Promise<readonly string[]> {
  const { topology } = await topologyOf(text);
  return createModel(topology)
    .findings.filter(({ code }) => ['NK100', 'NK102', 'NK103'].includes(code))
    .map(({ code, message }) => `${code} ${message}`);
}

const web = 'networkpolicy web { podSelector app=web; ingress tcp/http from podSelector app=db }';

describe('NK100: a policy does nothing', () => {
  test.each([
    ['', 'cni vpc-cni enforces network policies where ENABLE_NETWORK_POLICY is true, and nowhere else'],
    [
      'cni vpc-cni 1.21 { ENABLE_NETWORK_POLICY false }',
      'cni vpc-cni enforces network policies where ENABLE_NETWORK_POLICY is true, and nowhere else',
    ],
    [
      'cni vpc-cni 1.13 { ENABLE_NETWORK_POLICY true }',
      'cni vpc-cni 1.13 does not know network policies, which 1.14 brought',
    ],
  ])('with %s', async (cni, why) => {
    expect(await found(eks(cni, web))).toEqual([`NK100 networkpolicy default/web does nothing: ${why}`]);
  });

  test.each(['flannel', 'bridge', 'ptp'])('with cni %s', async (cni) => {
    expect(await found(plain(cni, `${web}\n  networkpolicy more { policyTypes Ingress }`))).toEqual([
      `NK100 networkpolicy default/more and 1 more policy do nothing: cni ${cni} enforces no network policies`,
    ]);
  });

  test.each([
    [eks(on, web)],
    [eks('cni vpc-cni 1.21 { enableNetworkPolicy true }', web)],
    [eks('cni vpc-cni { ENABLE_NETWORK_POLICY true }', 'networkpolicy all { policyTypes Ingress }')],
    [plain('calico', web)],
    [plain('flannel', '')],
  ])('is not said of %s', async (text) => {
    expect(await found(text)).toEqual([]);
  });

  test('at pods where nobody enforces it', async () => {
    const policies = `networkpolicy alone { podSelector app=alone; policyTypes Ingress }
  networkpolicy agent { podSelector app=agent; policyTypes Ingress }`;
    expect(await found(eks(on, policies))).toEqual([
      'NK100 networkpolicy default/agent does nothing at agent-1: agent-1 is on the network of its node (host network), where no policy of pods is enforced',
      'NK100 networkpolicy default/alone does nothing at alone: pod alone belongs to no workload, and the VPC CNI enforces policies at pods of a controller alone',
    ]);
  });

  test('of a kind that the CNI or its version does not know', async () => {
    const one = 'clusternetworkpolicy one { tier Admin; priority 1; subject podSelector app=web; ingress deny }';
    const old = 'adminnetworkpolicy old { priority 2; subject podSelector app=web; ingress deny }';
    expect(await found(eks('cni vpc-cni 1.19 { ENABLE_NETWORK_POLICY true }', one))).toEqual([
      'NK100 clusternetworkpolicy one does nothing: cni vpc-cni 1.19 does not know clusternetworkpolicy, which 1.21 brought',
    ]);
    expect(await found(eks(on, `${one}\n  ${old}`))).toEqual([
      'NK100 adminnetworkpolicy old does nothing: cni vpc-cni does not know adminnetworkpolicy, which clusternetworkpolicy replaced',
    ]);
    expect(await found(plain('calico', `${one}\n  ${old}`))).toEqual([]);
  });

  test('is mended by switching them on', async () => {
    const text = eks('cni vpc-cni 1.21', web);
    const { topology } = await topologyOf(text);
    const [finding] = createModel(topology).findings.filter(({ code }) => code === 'NK100');
    expect(finding?.fixes).toEqual([
      {
        title: 'Set ENABLE_NETWORK_POLICY true',
        edits: [{ about: 'c#cni', text: 'ENABLE_NETWORK_POLICY true', inside: true }],
      },
    ]);
  });
});

describe('NK102: a block for pods or Services', () => {
  test.each([
    [
      '172.20.0.0/16',
      'lies in 172.20.0.0/16, the addresses of Services: write the selectors of the pods behind the Service',
    ],
    [
      '172.20.4.4/32',
      'lies in 172.20.0.0/16, the addresses of Services: write the selectors of the pods behind the Service',
    ],
    [
      '10.0.1.77/32',
      'has the address of alone: another pod may have it tomorrow, so write a podSelector or a namespaceSelector',
    ],
  ])('%s', async (block, why) => {
    const policy = `networkpolicy web { podSelector app=web; policyTypes Egress; egress to ${block} }`;
    expect(await found(eks(on, policy))).toEqual([`NK102 egress rule 1 of networkpolicy default/web: ${block} ${why}`]);
  });

  test.each(['0.0.0.0/0', '10.0.0.0/16', '10.0.0.0/8 except 10.0.1.77/32', '10.0.1.11/32'])(
    'is not said of %s',
    async (block) => {
      const policy = `networkpolicy web { podSelector app=web; policyTypes Egress; egress to ${block} }`;
      expect(await found(eks(on, policy))).toEqual([]);
    },
  );
});

describe('NK103: what the API server refuses', () => {
  test.each([
    [
      'networkpolicy web { ingress icmp }',
      'networkpolicy default/web: policies know TCP, UDP and SCTP, and not icmp: the rule matches nothing',
    ],
    [
      'networkpolicy web { ingress http }',
      'networkpolicy default/web: policies know TCP, UDP and SCTP, and not http: the rule matches nothing; a port by its name is tcp/http',
    ],
    ['networkpolicy web { ingress tcp/90-80 }', 'networkpolicy default/web: 90-80 ends before it begins'],
    [
      'clusternetworkpolicy one { priority 1; subject podSelector; ingress deny }',
      'clusternetworkpolicy one says no tier: tier Admin or tier Baseline, so it does nothing',
    ],
    [
      'clusternetworkpolicy one { tier Admin; priority 1001; subject podSelector; ingress deny }',
      'clusternetworkpolicy one says no priority from 0 to 1000, so it does nothing',
    ],
    [
      'clusternetworkpolicy one { tier Admin; priority 1; ingress deny }',
      'clusternetworkpolicy one says no subject, so it is about no pod',
    ],
    [
      'clusternetworkpolicy one { tier Admin; priority 1; subject podSelector; ingress allow }',
      'clusternetworkpolicy one has no action allow: accept, deny, pass',
    ],
    [
      'clusternetworkpolicy one { tier Admin; priority 1; subject podSelector; ingress deny }\n  adminnetworkpolicy two { priority 1; subject podSelector; ingress allow }',
      'adminnetworkpolicy two has the tier and the priority of clusternetworkpolicy one: which of them is asked first is not defined, and netk asks in the order of their names',
    ],
    [
      'baselineadminnetworkpolicy other { subject podSelector; ingress deny }',
      'baselineadminnetworkpolicy other: the one that there may be is called default',
    ],
  ])('%s', async (policy, message) => {
    expect(await found(plain('calico', policy))).toEqual([`NK103 ${message}`]);
  });
});
