import { describe, expect, it } from 'vitest';
import { awsMachineTypes } from '../../../src/compilers/clouds/aws/machine-types.ts';
import { createModel } from '../../../src/model.ts';
import { capacityOf } from '../../../src/plan/capacity/capacity-of.ts';
import { maxPodsByCalculator, maxPodsByList } from '../../../src/plan/capacity/max-pods.ts';
import { cluster, node, pod, subnet, topology, vpc } from '../../support/build.ts';

/** Type, ENIs, addresses of each, pods with secondary addresses, with custom networking, with prefixes, under the cap. */
const types: readonly (readonly [string, number, number, number, number, number, number])[] = [
  ['t3.small', 3, 4, 11, 8, 146, 110],
  ['t3.medium', 3, 6, 17, 12, 242, 110],
  ['t3.large', 3, 12, 35, 24, 530, 110],
  ['m5.large', 3, 10, 29, 20, 434, 110],
  ['c5.large', 3, 10, 29, 20, 434, 110],
  ['m6i.large', 3, 10, 29, 20, 434, 110],
  ['m5.xlarge', 4, 15, 58, 44, 898, 110],
  ['c5.4xlarge', 8, 30, 234, 205, 3714, 110],
  ['m5.4xlarge', 8, 30, 234, 205, 3714, 110],
  ['m4.4xlarge', 8, 30, 234, 205, 3714, 110],
  ['c5n.18xlarge', 15, 50, 737, 688, 11762, 250],
  ['p3dn.24xlarge', 15, 50, 737, 688, 11762, 250],
];

describe('a documented type', () => {
  it.each(types)('%s has %i ENIs of %i addresses: %i pods, %i with custom networking', (...row) => {
    const [machine, enis, addressesPerEni, list, custom, prefix, capped] = row;
    expect(awsMachineTypes.get(machine)!.limits).toMatchObject({ enis, addressesPerEni, maxPods: list });
    const room = { machine, enis, addressesPerEni };
    expect(maxPodsByList(room)).toBe(list);
    expect(maxPodsByCalculator({ ...room, customNetworking: true }).theoretical).toBe(custom);
    expect(maxPodsByCalculator({ ...room, prefix: true })).toEqual({
      theoretical: prefix,
      recommended: capped,
      cap: capped,
    });
  });
  it('may have branch ENIs', () => {
    const branches = ['t3.small', 't3.medium', 't3.large', 'm5.large', 'm5.xlarge', 'c5.4xlarge'].map(
      (name) => awsMachineTypes.get(name)!.branchEnis ?? 0,
    );
    expect(branches).toEqual([0, 0, 0, 9, 18, 54]);
  });
  it('t3.micro carries four pods', () => expect(awsMachineTypes.get('t3.micro')!.limits!.maxPods).toBe(4));
});

describe('a subnet', () => {
  it.each([
    [28, 11],
    [27, 27],
    [26, 59],
    [25, 123],
    [24, 251],
    [20, 4091],
    [18, 16379],
    [16, 65531],
  ])('of /%i has %i usable addresses', (bits, usable) => {
    const { plan } = createModel(topology({ vpcs: [vpc('10.0.0.0/16', [subnet('s', `10.0.0.0/${bits}`)])] }));
    expect(capacityOf(plan).subnets).toMatchObject([{ usable, free: usable, reserved: 5 }]);
  });
  it('gives 50 addresses to three c5.large with two pods, 43 of them warm', () => {
    const nodes = ['n1', 'n2', 'n3'].map((name) => node(name, 'c5.large', 's'));
    const pods = ['n1', 'n2'].map((name) => pod(`${name}-dns`, name));
    const { plan } = createModel(
      topology({
        vpcs: [vpc('10.0.0.0/16', [subnet('s', '10.0.1.0/24', { zone: 'az1' })])],
        clusters: [cluster(nodes, pods)],
      }),
    );
    const { nodes: found, subnets } = capacityOf(plan);
    expect(found.map(({ warm }) => warm?.fromSubnet)).toEqual([20, 20, 10]);
    expect(subnets).toMatchObject([{ demand: 50 }]);
    const own = found.reduce((sum, { warm }) => sum + warm!.enis, 0);
    expect(50 - own - pods.length).toBe(43);
  });
});
