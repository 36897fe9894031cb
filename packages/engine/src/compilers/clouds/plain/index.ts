import type { Cloud } from '../cloud.ts';
import { ethernet, plainFabric } from './fabric.ts';

/** An ordinary network: segments of Ethernet, and one router between them. */
export const plain: Cloud = {
  id: 'plain',
  doc: 'An ordinary network: every subnet is a segment of Ethernet, and a router joins them. Nobody filters.',
  mtu: ethernet,
  carriesSix: true,
  machineTypes: new Map(),
  // the network's own address, the router's, and the broadcast address
  reserved: {
    first: 2,
    last: 1,
    uses: [['the network address', "the router's address"], ['the broadcast address']],
    rule: 'its router has the first address, and the last is for all of it',
  },
  routerPort: (at) => `eth${at}`,
  lower: plainFabric,
};
