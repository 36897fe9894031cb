import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { changes, components, hasChange, type VersionChange } from '../../../src/plan/versions.ts';

async function modelOf(cluster: string, node = 'node n m5.large in a { eni 1 10.0.1.60 }') {
  const { model } = await topologyOf(`
vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  ${cluster}
  ${node}
}
`);
  return model;
}

const found = async (cluster: string, node?: string): Promise<string[]> =>
  (await modelOf(cluster, node)).findings
    .filter(({ code }) => code === 'NK145')
    .map(({ about, severity, message }) => `${severity} ${about}: ${message}`);

/** The interfaces and rules of the one node. */
async function nodeOf(cluster: string, node?: string) {
  const { network } = await modelOf(cluster, node);
  const device = [...network.devices.values()].find(({ kind }) => kind === 'node')!;
  return {
    names: device.interfaces.map(({ name }) => name).filter((name) => name !== 'lo'),
    priorities: device.rules.map(({ priority }) => priority),
    chains: [...device.ruleset.chains()].map(({ table, name }) => `${table} ${name}`),
  };
}

describe('the table of versions', () => {
  test.each(Object.entries(changes))('has %s from its own version on, and a source', (name, { since, of, source }) => {
    const change = name as VersionChange;
    const [major = 0, minor = 0, patch = 0] = since.split('.').map(Number);
    const before = patch > 0 ? `${major}.${minor}.${patch - 1}` : `${major}.${minor - 1}.99`;
    expect(hasChange(before, change)).toBe(false);
    for (const version of [since, `v${since}`, `${major}.${minor}.99`, `${major + 1}.0`, `${major}.${minor + 1}-eks.1`])
      expect(hasChange(version, change), version).toBe(true);
    expect(source).not.toBe('');
    expect(hasChange(undefined, change)).toBe(hasChange(components[of].assumed, change));
    expect(hasChange('latest', change)).toBe(hasChange(undefined, change));
  });
});

describe('a version', () => {
  test.each([
    'kubernetes 1.28',
    'kubernetes v1.33.2-eks-1',
    'kubernetes 1.37.4',
    'cni vpc-cni 1.8.0',
    'cni vpc-cni v1.23.1-eksbuild.1',
    'cni vpc-cni',
    'cni calico 3.32',
  ])('that the tables are of is no finding: %s', async (line) => expect(await found(line)).toEqual([]));
  test.each([
    ['kubernetes 1.9', "netk's tables are of 1.28 to 1.37, and walks are answered with those of 1.28"],
    ['kubernetes 1.38', "netk's tables are of 1.28 to 1.37, and walks are answered with those of 1.37"],
    [
      'cni vpc-cni 1.7',
      "netk's tables are of 1.8 to 1.23; what pods send to addresses outside the VPC is undetermined",
    ],
    ['cni vpc-cni 1.24.0', "netk's tables are of 1.8 to 1.23, and walks are answered with those of 1.23"],
  ])('outside of them is a warning that says which they are: %s', async (line, why) => {
    expect(await found(line)).toEqual([`warning c#${line.split(' ')[0]}: ${line}: ${why}`]);
  });
  test('that is none is said', async () => {
    expect(await found('kubernetes stable')).toEqual([
      "warning c#kubernetes: kubernetes stable is no version such as 1.37, and counts as that: netk's tables are of 1.28 to 1.37",
    ]);
  });
  test.each([
    ['ENABLE_SUBNET_DISCOVERY', '1.17', '1.18', '1.18'],
    ['ENABLE_IMDS_ONLY_MODE', '1.19.5', '1.19.6', '1.19.6'],
    ['ENABLE_MULTI_NIC', '1.19.6', '1.20', '1.20.0'],
  ])('before %s existed is a warning at the setting', async (key, before, from, since) => {
    expect(await found(`cni vpc-cni ${before} { ${key} true }`)).toEqual([
      `warning c#cni#${key}: ${key} exists since VPC CNI ${since}: ${before} ignores it`,
    ]);
    expect(await found(`cni vpc-cni ${from} { ${key} true }`)).toEqual([]);
  });
  test('of EKS without Amazon Linux 2 is told where that image is written', async () => {
    const node = 'nodegroup g m5.large nodes 2 in a { ami-type AL2_x86_64 }';
    expect(await found('kubernetes 1.32', node)).toEqual([]);
    expect(await found('kubernetes 1.33', node)).toEqual([
      'warning c/g#ami-type: AL2_x86_64: EKS has no image with Amazon Linux 2 since Kubernetes 1.33, and this cluster is 1.33',
    ]);
  });
});

describe('the interfaces of a node', () => {
  const named = async (cluster: string, node?: string) => (await nodeOf(cluster, node)).names;
  test('are named as Amazon Linux 2023 names them, where no image is written', async () => {
    expect(await named('')).toEqual(['ens5', 'ens6']);
  });
  test('are named as the image of the node, else of the cluster, names them', async () => {
    const node = (image: string) => `node n m5.large in a { ami-type ${image}; eni 1 10.0.1.60 }`;
    for (const image of ['BOTTLEROCKET_x86_64', 'AL2_ARM_64', 'BOTTLEROCKET_ARM_64_FIPS']) {
      expect(await named(`ami-type ${image}`), image).toEqual(['eth0', 'eth1']);
      expect(await named('ami-type AL2023_x86_64_NVIDIA', node(image)), image).toEqual(['eth0', 'eth1']);
    }
    expect(await named('ami-type AL2_x86_64', node('AL2023_ARM_64_STANDARD'))).toEqual(['ens5', 'ens6']);
  });
  test('of groups too, and the rules name them', async () => {
    const group = 'nodegroup g m5.large nodes 1 in a { ami-type AL2_x86_64 }';
    expect(await named('', group)).toEqual(['eth0']);
    const model = await modelOf('', 'nodegroup g m5.large nodes 1 in a');
    const device = [...model.network.devices.values()].find(({ kind }) => kind === 'node')!;
    const connmark = [...device.ruleset.chains()].find(
      ({ table, name }) => table === 'mangle' && name === 'PREROUTING',
    );
    expect(connmark?.rules[0]?.matches[0]).toEqual({ kind: 'in', name: 'ens5' });
  });
});

describe('the rules of the VPC CNI', () => {
  test('have one for the own address of a secondary interface from 1.20.0 on', async () => {
    for (const [line, has] of [
      ['cni vpc-cni 1.19.6', false],
      ['cni vpc-cni 1.20.0', true],
      ['cni vpc-cni', true],
    ] as const)
      expect((await nodeOf(line)).priorities.includes(32765), line).toBe(has);
  });
  test.each([
    ['cni vpc-cni 1.22', 'AL2023_x86_64_STANDARD', 'kubernetes 1.34', true],
    ['cni vpc-cni', 'AL2023_x86_64_STANDARD', 'kubernetes 1.34', true],
    ['cni vpc-cni 1.23.0', 'AL2023_x86_64_STANDARD', 'kubernetes 1.31', false],
    ['cni vpc-cni 1.23.1', 'BOTTLEROCKET_x86_64', 'kubernetes 1.34', false],
    ['cni vpc-cni 1.23.1', 'BOTTLEROCKET_x86_64', 'kubernetes 1.33', true],
    ['cni vpc-cni 1.23.1', 'AL2_x86_64', 'kubernetes 1.32', true],
  ])('%s on %s, %s: connmark rules in iptables is %s', async (cni, image, kubernetes, inIptables) => {
    const cluster = `${kubernetes}; ami-type ${image}; ${cni}`;
    expect((await nodeOf(cluster)).chains.includes('nat AWS-CONNMARK-CHAIN-0')).toBe(inIptables);
    const model = await modelOf(cluster);
    expect(model.findings.filter(({ code }) => code === 'NK008')).toEqual([]);
    const device = [...model.network.devices.values()].find(({ kind }) => kind === 'node')!;
    expect((device.nft ?? []).map(({ family, name }) => `${family} ${name}`)).toEqual(inIptables ? [] : ['ip aws-cni']);
  });
  test('are neither with external SNAT', async () => {
    const line = 'cni vpc-cni 1.23.1 { AWS_VPC_K8S_CNI_EXTERNALSNAT true }';
    expect((await nodeOf(line)).chains).not.toContain('nat AWS-CONNMARK-CHAIN-0');
    const model = await modelOf(line);
    expect([...model.network.devices.values()].filter(({ nft }) => nft?.length)).toEqual([]);
  });
  test.each([
    ['1.22', []],
    ['1.23.0', ['AWS CONNMARK CHAIN']],
  ])('of AWS-CONNMARK-CHAIN-0 in version %s have comments: %j', async (version, comments) => {
    const model = await modelOf(`kubernetes 1.32; ami-type AL2_x86_64; cni vpc-cni ${version}`);
    const device = [...model.network.devices.values()].find(({ kind }) => kind === 'node')!;
    const rules = device.ruleset!.get('nat AWS-CONNMARK-CHAIN-0')!.rules;
    expect(
      rules.flatMap(({ matches }) => matches.flatMap((each) => (each.kind === 'comment' ? [each.text] : []))),
    ).toEqual(comments);
  });
  test.each([
    ['1.23.1', 'AL2023_x86_64_STANDARD', 0],
    ['1.23.2', 'AL2023_x86_64_STANDARD', 1],
    ['1.24.0', 'AL2_x86_64', 0],
  ])('of version %s on %s are not known to overwrite the mark: %i findings', async (version, image, count) => {
    const { findings } = await modelOf(`kubernetes 1.32; ami-type ${image}; cni vpc-cni ${version}`);
    const told = findings.filter(({ code }) => code === 'NK008');
    expect(told.map(({ about }) => about)).toEqual(Array.from({ length: count }, () => 'c#cni'));
    if (count > 0) expect(told[0]?.message).toContain(`whether ${version} does is not known`);
  });
  test('are not known to be in nftables on a node whose image nobody described', async () => {
    const of = async (version: string) =>
      (await modelOf(`kubernetes 1.33; ami-type CUSTOM; cni vpc-cni ${version}`)).findings.filter(
        ({ code }) => code === 'NK008',
      );
    expect(await of('1.22.4')).toEqual([]);
    expect((await of('1.23.1')).map(({ message }) => message)).toEqual([
      'whether the connmark rules of VPC CNI 1.23.1 are a table of nftables on a node such as n of cluster c is not known, for its image is not: what its pods send to addresses outside the VPC is undetermined',
    ]);
  });
});

describe('rules of the AWS Load Balancer Controller', () => {
  test.each([
    ['1.1.9', "netk's rules are of 2.4 to 3.5, and walks are answered with those of 2.4"],
    ['2.12', undefined],
    ['3.5.0', undefined],
    ['4.0', "netk's rules are of 2.4 to 3.5, and walks are answered with those of 3.5"],
    ['latest', 'counts as that'],
  ])('of version %s are told to be others: %s', async (version, told) => {
    const { findings } = await modelOf(`aws-load-balancer-controller ${version}`);
    const messages = findings.filter(({ code }) => code === 'NK145').map(({ message }) => message);
    expect(messages).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
  });
});
