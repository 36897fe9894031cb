import { describe, expect, it } from 'vitest';
import { awsMachineTypes } from '../../../src/compilers/clouds/aws/machine-types.ts';
import { type WarmTargets, warmPool } from '../../../src/plan/capacity/warm-pool.ts';
import { prefixExamples, secondaryIpExamples } from './warm-pool-examples.ts';

const rowsOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((row) => row.split(' '));

const roomOf = (machine: string) => ({ machine, ...awsMachineTypes.get(machine)!.limits! });

const targetsOf = (names: readonly (keyof WarmTargets)[], figures: readonly string[]): WarmTargets =>
  Object.fromEntries(names.flatMap((name, at) => (figures[at] === '-' ? [] : [[name, Number(figures[at])]])));

describe('the warm pool', () => {
  it.each(rowsOf(secondaryIpExamples))('%s, targets %s %s %s, %s pods: %s ENIs, %s addresses, %s spare', (...row) => {
    const [machine, eni, ip, minimum, pods, enis, addresses, spare] = row;
    const targets = targetsOf(['warmEni', 'warmIp', 'minimumIp'], [eni!, ip!, minimum!]);
    const found = warmPool(roomOf(machine!), targets, Number(pods));
    expect([found.enis, found.addresses, found.addresses - Number(pods)].map(String)).toEqual([enis, addresses, spare]);
  });
  it.each(rowsOf(prefixExamples))(
    '%s with prefixes, targets %s %s %s, %s pods: %s ENIs, %s prefixes, %s spare',
    (...row) => {
      const [machine, warm, ip, minimum, pods, , prefixes, spare] = row;
      const targets = targetsOf(['warmPrefix', 'warmIp', 'minimumIp'], [warm!, ip!, minimum!]);
      const found = warmPool({ ...roomOf(machine!), prefix: true }, targets, Number(pods));
      // the tables' ENI column follows from slots of 3 per interface
      expect([found.prefixes, found.addresses - Number(pods)].map(String)).toEqual([prefixes, spare]);
      expect(found.enis).toBe(Math.ceil(Number(prefixes) / 3));
    },
  );
  it('of a c5.large takes 10 addresses of its subnet without pods and 20 with one', () => {
    expect(warmPool(roomOf('c5.large'), {}, 0)).toEqual({ enis: 1, addresses: 9, fromSubnet: 10 });
    expect(warmPool(roomOf('c5.large'), {}, 1)).toEqual({ enis: 2, addresses: 18, fromSubnet: 20 });
  });
  it('leaves the primary interface out with custom networking', () => {
    expect(warmPool({ ...roomOf('t3.small'), customNetworking: true }, {}, 9)).toMatchObject({ enis: 2, addresses: 6 });
    expect(warmPool({ ...roomOf('t3.small'), customNetworking: true, maxEni: 1 }, {}, 9).enis).toBe(0);
  });
  it('is bound by MAX_ENI', () => {
    expect(warmPool({ ...roomOf('m5.large'), maxEni: 2 }, {}, 27).fromSubnet).toBe(20);
  });
});
