import type { Cloud } from '../cloud.ts';
import { vpcFabric } from './fabric.ts';
import { between } from './joints/index.ts';
import { awsMachineTypes } from './machine-types.ts';
import { jumbo } from './mtu.ts';

/** Amazon Web Services: VPCs with security groups, network ACLs, internet and NAT gateways. */
export const aws: Cloud = {
  id: 'aws',
  doc: 'Amazon Web Services: VPC, subnets, route tables, internet and NAT gateways, security groups, network ACLs.',
  mtu: jumbo,
  carriesSix: true,
  machineTypes: awsMachineTypes,
  // .0 network, .1 router, .2 DNS, .3 future use, and the last one (VPC user guide, subnet sizing)
  reserved: {
    first: 4,
    last: 1,
    uses: [['the network address', 'the VPC router', 'the DNS resolver', 'future use'], ['the broadcast address']],
    rule: 'AWS keeps the first four addresses and the last',
  },
  resolves: true,
  lower: vpcFabric,
  between,
};
