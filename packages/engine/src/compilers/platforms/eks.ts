import type { Platform } from '../../plan/platform.ts';

/** Amazon EKS with its add-ons as installed. */
export const eks: Platform = {
  id: 'eks',
  doc: 'Amazon EKS: VPC CNI with secondary addresses, kube-proxy in iptables mode, no local detector.',
  cloud: 'aws',
  cni: 'vpc-cni',
  proxy: 'iptables',
  // the AMI's bootstrap looks at all blocks of the VPC: one that begins with 10. selects 172.20.0.0/16
  serviceCidr: (vpcCidrs) =>
    vpcCidrs.some((text) => text.startsWith('10.'))
      ? { cidr: '172.20.0.0/16', why: 'EKS takes 172.20.0.0/16 when the VPC uses 10.0.0.0/8' }
      : { cidr: '10.100.0.0/16', why: 'EKS takes 10.100.0.0/16 unless the VPC uses 10.0.0.0/8' },
  serviceCidr6: { cidr: 'fd00:10:100::/108', why: 'EKS draws a block of fc00::/7; netk takes fd00:10:100::/108' },
  groupName: (cluster) => `eks-cluster-sg-${cluster}`,
  machine: 't3.medium',
  groupSize: 2,
  runsControlPlane: true,
};
