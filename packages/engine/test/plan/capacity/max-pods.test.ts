import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { awsMachineTypes } from '../../../src/compilers/clouds/aws/machine-types.ts';
import { cpusOf } from '../../../src/plan/capacity/cpus.ts';
import { delegatesPrefixes, maxPodsByCalculator, maxPodsByList } from '../../../src/plan/capacity/max-pods.ts';
import { podLimit } from '../../../src/plan/capacity/pod-limit.ts';
import { calculatorExamples } from './calculator-examples.ts';
import { multiCardTypes } from './multi-card-types.ts';

const rowsOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((row) => row.split(' '));

const roomOf = (machine: string) => ({ machine, ...awsMachineTypes.get(machine)!.limits! });

describe('the published limits', () => {
  it('are those of all 1,391 types: their sums and the digest of all rows agree with the sources', () => {
    const types = [...awsMachineTypes.values()];
    const sum = (of: (type: (typeof types)[number]) => number) => types.reduce((total, type) => total + of(type), 0);
    expect(types.length).toBe(1391);
    expect(sum((type) => type.limits!.enis)).toBe(13058);
    expect(sum((type) => type.limits!.addressesPerEni)).toBe(48713);
    expect(sum((type) => type.limits!.maxPods)).toBe(579504);
    expect(sum((type) => type.branchEnis ?? 0)).toBe(68683);
    expect(sum((type) => Number(type.hypervisor === 'nitro'))).toBe(1150);
    expect(sum((type) => Number(type.hypervisor === 'xen'))).toBe(80);
    const rows = types.map(({ name, limits, hypervisor, branchEnis }) =>
      [name, limits!.enis, limits!.addressesPerEni, limits!.maxPods, hypervisor ?? '-', branchEnis ?? '-'].join(' '),
    );
    expect(createHash('sha256').update(rows.sort().join('\n')).digest('hex')).toBe(
      '929e51bab8ba3457bb26aab9937910a0dcbe6223a5f0b954db170a6d2779f4c0',
    );
  });
  it('make the published list for every type', () => {
    for (const type of awsMachineTypes.values())
      expect(maxPodsByList(roomOf(type.name)), type.name).toBe(type.limits!.maxPods);
  });
  it('count the default card alone for the 67 types with several', () => {
    const rows = rowsOf(multiCardTypes);
    expect(rows.length).toBe(67);
    for (const [name = '', own, all, maxPods] of rows) {
      expect(awsMachineTypes.get(name)?.limits, name).toMatchObject({ enis: Number(own), maxPods: Number(maxPods) });
      expect(Number(all), name).toBeGreaterThan(Number(own));
    }
  });
});

describe('the calculator', () => {
  const rows = rowsOf(calculatorExamples);
  it('has 74 worked examples', () => expect(rows.length).toBe(74));
  it.each(rows)('%s with %s vCPUs, %s: %s, recommended %s', (machine, cpus, modes, theoretical, recommended) => {
    const maxEni = /maxEni(\d+)/.exec(modes!)?.[1];
    const found = maxPodsByCalculator({
      ...roomOf(machine!),
      prefix: modes!.includes('prefix') && delegatesPrefixes(awsMachineTypes.get(machine!)!),
      customNetworking: modes!.includes('custom'),
      ...(maxEni === undefined ? {} : { maxEni: Number(maxEni) }),
    });
    expect(found).toMatchObject({ theoretical: Number(theoretical), recommended: Number(recommended) });
    expect((cpusOf(machine!) ?? 0) > 30).toBe(Number(cpus) > 30);
  });
  it('differs from the list by its cap: c5.4xlarge has 234 there and 110 here', () => {
    expect(maxPodsByList(roomOf('c5.4xlarge'))).toBe(234);
    expect(maxPodsByCalculator(roomOf('c5.4xlarge'))).toEqual({ theoretical: 234, recommended: 110, cap: 110 });
    expect(maxPodsByCalculator(roomOf('c5n.18xlarge')).recommended).toBe(250);
  });
  it('knows the size of small old servers with a large name', () => {
    expect(maxPodsByCalculator(roomOf('hs1.8xlarge')).cap).toBe(110);
    expect(maxPodsByCalculator(roomOf('a1.metal')).cap).toBe(110);
    expect(maxPodsByCalculator(roomOf('m5.metal')).cap).toBe(250);
  });
});

describe('the limit of a node', () => {
  it('says its rule and its arithmetic', () => {
    const room = roomOf('m5.large');
    expect(podLimit(room, undefined)).toEqual({
      maxPods: 29,
      rule: 'list',
      why: 'm5.large: 3 ENIs × (10 − 1) + 2 = 29',
    });
    expect(podLimit({ ...room, customNetworking: true }, undefined)).toEqual({
      maxPods: 20,
      rule: 'calculator',
      why: 'm5.large: (3 − 1) ENIs × (10 − 1) + 2 = 20',
    });
    expect(podLimit({ ...room, prefix: true }, undefined)).toEqual({
      maxPods: 110,
      rule: 'cap',
      why: 'm5.large: 3 ENIs × 9 × 16 + 2 = 434, capped at 110 (up to 30 vCPUs)',
    });
    expect(podLimit(room, 12)).toEqual({ maxPods: 12, rule: 'max-pods', why: 'max-pods 12' });
  });
  it('can be prefixes on Nitro and on bare metal only', () => {
    const of = (name: string) => delegatesPrefixes(awsMachineTypes.get(name)!);
    expect([of('m5.large'), of('m5.metal'), of('t2.large'), of('m4.large')]).toEqual([true, true, false, false]);
  });
});
