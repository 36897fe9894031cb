import type { MachineType } from '../../../plan/machine-type.ts';
import { machineTypeRows } from './facts/machine-types.ts';

const figure = (text: string | undefined): number | undefined =>
  text === undefined || text === '-' ? undefined : Number(text);

function parse(row: string): MachineType {
  const [name, enis, addressesPerEni, maxPods, hypervisor, branchEnis, cards] = row.split(' ');
  const limits = [figure(enis), figure(addressesPerEni), figure(maxPods)];
  const branch = figure(branchEnis);
  const networkCards = figure(cards);
  return {
    name: name!,
    ...(limits.every((each) => each !== undefined)
      ? { limits: { enis: limits[0]!, addressesPerEni: limits[1]!, maxPods: limits[2]! } }
      : {}),
    ...(hypervisor === undefined || hypervisor === '-' ? {} : { hypervisor }),
    ...(branch === undefined ? {} : { branchEnis: branch }),
    ...(networkCards === undefined ? {} : { networkCards }),
  };
}

/** All instance types by name. */
export const awsMachineTypes: ReadonlyMap<string, MachineType> = new Map(
  machineTypeRows
    .trim()
    .split('\n')
    .map((row) => parse(row))
    .map((type) => [type.name, type]),
);
