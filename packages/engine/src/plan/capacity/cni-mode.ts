import { type Setting, settingOf } from '../../topology/setting.ts';
import type { WarmTargets } from './warm-pool.ts';

/** How the VPC CNI of a cluster hands out addresses. */
export interface CniMode extends WarmTargets {
  readonly prefix: boolean;
  readonly customNetworking: boolean;
  readonly ipv6: boolean;
  /** Security groups for pods, on branch interfaces. */
  readonly podEni: boolean;
  /** Pods may have an interface of each network card. */
  readonly multiNic: boolean;
  readonly maxEni?: number;
}

const known = new WeakMap<readonly Setting[], CniMode>();

/** The mode that a cluster's `cni vpc-cni { }` block sets. Read once: every pod of the cluster asks. */
export function cniModeOf({ settings }: { readonly settings: readonly Setting[] }): CniMode {
  const mode = known.get(settings) ?? readMode(settings);
  known.set(settings, mode);
  return mode;
}

function readMode(settings: readonly Setting[]): CniMode {
  const cni = settingOf(settings, 'cni');
  const block = (cni?.values[0] ?? 'vpc-cni') === 'vpc-cni' ? (cni?.settings ?? []) : [];
  const on = (key: string): boolean => settingOf(block, key)?.values[0] === 'true';
  const count = <K extends string>(name: K, key: string): { readonly [P in K]?: number } => {
    const text = settingOf(block, key)?.values[0] ?? '';
    return (/^\d{1,6}$/.test(text) ? { [name]: Number(text) } : {}) as { readonly [P in K]?: number };
  };
  return {
    prefix: on('ENABLE_PREFIX_DELEGATION'),
    customNetworking: on('AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG'),
    ipv6: on('ENABLE_IPv6') || settingOf(settings, 'ipFamily')?.values[0] === 'ipv6',
    podEni: on('ENABLE_POD_ENI'),
    multiNic: on('ENABLE_MULTI_NIC'),
    ...count('warmEni', 'WARM_ENI_TARGET'),
    ...count('warmIp', 'WARM_IP_TARGET'),
    ...count('minimumIp', 'MINIMUM_IP_TARGET'),
    ...count('warmPrefix', 'WARM_PREFIX_TARGET'),
    ...count('maxEni', 'MAX_ENI'),
  };
}
