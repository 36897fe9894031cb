import { autopilotIn } from '../../plan/gke-modes.ts';
import type { Platform } from '../../plan/platform.ts';
import { settingOf } from '../../topology/setting.ts';

/** Google Kubernetes Engine: Standard, VPC-native and with kube-proxy (Dataplane V1) unless the cluster says otherwise. */
export const gke: Platform = {
  id: 'gke',
  doc: 'Google Kubernetes Engine, VPC-native: pods have addresses of a secondary range, kube-proxy in iptables mode.',
  cloud: 'gcp',
  cni: 'gke',
  // GKE documentation, Autopilot and Standard feature comparison: Autopilot has V2 and nothing else
  cniFor: (settings) =>
    autopilotIn(settings) || settingOf(settings, 'dataplane')?.values[0] === 'v2' ? 'gke-dataplane-v2' : undefined,
  proxy: 'iptables',
  // GKE documentation, IP address ranges: what clusters in Standard mode get that say none
  serviceCidr: () => ({
    cidr: '34.118.224.0/20',
    why: 'GKE takes 34.118.224.0/20, a range of its own, unless one is written',
  }),
  serviceCidr6: {
    cidr: '2600:2d00:0:4::/112',
    why: 'GKE draws a /112 of 2600:2d00:0:4::/64; netk takes the first',
  },
  clusterCidr: '10.4.0.0/14',
  groupName: (cluster) => `gke-${cluster}`,
  groupSize: 3,
};
