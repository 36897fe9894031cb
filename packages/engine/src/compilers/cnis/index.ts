import { bridge } from './bridge/index.ts';
import { calico } from './calico/index.ts';
import { cilium } from './cilium/index.ts';
import type { Cni } from './cni.ts';
import { flannel } from './flannel/index.ts';
import { gkeDataplaneV2 } from './gke/dataplane-v2.ts';
import { gke } from './gke/index.ts';
import { ptp } from './ptp/index.ts';
import { vpcCni } from './vpc-cni/index.ts';

/** Every modelled CNI by name. */
export const cnis = {
  'vpc-cni': vpcCni,
  bridge,
  ptp,
  flannel,
  calico,
  cilium,
  gke,
  'gke-dataplane-v2': gkeDataplaneV2,
} as const satisfies Record<string, Cni>;

export const cniOf = (name: string): Cni | undefined =>
  Object.hasOwn(cnis, name) ? cnis[name as keyof typeof cnis] : undefined;

export type { Cni };
