import type { Cloud } from '../cloud.ts';
import { borderId } from './border.ts';
import { gcpFabric } from './fabric.ts';
import { usualMtu } from './network.ts';

/** Google Cloud: networks with firewall rules, subnets of regions with alias ranges, external addresses and Cloud NAT. */
export const gcp: Cloud = {
  id: 'gcp',
  doc: 'Google Cloud: VPC network, regional subnets with secondary ranges, firewall rules, external addresses, Cloud NAT.',
  mtu: usualMtu,
  machineTypes: new Map(),
  // the network's own address and its gateway; the last but one and the last (VPC documentation, subnets: unusable addresses)
  reserved: {
    first: 2,
    last: 2,
    uses: [
      ['the network address', 'the default gateway'],
      ['the broadcast address', 'the last address but one'],
    ],
    rule: 'Google Cloud keeps the first two addresses and the last two of a primary range',
  },
  // the metadata server (Cloud DNS documentation, name resolution order)
  nameserver: '169.254.169.254',
  open: true,
  firewalls: true,
  borderOf: (id) => ({ id: borderId({ id }), name: 'internet gateway' }),
  lower: gcpFabric,
};
