import { settingOf } from '../../../topology/setting.ts';
import type { Subnet, Vpc } from '../../../topology/vpc.ts';

/** Purposes of subnets that Google's proxies have their addresses of (VPC documentation, subnets; the second is the older name of the first). */
const purposes: readonly string[] = ['REGIONAL_MANAGED_PROXY', 'INTERNAL_HTTPS_LOAD_BALANCER'];

const wordOf = ({ settings }: Pick<Subnet, 'settings'>, key: string): string | undefined =>
  settingOf(settings, key)?.values[0];

/** Whether a subnet is for Google's proxies alone: no machine has an address of it. */
export const isProxyOnly = (subnet: Pick<Subnet, 'settings'> | undefined): boolean =>
  subnet !== undefined && purposes.includes(wordOf(subnet, 'purpose') ?? '');

/** Whether it is the one that is used, and not kept for the day on which another is too small. */
export const isActive = (subnet: Pick<Subnet, 'settings'>): boolean => wordOf(subnet, 'role') !== 'BACKUP';

/** The active proxy-only subnet of a region (kubernetes/ingress-gce, pkg/loadbalancers/features, ILBSubnetSourceRange). What names no region is of every one. */
export function proxySubnetIn({ subnets }: Pick<Vpc, 'subnets'>, region: string | undefined): Subnet | undefined {
  return subnets.find((each) => {
    const own = wordOf(each, 'region');
    return isProxyOnly(each) && isActive(each) && (own === undefined || region === undefined || own === region);
  });
}
