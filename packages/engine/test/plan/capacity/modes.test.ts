import { describe, expect, it } from 'vitest';
import { checkTrace, createModel } from '../../../src/index.ts';
import { capacityOf } from '../../../src/plan/capacity/capacity-of.ts';
import { exhaustedAtNode } from '../../../src/plan/capacity/exhaustion.ts';
import type { EniConfig } from '../../../src/topology/cluster.ts';
import type { Setting } from '../../../src/topology/setting.ts';
import {
  allowAll,
  cluster,
  group,
  id,
  node,
  pod,
  setting,
  subnet,
  to,
  topology,
  vpc,
  walk,
} from '../../support/build.ts';

const cni = (lines: Readonly<Record<string, string>>): Setting => ({
  ...setting('c', 'cni', 'vpc-cni'),
  settings: Object.entries(lines).map(([key, value]) => setting('c#cni', key, value)),
});
const prefixes = { ENABLE_PREFIX_DELEGATION: 'true' };
const custom = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true', ENI_CONFIG_LABEL_DEF: 'topology.kubernetes.io/zone' };

const config: EniConfig = {
  id: id('c/az1'),
  name: 'az1',
  subnet: id('v/pods'),
  securityGroups: [id('v/open')],
  settings: [],
};

const many = (count: number, on: string) => Array.from({ length: count }, (_, i) => pod(`${on}-p${i + 1}`, on));

function modelOf(lines: Readonly<Record<string, string>>, perNode = 3, machine = 'm5.large') {
  const open = group('open', [allowAll('open', 'ingress'), allowAll('open', 'egress')]);
  const subnets = [subnet('s', '10.0.1.0/24', { zone: 'az1' }), subnet('pods', '10.0.64.0/24', { zone: 'az1' })];
  const groups = { securityGroups: [id('v/open')] };
  return createModel(
    topology({
      vpcs: [vpc('10.0.0.0/16', subnets, { securityGroups: [open] })],
      clusters: [
        cluster(
          [node('n1', machine, 's', groups), node('n2', machine, 's', groups)],
          [...many(perNode, 'n1'), ...many(perNode, 'n2')],
          { settings: [cni(lines)], eniConfigs: [config] },
        ),
      ],
      walks: [walk('W', id('c/default/n1-p1'), to(id('c/default/n2-p1'), 8080))],
    }),
  );
}

describe('prefix delegation', () => {
  it('gives pods the addresses of whole aligned blocks on the first interface', () => {
    const { plan, findings } = modelOf(prefixes, 17);
    expect(plan.nodes.map(({ enis }) => enis.map((eni) => eni.prefixes))).toEqual([
      [['10.0.1.16/28', '10.0.1.32/28']],
      [['10.0.1.48/28', '10.0.1.64/28']],
    ]);
    expect(plan.pods.find((each) => each.name === 'n1-p17')?.address).toBe('10.0.1.32');
    expect(plan.subnets[0]).toMatchObject({ used: 2 + 4 * 16, freePrefixes: 16 - 2 - 4 });
    expect(findings).toEqual([]);
  });
  it('is followed by walks', () => {
    const model = modelOf(prefixes);
    const trace = model.trace(id('walk.W'));
    expect(trace.verdict).toBe('delivered');
    expect([...checkTrace(trace)]).toEqual([]);
  });
  it('delivers every address of a prefix to its node, also one that no pod has', () => {
    const links = [...modelOf(prefixes).network.devices.values()].find((each) => each.id === 'c/n1');
    const primary = links?.interfaces.find((each) => each.name === 'ens5');
    expect(primary?.answers.length).toBe(1 + 16);
  });
  it('does not happen on a machine that cannot', () => {
    const { plan } = modelOf(prefixes, 3, 'm4.large');
    expect(plan.nodes[0]).not.toHaveProperty('prefixDelegation');
    expect(plan.nodes[0]).toMatchObject({ maxPods: 20 });
    expect(capacityOf(plan).nodes[0]?.mode).toBe('secondary-ip');
  });
  it('holds warm prefixes, and tells at which node the subnet is exhausted', () => {
    const { nodes, subnets } = capacityOf(modelOf(prefixes).plan);
    expect(nodes[0]).toMatchObject({
      mode: 'prefix',
      maxPods: 110,
      maxPodsRule: 'cap',
      warm: { enis: 1, prefixes: 2, addresses: 32, fromSubnet: 33 },
    });
    // 251 / 33: seven nodes fit
    expect(subnets.find((each) => each.name === 's')).toMatchObject({ demand: 66, nodes: 2, exhaustedAtNode: 8 });
  });
});

describe('custom networking', () => {
  it('puts pods on interfaces in the subnet and the groups of the ENIConfig of the zone, none on the first', () => {
    const { plan, findings } = modelOf(custom);
    expect(plan.nodes[0]?.enis).toMatchObject([
      { index: 0, subnet: 'v/s', secondaries: [] },
      { index: 1, subnet: 'v/pods', securityGroups: ['v/open'], secondaries: ['10.0.64.5', '10.0.64.6', '10.0.64.7'] },
    ]);
    expect(plan.nodes[0]?.maxPods).toBe(20);
    expect(findings).toEqual([]);
  });
  it('is followed by walks', () => {
    const model = modelOf(custom);
    const trace = model.trace(id('walk.W'));
    expect(trace.verdict).toBe('delivered');
    expect([...checkTrace(trace)]).toEqual([]);
  });
  it('goes together with prefixes', () => {
    const { plan } = modelOf({ ...custom, ...prefixes });
    expect(plan.nodes.map(({ enis }) => enis[1]?.prefixes)).toEqual([['10.0.64.16/28'], ['10.0.64.32/28']]);
    expect(modelOf({ ...custom, ...prefixes }).trace(id('walk.W')).verdict).toBe('delivered');
  });
  it('takes the own address from the node subnet and the warm pool from the other', () => {
    const { subnets } = capacityOf(modelOf(custom).plan);
    // m5.large without its first interface: 3 pods and one spare interface are 2 × 10 addresses on each node
    expect(subnets.map(({ name, demand, exhaustedAtNode }) => [name, demand, exhaustedAtNode])).toEqual([
      ['s', 2, 252],
      ['pods', 40, 13],
    ]);
  });
  it('without an ENIConfig for a node leaves its pods without addresses, and says why', () => {
    const { findings } = modelOf({ ...custom, ENI_CONFIG_LABEL_DEF: 'team' }, 1);
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      [
        'NK037',
        'pod n1-p1 finds no address: custom networking is on, and no eniconfig with a subnet is named for node n1',
      ],
      [
        'NK037',
        'pod n2-p1 finds no address: custom networking is on, and no eniconfig with a subnet is named for node n2',
      ],
    ]);
  });
});

describe('exhaustion', () => {
  it('counts more nodes like the last one behind those that are there', () => {
    const { plan } = modelOf({});
    // m5.large with 3 pods holds 2 interfaces of 10 addresses: 251 / 20 = 12 fit
    const [one] = capacityOf(plan).subnets;
    expect(one).toMatchObject({ usable: 251, used: 8, demand: 40, exhaustedAtNode: 13 });
  });
  it('is a warning when nodes that are there hold more than the subnet has', () => {
    // 12 nodes of 20 addresses fit into 251
    const nodes = Array.from({ length: 13 }, (_, at) => node(`n${at}`, 'm5.large', 's'));
    const pods = nodes.map((each) => pod(`${each.name}-p`, each.name));
    const findings = (count: number) =>
      createModel(
        topology({
          vpcs: [vpc('10.0.0.0/16', [subnet('s', '10.0.1.0/24')])],
          clusters: [cluster(nodes.slice(0, count), pods.slice(0, count))],
        }),
      ).findings.map(({ code, about, message }) => [code, about, message]);
    expect(findings(12)).toEqual([]);
    expect(findings(13)).toEqual([
      [
        'NK037',
        'v/s',
        'subnet s 10.0.1.0/24 has 251 usable addresses, and its 13 nodes hold 260 with their warm pools: it is exhausted at node 13; set WARM_IP_TARGET and MINIMUM_IP_TARGET',
      ],
    ]);
  });
  it('comes at the 41st node where 25 addresses each leave room for 40', () => {
    expect(exhaustedAtNode(1019, [25])).toBe(41);
    expect(exhaustedAtNode(1000, [25])).toBe(41);
    expect(exhaustedAtNode(999, [25])).toBe(40);
  });
  it('comes at a node that is there when the ones before it leave too little', () => {
    expect(exhaustedAtNode(59, [20, 20, 20, 5])).toBe(3);
    expect(exhaustedAtNode(59, [])).toBeUndefined();
  });
});
