import { describe, expect, it } from 'vitest';
import { awsMachineTypes } from '../../../src/compilers/clouds/aws/machine-types.ts';

describe('instance types', () => {
  it('are all there', () => {
    expect(awsMachineTypes.size).toBe(1391);
  });
  it('carry as many pods as their interfaces have secondary addresses, and two with the host network', () => {
    for (const { name, limits } of awsMachineTypes.values()) {
      expect(limits, name).toBeDefined();
      expect(limits!.maxPods, name).toBe(limits!.enis * (limits!.addressesPerEni - 1) + 2);
    }
  });
  it('have the published figures', () => {
    const figures = (name: string) => awsMachineTypes.get(name)?.limits;
    expect(figures('t3.small')).toEqual({ enis: 3, addressesPerEni: 4, maxPods: 11 });
    expect(figures('m5.large')).toEqual({ enis: 3, addressesPerEni: 10, maxPods: 29 });
    expect(figures('c5.4xlarge')).toEqual({ enis: 8, addressesPerEni: 30, maxPods: 234 });
    expect(figures('p3dn.24xlarge')).toEqual({ enis: 15, addressesPerEni: 50, maxPods: 737 });
    expect(awsMachineTypes.get('m5.large')?.branchEnis).toBe(9);
    expect(awsMachineTypes.get('m5.large')?.hypervisor).toBe('nitro');
  });
  it('of several network cards count the default card only', () => {
    expect(awsMachineTypes.get('c6in.32xlarge')?.limits?.maxPods).toBe(394);
  });
});
