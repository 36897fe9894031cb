import { calicoPolicies } from './calico/index.ts';
import { ciliumPolicies, dataplaneV2Policies } from './cilium.ts';
import type { PolicyEnforcer } from './enforcer.ts';
import { unenforced } from './unenforced.ts';
import { vpcCniPolicies } from './vpc-cni.ts';

/** Who enforces network policies, by the name of the CNI; one that is not here may do anything. */
export const enforcers = {
  'vpc-cni': vpcCniPolicies,
  calico: calicoPolicies,
  cilium: ciliumPolicies,
  'gke-dataplane-v2': dataplaneV2Policies,
  flannel: unenforced('flannel'),
  bridge: unenforced('bridge'),
  ptp: unenforced('ptp'),
} as const satisfies Record<string, PolicyEnforcer>;

export const enforcerOf = (cni: string): PolicyEnforcer | undefined =>
  Object.hasOwn(enforcers, cni) ? enforcers[cni as keyof typeof enforcers] : undefined;

export type { PolicyEnforcer };
