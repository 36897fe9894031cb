import type { Platform } from '../../plan/platform.ts';

/** Kubernetes as `kubeadm init` makes it, on machines of any kind. */
export const plain: Platform = {
  id: 'plain',
  doc: 'Plain Kubernetes, as kubeadm makes it: the bridge CNI, kube-proxy in iptables mode, a block of pod addresses for each node.',
  cloud: 'plain',
  cni: 'bridge',
  proxy: 'iptables',
  // kubeadm's own default (kubeadm.k8s.io/v1beta4, Networking.serviceSubnet)
  serviceCidr: () => ({ cidr: '10.96.0.0/12', why: 'kubeadm takes 10.96.0.0/12' }),
  serviceCidr6: {
    cidr: 'fd00:10:96::/112',
    why: 'Documentation of Kubernetes takes fd00:10:96::/112; kubeadm has no block of IPv6 of its own',
  },
  clusterCidr: '10.244.0.0/16',
  // as kops names it; whoever installs Kubernetes on a cloud has to let the addresses of pods in
  groupName: (cluster) => `nodes.${cluster}`,
  groupSize: 2,
};
