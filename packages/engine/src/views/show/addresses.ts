import { showIp } from '../../base/addr/index.ts';
import { type Device, type Interface, isDummy } from '../../network/network.ts';
import { comment, type Line } from './line.ts';

/** The outputs of `ip -br link show` and `ip -br address show`, which tell nothing that netk does not know. */
export function showAddresses({ interfaces }: Device): readonly Line[] {
  const state = (each: Interface): string => (each.name === 'lo' ? 'UNKNOWN' : isDummy(each) ? 'DOWN' : 'UP');
  return [
    comment('ip -br link show'),
    ...interfaces.map((each) => ({
      text: `${each.name.padEnd(17)}${state(each).padEnd(15)}${each.mac ?? '00:00:00:00:00:00'}`.trimEnd(),
    })),
    comment('ip -br address show'),
    ...interfaces.map((each) => ({
      text: `${each.name.padEnd(17)}${state(each).padEnd(15)}${each.addresses.map(({ ip, bits }) => `${showIp(ip)}/${bits}`).join(' ')}`.trimEnd(),
    })),
  ];
}
