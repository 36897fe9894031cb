import { readFileSync } from 'node:fs';
import path from 'node:path';
import { capacityOf, parseIp, renderTrace, sceneOf } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

interface Parts {
  readonly cni?: string;
  readonly node?: string;
  readonly pods?: string;
  readonly more?: string;
}

const asking = 'nicConfig multi-nic-attachment';
const file = ({
  cni = 'vpc-cni 1.21.1 { ENABLE_MULTI_NIC true }',
  node = 'p4d.24xlarge 10.0.1.10 in a',
  pods = `pod rank on n1 { ${asking}; port 80 }`,
  more = '',
}: Parts) => `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1; security-group open { ingress all from 10.0.0.0/16 } }
cluster c on eks in main {
  kubernetes 1.34
  cni ${cni}
  node n1 ${node}
  ${pods}
}
${more}
`;
const modelOf = async (parts: Parts) => (await topologyOf(file(parts))).model;
const plannedOf = async (parts: Parts) => (await modelOf(parts)).plan;
const told = async (parts: Parts, code = 'NK065') =>
  (await modelOf(parts)).findings.filter((each) => each.code === code);

describe('a pod that asks for the network cards of its node', () => {
  test('has an address of an interface of each, in the order of the cards', async () => {
    const { pods, nodes } = await plannedOf({});
    expect(pods[0]!.attachments?.map(({ name, card }) => [name, card])).toEqual([
      ['mNicIf1', 1],
      ['mNicIf2', 2],
      ['mNicIf3', 3],
    ]);
    expect(nodes[0]!.enis.map(({ card = 0, index }) => [card, index])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('has one at machines whose cards carry one interface each too, which is their device 0', async () => {
    const { nodes } = await plannedOf({ node: 'hpc6id.32xlarge 10.0.1.10 in a' });
    expect(nodes[0]!.enis.map(({ card = 0, index }) => [card, index])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test('has none of a card with EFA-only interfaces alone, and one of a card that has another interface besides', async () => {
    const efa = (lines: string) => ({ node: `c6in.32xlarge 10.0.1.10 in a { ${lines} }` });
    const only = 'eni 0 { network-card-index 1; interface-type efa-only }';
    expect((await plannedOf(efa(only))).pods[0]!.attachments).toBeUndefined();
    expect((await plannedOf(efa(`${only}; eni 1 { network-card-index 1 }`))).pods[0]!.attachments).toHaveLength(1);
    expect((await told(efa(only)))[0]!.message).toContain('have EFA-only interfaces alone');
  });

  test('has no address at all where one card has none left', async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, at) => `pod p${at} on n1 { ${asking} }`).join('\n  ');
    const plan = await plannedOf({ node: 'hpc6id.32xlarge 10.0.1.10 in a { max-pods 60 }', pods: lines(50) });
    expect(plan.pods.filter(({ address }) => address === undefined)).toHaveLength(1);
    expect(plan.problems.map(({ code }) => code)).toEqual(['NK037']);
  });

  test('is undetermined in an IPv6 cluster, beside custom networking, and without ENABLE_MULTI_NIC', async () => {
    for (const cni of [
      'vpc-cni 1.21.1 { ENABLE_MULTI_NIC true; AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG true }\n  eniconfig az1 { subnet a }',
      'vpc-cni 1.21.1',
    ]) {
      const node = 'p4d.24xlarge 10.0.1.10 in a { labels k8s.amazonaws.com/eniConfig=az1 }';
      const parts = { cni, node, pods: `pod rank on n1 { ${asking}; port 80 }\n  pod other on n1` };
      const model = await modelOf({ ...parts, more: 'walk from other to rank:80' });
      expect(model.trace(model.topology.walks[0]!.id).verdict, cni).toBe('undetermined');
    }
  });
});

test('pods that do not ask have one interface, of the next card where the cards before it are full', async () => {
  const lines = Array.from({ length: 60 }, (_, at) => `pod p${at} on n1`).join('\n  ');
  const { pods } = await plannedOf({ node: 'hpc6id.32xlarge 10.0.1.10 in a { max-pods 70 }', pods: lines });
  expect(pods.every(({ attachments }) => attachments === undefined)).toBe(true);
  expect(pods.filter(({ card }) => card === 1)).toHaveLength(11);
});

test.each([
  ['1.20.0', 'p4d.24xlarge', '17'],
  ['1.20.2', 'c6in.32xlarge', '10'],
  ['1.20.3', 'p4d.24xlarge', '10101'],
  ['1.22', 'c6in.32xlarge', '10101'],
])('VPC CNI %s has the table of card 1 of %s as %s', async (version, machine, table) => {
  const { network, plan } = await modelOf({
    cni: `vpc-cni ${version} { ENABLE_MULTI_NIC true }`,
    node: `${machine} 10.0.1.10 in a`,
  });
  const address = plan.pods[0]!.attachments![0]!.address;
  const node = network.devices.get(plan.nodes[0]!.id)!;
  expect(node.rules).toContainEqual(
    expect.objectContaining({ priority: 1536, from: { base: parseIp(address)!, bits: 32 }, table }),
  );
});

test('each card has an interface and a spare address, whether a pod asks for it or not', async () => {
  const demand = async (cni: string) => {
    const node = 'p4d.24xlarge 10.0.1.10 in a';
    return capacityOf(await plannedOf({ cni, node, pods: 'pod plain on n1' })).subnets[0]!.demand;
  };
  const without = await demand('vpc-cni 1.21.1');
  expect(await demand('vpc-cni 1.21.1 { ENABLE_MULTI_NIC true }')).toBe(without + 3 * 2);
});

describe('NK065 tells', () => {
  test('that ENABLE_MULTI_NIC is not true, and sets it', async () => {
    const [without] = await told({ cni: 'vpc-cni 1.21.1 { WARM_ENI_TARGET 1 }' });
    expect(without!.message).toContain('ENABLE_MULTI_NIC of the VPC CNI is not true');
    expect(without!.fixes![0]!.edits[0]).toMatchObject({ text: 'ENABLE_MULTI_NIC true', inside: true });
    const [off] = await told({ cni: 'vpc-cni 1.21.1 { ENABLE_MULTI_NIC false }' });
    expect(off!.fixes![0]!.edits[0]).toMatchObject({ text: 'ENABLE_MULTI_NIC true' });
  });
  test('versions that do not read it, and pod networks that do not', async () => {
    expect((await told({ cni: 'vpc-cni 1.19.5' }))[0]!.message).toContain('since 1.20.0, and this is 1.19.5');
    expect((await told({ cni: 'calico' }))[0]!.message).toContain('cni calico does not read nicConfig');
  });
  test('machines with one network card, and the next machine that has two', async () => {
    const [one] = await told({ node: 'm6in.16xlarge in a' });
    expect(one!.message).toContain('node n1 (m6in.16xlarge) has one network card');
    expect(one!.fixes![0]!.title).toBe('Use m6in.metal');
  });
  test('pods with a branch interface', async () => {
    const [branch] = await told({
      cni: 'vpc-cni 1.21.1 { ENABLE_MULTI_NIC true; ENABLE_POD_ENI true }',
      pods: `pod rank on n1 { ${asking}; labels app=rank }\n  securitygrouppolicy p { podSelector app=rank; security-groups open }`,
    });
    expect(branch!.message).toContain('securitygrouppolicy p gives it a branch interface');
  });
  test('nothing of a pod that has what it asks for', async () => {
    expect(await told({})).toEqual([]);
  });
});

test('NK035 tells interfaces of network cards that a machine does not have', async () => {
  const at = (card: number) => ({ node: `c6in.32xlarge in a { eni 1 { network-card-index ${card} } }` });
  expect(await told(at(1), 'NK035')).toEqual([]);
  expect((await told(at(2), 'NK035'))[0]!.message).toBe(
    'eni 1 of node n1 is on network card 2: c6in.32xlarge has 2 network cards, so the last index is 1',
  );
});

test('a given line is laid on the interface of its card', async () => {
  const more = `walk from rank to n1:10250 { given node n1 { eni 1 { network-card-index 1; security-groups open } } }`;
  const { topology } = await topologyOf(
    file({ node: 'c6in.32xlarge in a { eni 1; eni 1 { network-card-index 1 } }', more }),
  );
  const [given] = topology.walks[0]!.givens;
  expect(JSON.stringify(given)).toContain('"card":1');
});

test('policies know the first address of a pod: what it sends from another one is not from its labels', async () => {
  const parts = {
    cni: 'vpc-cni 1.21.1 { ENABLE_MULTI_NIC true; ENABLE_NETWORK_POLICY true }',
    pods: `deployment web on n1 { port 80 }
  pod rank 10.0.1.20 10.0.1.21 10.0.1.22 10.0.1.23 on n1 { ${asking}; labels app=rank }
  networkpolicy only { podSelector app=web; ingress tcp/80 from podSelector app=rank }`,
    more: 'walk from 10.0.1.20 to web:80\nwalk from 10.0.1.21 to web:80',
  };
  const model = await modelOf(parts);
  expect(model.topology.walks.map(({ id }) => model.trace(id).verdict)).toEqual(['delivered', 'not-delivered']);
});

test('what is said against a policy means the address that it sees', async () => {
  const model = await modelOf({
    cni: 'vpc-cni 1.21.1 { ENABLE_MULTI_NIC true; ENABLE_NETWORK_POLICY true }',
    pods: `deployment web on n1 { port 80 }
  pod rank 10.0.1.20 10.0.1.21 10.0.1.22 10.0.1.23 on n1 { ${asking}; labels app=rank }
  networkpolicy only { podSelector app=web; ingress tcp/80 from podSelector app=rank }`,
    more: 'walk from 10.0.1.21 to web:80',
  });
  expect(renderTrace(model.trace(model.topology.walks[0]!.id))).toContain('ingress tcp/80 from 10.0.1.21/32');
});

test('the picture has each interface of a pod below that of its node', async () => {
  const text = readFileSync(path.join(import.meta.dirname, 'walks/network-cards.netk'), 'utf8');
  const { model } = await topologyOf(text);
  const nodes = sceneOf(model.plan).vpcs.flatMap(({ subnets }) => subnets.flatMap((subnet) => subnet.nodes));
  const labels = nodes.find(({ label }) => label === 'n1')!.enis.map(({ pods }) => pods.map(({ label }) => label));
  expect(labels).toEqual([
    ['plain', 'rank', 'rank2'],
    ['rank2 mNicIf1', 'rank mNicIf1'],
  ]);
});

test.each([
  [
    'beside custom networking',
    'vpc-cni 1.21.1 { ENABLE_MULTI_NIC true; AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG true }',
    'its eniconfig',
  ],
  ['without ENABLE_MULTI_NIC', 'vpc-cni 1.21.1', 'ENABLE_MULTI_NIC is not true'],
])(
  'what a pod gets that asks for cards %s is not known, by its name and by each of its addresses',
  async (_, cni, why) => {
    const model = await modelOf({
      cni,
      node: 'c6in.32xlarge 10.0.1.10 in a { eni 1 10.0.1.11 { network-card-index 1 } }',
      pods: `pod rank 10.0.1.20 10.0.1.21 on n1 { ${asking}; port 80 }\n  pod far 10.0.1.30 on n1`,
      more: 'walk name from far to rank:80\nwalk first from far to 10.0.1.20:80\nwalk second from far to 10.0.1.21:80',
    });
    for (const { id } of model.topology.walks) {
      const { verdict, reasons = [], routes } = model.trace(id);
      expect([id, verdict]).toEqual([id, 'undetermined']);
      expect([...reasons, ...routes.flatMap(({ assumes = [] }) => assumes)].join()).toContain(why);
    }
  },
);
