import type { AddressMapping, Device } from '../../network/network.ts';

/** A border to the Internet that translates one to one, remembers nothing and routes nothing: what comes in on one side leaves by the other. */
export const translatingBorder = (
  of: Pick<Device, 'id' | 'name' | 'source' | 'interfaces'>,
  mapping: AddressMapping,
): Device => ({
  ...of,
  kind: 'internet-gateway',
  rules: [],
  tables: new Map(),
  neighbours: [],
  conntrack: false,
  forwarding: true,
  sockets: [],
  rpFilter: {},
  mapping,
  silent: true,
});
