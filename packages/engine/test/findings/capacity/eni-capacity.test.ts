import { describe, expect, it } from 'vitest';
import { awsMachineTypes } from '../../../src/compilers/clouds/aws/machine-types.ts';
import { createModel } from '../../../src/model.ts';
import type { Topology } from '../../../src/topology/topology.ts';
import { cluster, id, node, pod, subnet, topology, vpc, written } from '../../support/build.ts';

const wide = (
  nodes: Parameters<typeof cluster>[0],
  pods: Parameters<typeof cluster>[1],
  cidr = '10.0.0.0/16',
): Topology => topology({ vpcs: [vpc('10.0.0.0/16', [subnet('s', cidr)])], clusters: [cluster(nodes, pods)] });

const codes = (of: Topology): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const { code } of createModel(of).findings) out[code] = (out[code] ?? 0) + 1;
  return out;
};

describe('every instance type', () => {
  it('carries exactly its published number of ENIs, addresses and pods', () => {
    const filled = new Set<string>();
    for (const { name, limits } of awsMachineTypes.values()) {
      const { enis, addressesPerEni, maxPods } = limits!;
      const eni = (index: number) => ({ id: id(`c/n#eni.${index}`), index, addresses: [], settings: [] });
      const last = wide([node('n', name, 's', { enis: [eni(0), eni(enis - 1)] })], []);
      expect(codes(last), name).toEqual({});
      expect(createModel(last).plan.nodes[0]!.maxPods, name).toBe(maxPods);
      expect(codes(wide([node('n', name, 's', { enis: [eni(0), eni(enis)] })], [])), name).toEqual({ NK035: 1 });
      // filling hundreds of pods takes a while: one type of each size is filled
      const size = `${enis} ${addressesPerEni} ${maxPods}`;
      if (filled.has(size)) continue;
      filled.add(size);
      const room = enis * (addressesPerEni - 1);
      const pods = (count: number) => Array.from({ length: count }, (_, i) => pod(`p${i}`, 'n'));
      const full = createModel(wide([node('n', name, 's')], pods(room)));
      expect(full.findings, `${name}: ${room} pods find an address each`).toEqual([]);
      expect(full.plan.nodes[0]!.enis.length, name).toBe(enis);
      // one more finds none, though max pods (two of them with the host network) would allow it
      expect(codes(wide([node('n', name, 's')], pods(room + 1))), name).toEqual({ NK037: 1 });
    }
    expect(filled.size).toBeGreaterThan(20);
  }, 180_000);
});

describe('capacity', () => {
  const pinned = (count: number) => Array.from({ length: count }, (_, i) => pod(`p${i}`, 'n', { eni: 0 }));
  it('of one ENI ends one before its number of addresses, and the message has the arithmetic', () => {
    const eni = { id: id('c/n#eni.0'), index: 0, addresses: [], settings: [] };
    const nodes = [node('n', 'm5.large', 's', { enis: [eni] })];
    expect(codes(wide(nodes, pinned(9)))).toEqual({});
    const [finding] = createModel(wide(nodes, pinned(10))).findings;
    expect(finding).toMatchObject({ code: 'NK035', severity: 'error', about: 'c/n#eni.0' });
    expect(finding!.message).toBe(
      'eni 0 of node n has 11 addresses (its own and 10 of pods); m5.large carries 3 ENIs with 10 IPv4 addresses each, so at most 9 pods',
    );
  });
  it('in pods is said with the formula', () => {
    const hosts = Array.from({ length: 30 }, (_, i) =>
      pod(`p${i}`, 'n', { settings: [{ id: id(`p${i}#h`), key: 'hostNetwork', values: ['true'], settings: [] }] }),
    );
    const [finding] = createModel(wide([node('n', 'm5.large', 's')], hosts)).findings;
    expect(finding).toMatchObject({ code: 'NK036', severity: 'warning', about: 'c/n' });
    expect(finding!.message).toBe('30 pods on node n, at most 29 fit (m5.large: 3 ENIs × (10 − 1) + 2 = 29)');
  });
  it('of a subnet ends with its last free address', () => {
    // a /28 has 11 usable addresses: one for the node, ten for pods on ENI 0 (nine) and ENI 1 (whose own address is one more)
    const many = Array.from({ length: 11 }, (_, i) => pod(`p${i}`, 'n'));
    const found = createModel(wide([node('n', 'm5.large', 's')], many, '10.0.0.0/28')).findings;
    expect(found.map((each) => each.code)).toEqual(['NK037', 'NK037']);
    expect(found[0]!.message).toContain('11 usable addresses');
  });
  it('of an unknown type is undetermined, which is another answer than a type without limits', () => {
    const [finding] = createModel(wide([node('n', 'm99.huge', 's')], [])).findings;
    expect(finding).toMatchObject({ code: 'NK035', severity: 'warning' });
    expect(finding!.message).toContain('no instance type that netk knows');
  });
  it('is not used up by an address that the author wrote down further below', () => {
    const pods = [pod('a', 'n'), pod('b', 'n', { addresses: [written('c/default/b', '10.0.0.5')] })];
    const plan = createModel(wide([node('n', 'm5.large', 's')], pods, '10.0.0.0/24')).plan;
    expect(plan.nodes[0]!.address).toBe('10.0.0.4');
    expect(plan.pods.map((each) => [each.name, each.address])).toEqual([
      ['b', '10.0.0.5'],
      ['a', '10.0.0.6'],
    ]);
  });
});
