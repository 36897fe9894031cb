import { describe, expect, it } from 'vitest';
import { capacityOf, checkTrace } from '../../src/index.ts';
import { createModel } from '../../src/model.ts';
import type { Eni, Node, Pod } from '../../src/topology/cluster.ts';
import type { Setting } from '../../src/topology/setting.ts';
import {
  allowAll,
  cluster,
  group,
  host,
  id,
  node,
  pod,
  setting,
  subnet,
  to,
  topology,
  vpc,
  walk,
  written,
} from '../support/build.ts';

const cni = (...keys: readonly string[]): Setting => ({
  ...setting('c', 'cni', 'vpc-cni'),
  settings: keys.map((key) => setting('c#cni', key, 'true')),
});
const delegating = cni('ENABLE_PREFIX_DELEGATION');

/** One interface with a line for each prefix. */
const eni = (of: string, index: number, ...prefixes: readonly string[]): Eni => ({
  ...{ id: id(`c/${of}#eni.${index}`), index, addresses: [] },
  settings: prefixes.map((text, at) => setting(`c/${of}#eni.${index}.${at}`, 'prefix', text)),
});

const at = (name: string, on: string | undefined, address: string, more: Partial<Pod> = {}): Pod =>
  pod(name, on, { addresses: [written(`c/default/${name}`, address)], ...more });

const open = group('open', [allowAll('open', 'ingress'), allowAll('open', 'egress')]);

function modelOf(nodes: readonly Node[], pods: readonly Pod[], mode = delegating) {
  const guarded = nodes.map((each) => ({ ...each, securityGroups: [id('v/open')] }));
  const network = vpc('10.0.0.0/16', [subnet('s', '10.0.1.0/24')], {
    securityGroups: [open],
    hosts: [host('h', { kind: 'subnet', of: id('v/s') }, '10.0.1.200', [80], { securityGroups: [id('v/open')] })],
  });
  const walks = pods.map((each) => walk(each.name, id('h/h'), to(each.id, 8080)));
  return createModel(topology({ vpcs: [network], clusters: [cluster(guarded, pods, { settings: [mode] })], walks }));
}

const n = (...enis: readonly Eni[]): Node => node('n', 'm5.large', 's', { enis });
const where = ({ plan }: ReturnType<typeof modelOf>) =>
  Object.fromEntries(plan.pods.map((each) => [each.name, `${each.address} eni ${each.eni}`]));
const found = ({ findings }: ReturnType<typeof modelOf>) => findings.map(({ code, about }) => `${code} ${about}`);

describe('a prefix that is written at an interface', () => {
  it('is taken out of its subnet before anything is assigned', () => {
    const { plan } = modelOf([n(eni('n', 0, '10.0.1.16/28'), eni('n', 1, '10.0.1.48/28'))], []);
    // the host, two interfaces, 32 addresses; of 16 blocks the two at the ends, the host's and the two prefixes are gone
    expect(plan.subnets[0]).toMatchObject({ used: 1 + 2 + 32, freePrefixes: 16 - 2 - 1 - 2 });
    expect(plan.nodes[0]?.enis.map((each) => [each.primary, each.prefixes])).toEqual([
      ['10.0.1.4', ['10.0.1.16/28']],
      ['10.0.1.5', ['10.0.1.48/28']],
    ]);
  });
  it('gives its addresses first, also before a lower interface takes a new prefix', () => {
    const pods = Array.from({ length: 17 }, (_, i) => pod(`p${i + 1}`, 'n'));
    const model = modelOf([n(eni('n', 0), eni('n', 1, '10.0.1.48/28'))], pods);
    expect(where(model)).toMatchObject({ p1: '10.0.1.48 eni 1', p16: '10.0.1.63 eni 1', p17: '10.0.1.16 eni 0' });
    expect(model.plan.nodes[0]?.enis.map((each) => each.prefixes)).toEqual([['10.0.1.16/28'], ['10.0.1.48/28']]);
    expect(model.findings).toEqual([]);
  });
  it('has the pods whose addresses are in it, wherever they are written, and nobody else gets these addresses', () => {
    const pods = [at('far', undefined, '10.0.1.50'), at('own', 'n', '10.0.1.48'), pod('p1', 'n'), pod('p2', 'n')];
    const other = node('a-first', 'm5.large', 's');
    const model = modelOf([other, n(eni('n', 0), eni('n', 1, '10.0.1.48/28'))], pods);
    expect(where(model)).toEqual({
      ...{ far: '10.0.1.50 eni 1', own: '10.0.1.48 eni 1' },
      ...{ p1: '10.0.1.49 eni 1', p2: '10.0.1.51 eni 1' },
    });
    expect(model.plan.pods.map((each) => each.node)).toEqual(Array.from(pods, () => 'c/n'));
    expect(model.findings).toEqual([]);
  });
  it('is where the VPC delivers every one of its addresses, and walks follow it', () => {
    const model = modelOf([n(eni('n', 0), eni('n', 1, '10.0.1.48/28'))], [at('p', 'n', '10.0.1.50')]);
    const nics = [...model.network.devices.values()].find((each) => each.id === 'c/n')?.interfaces ?? [];
    const answers = (name: string) => nics.find((each) => each.name === name)?.answers.length;
    expect([answers('ens5'), answers('ens6')]).toEqual([1, 1 + 16]);
    const trace = model.trace(id('walk.p'));
    expect(trace.verdict).toBe('delivered');
    expect([...checkTrace(trace)]).toEqual([]);
    const sent = trace.routes[0]?.forward[0]?.steps.find(({ kind }) => kind === 'send');
    expect(sent?.entry).toBe('eth0 → n ens6');
  });
  it('counts in the capacity of its node and of its subnet', () => {
    const { nodes, subnets } = capacityOf(modelOf([n(eni('n', 0, '10.0.1.16/28', '10.0.1.32/28'))], []).plan);
    expect(nodes[0]).toMatchObject({ mode: 'prefix', prefixes: 2 });
    expect(subnets[0]).toMatchObject({ used: 34, free: 251 - 34, demand: 34 });
  });
  it('takes a slot of its interface, of which one is for its own address', () => {
    const blocks = (count: number) => Array.from({ length: count }, (_, i) => `10.0.1.${16 + i * 16}/28`);
    expect(modelOf([n(eni('n', 0, ...blocks(9)))], []).findings).toEqual([]);
    const [finding] = modelOf([n(eni('n', 0, ...blocks(10)))], []).findings;
    expect(finding).toMatchObject({ code: 'NK035', severity: 'error', about: 'c/n#eni.0' });
    expect(finding?.message).toBe(
      'eni 0 of node n needs 11 slots (1 for its own address, 10 for prefixes, 0 for single addresses of pods); m5.large carries 3 ENIs with 10 IPv4 addresses each, so at most 9 prefixes',
    );
  });
});

describe('a prefix that nothing takes addresses of', () => {
  it('is delegated with a warning where the CNI hands out single addresses', () => {
    const model = modelOf([n(eni('n', 0, '10.0.1.16/28'))], [pod('p', 'n'), at('q', 'n', '10.0.1.20')], cni());
    expect(where(model)).toEqual({ p: '10.0.1.5 eni 0', q: '10.0.1.20 eni 0' });
    expect(found(model)).toEqual(['NK038 c/n#eni.0.0#prefix']);
    expect(model.trace(id('walk.q')).verdict).toBe('delivered');
    expect(model.trace(id('walk.p')).verdict).toBe('delivered');
  });
  it('leaves fewer slots for single addresses', () => {
    const pods = Array.from({ length: 9 }, (_, i) => pod(`p${i + 1}`, 'n'));
    expect(where(modelOf([n(eni('n', 0, '10.0.1.16/28'))], pods, cni()))).toMatchObject({
      ...{ p8: '10.0.1.12 eni 0', p9: '10.0.1.14 eni 1' },
    });
  });
  it('is one of the first interface with custom networking', () => {
    const custom = cni('ENABLE_PREFIX_DELEGATION', 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG');
    expect(found(modelOf([n(eni('n', 0, '10.0.1.16/28'))], [], custom))).toEqual(['NK038 c/n#eni.0.0#prefix']);
  });
});

describe('a prefix that EC2 would refuse', () => {
  const one = (text: string, pods: readonly Pod[] = [], machine = 'm5.large') => {
    const model = modelOf([node('n', machine, 's', { enis: [eni('n', 0, text)] })], pods);
    return { delegated: model.plan.nodes[0]?.enis[0]?.prefixes, ...model.findings[0] };
  };
  it.each([
    ['10.0.1.16/26', 'NK038', /has 64 addresses: .* as a \/28, so this would be 4 of them$/],
    ['10.0.1.16/29', 'NK038', /has 8 addresses: IPv4 prefixes are delegated 16 at a time, as a \/28$/],
    ['10.0.2.16/28', 'NK034', /^prefix 10.0.2.16\/28 \(eni 0 of node n\) is outside its subnet s 10.0.1.0\/24$/],
    ['10.0.1.0/28', 'NK014', /covers 10.0.1.0, the network address of subnet s/],
    ['10.0.1.240/28', 'NK014', /covers 10.0.1.255, the broadcast address of subnet s/],
    ['10.0.1.192/28', 'NK033', /covers 10.0.1.200, which belongs to host h$/],
    ['10.0.1.400/28', 'NK029', /^10.0.1.400\/28 is no CIDR/],
  ])('%s is %s, and not delegated', (text, code, message) => {
    const { delegated, ...finding } = one(text);
    expect(delegated).toBeUndefined();
    expect(finding).toMatchObject({ code, severity: 'error' });
    expect(finding.message).toMatch(message);
  });
  it('is any one on a machine that is no Nitro machine', () => {
    expect(one('10.0.1.16/28', [], 'm4.large')).toMatchObject({
      ...{ code: 'NK035', severity: 'error', delegated: undefined },
      message:
        'prefix 10.0.1.16/28 (eni 0 of node n): m4.large carries single addresses only, prefixes need a Nitro machine',
    });
  });
  it('is not one that begins inside of a block: the whole block is delegated', () => {
    expect(one('10.0.1.21/28')).toMatchObject({ code: 'NK001', severity: 'warning', delegated: ['10.0.1.16/28'] });
  });
  it('is one that another interface has, and both are told', () => {
    const nodes = ['n', 'm'].map((name) => node(name, 'm5.large', 's', { enis: [eni(name, 0, '10.0.1.16/28')] }));
    const model = modelOf(nodes, []);
    expect(found(model)).toEqual(['NK033 c/n#eni.0.0#prefix', 'NK033 c/m#eni.0.0#prefix']);
    // the first by name has it, whatever stands first in the file
    expect(found(modelOf([...nodes].reverse(), []))).toEqual(found(model));
    expect(model.plan.nodes.map((each) => [each.name, each.enis[0]?.prefixes])).toEqual([
      ['m', ['10.0.1.16/28']],
      ['n', undefined],
    ]);
  });
  it('is one with the address of a pod of another node, and both are told', () => {
    const model = modelOf([n(eni('n', 0, '10.0.1.16/28')), node('m', 'm5.large', 's')], [at('p', 'm', '10.0.1.20')]);
    expect(found(model)).toEqual(['NK033 c/n#eni.0.0#prefix', 'NK033 c/default/p#10.0.1.20']);
  });
});

it('a pod that is pinned to another interface than that of its prefix is an error', () => {
  const model = modelOf([n(eni('n', 0), eni('n', 1, '10.0.1.48/28'))], [at('p', 'n', '10.0.1.50', { eni: 0 })]);
  expect(model.findings.map(({ code, message }) => [code, message])).toEqual([
    ['NK034', '10.0.1.50 (pod p) is not assignable to ENI 0 of node n: it is in the prefix 10.0.1.48/28 of ENI 1'],
  ]);
});
