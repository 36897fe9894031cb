import { showIp } from '../../base/addr/index.ts';
import type { Device } from '../../network/network.ts';
import { comment, type Line } from './line.ts';

/** The outputs of `ip -br link show` and `ip -br address show`, which tell nothing that netk does not know. */
export function showAddresses({ interfaces }: Device): readonly Line[] {
  const state = (name: string): string => (name === 'lo' ? 'UNKNOWN' : 'UP');
  return [
    comment('ip -br link show'),
    ...interfaces.map(({ name, mac }) => ({
      text: `${name.padEnd(17)}${state(name).padEnd(15)}${mac ?? '00:00:00:00:00:00'}`.trimEnd(),
    })),
    comment('ip -br address show'),
    ...interfaces.map(({ name, addresses }) => ({
      text: `${name.padEnd(17)}${state(name).padEnd(15)}${addresses.map(({ ip, bits }) => `${showIp(ip)}/${bits}`).join(' ')}`.trimEnd(),
    })),
  ];
}
