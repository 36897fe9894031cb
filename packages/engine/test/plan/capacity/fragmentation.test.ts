import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import { capacityOf } from '../../../src/plan/capacity/capacity-of.ts';
import { cluster, host, id, node, pod, setting, subnet, topology, vpc } from '../../support/build.ts';

const cni = {
  ...setting('c', 'cni', 'vpc-cni'),
  settings: [setting('c#cni', 'ENABLE_PREFIX_DELEGATION', 'true')],
};

/** A /24 with machines at some last octets, and a node with one pod. */
function modelOf(taken: readonly number[]) {
  const hosts = taken.map((last) => host(`h${last}`, { kind: 'subnet', of: id('v/s') }, `10.0.1.${last}`));
  return createModel(
    topology({
      vpcs: [vpc('10.0.0.0/16', [subnet('s', '10.0.1.0/24', { zone: 'az1' })], { hosts })],
      clusters: [cluster([node('n', 'm5.large', 's')], [pod('p', 'n')], { settings: [cni] })],
    }),
  );
}

/** One address inside of each /28 but the first and the last, which AWS keeps addresses of; some are left whole. */
const pieces = (...whole: readonly number[]): number[] =>
  Array.from({ length: 14 }, (_, at) => at + 1)
    .filter((block) => !whole.includes(block))
    .map((block) => block * 16 + 8);

describe('a subnet in pieces', () => {
  it('has many free addresses and no prefix', () => {
    const { plan, findings } = modelOf(pieces());
    // 251 usable, 14 machines and the node itself
    expect(capacityOf(plan).subnets).toMatchObject([{ usable: 251, free: 236, freePrefixes: 0 }]);
    expect(
      findings.filter(({ code }) => code === 'NK038').map(({ severity, about, message }) => [severity, about, message]),
    ).toEqual([
      [
        'warning',
        'c/default/p',
        'pod p finds no address: subnet s has 236 free addresses, but no whole aligned /28 among them (InsufficientCidrBlocks)',
      ],
    ]);
    expect(plan.pods[0]).not.toHaveProperty('address');
  });
  it('has one where one aligned block is whole', () => {
    const { plan, findings } = modelOf(pieces(9));
    expect(plan.nodes[0]?.enis[0]?.prefixes).toEqual(['10.0.1.144/28']);
    expect(plan.pods[0]?.address).toBe('10.0.1.144');
    expect(findings.filter(({ code }) => code === 'NK038')).toEqual([]);
    expect(capacityOf(plan).subnets).toMatchObject([{ freePrefixes: 0 }]);
  });
  it('makes none of two halves', () => {
    // 30 free addresses in a row, the end of block 3 and the start of block 4
    const { plan } = modelOf([...pieces(3, 4), 3 * 16, 4 * 16 + 15]);
    expect(capacityOf(plan).subnets).toMatchObject([{ freePrefixes: 0 }]);
    expect(plan.pods[0]).not.toHaveProperty('address');
  });
});
