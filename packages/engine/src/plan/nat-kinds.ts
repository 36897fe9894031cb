import { settingOf } from '../topology/setting.ts';
import type { Gateway } from '../topology/vpc.ts';

/** Whether a NAT gateway has no public address and leads to other private networks only. */
export const isPrivateNat = ({ kind, settings }: Gateway): boolean =>
  kind === 'nat-gateway' && settingOf(settings, 'connectivity-type')?.values[0] === 'private';

/**
 * Whether a NAT gateway stands in the VPC and in none of its subnets, with addresses that AWS draws where none are written
 * (EC2 API, CreateNatGateway: AvailabilityMode).
 */
export const isRegionalNat = ({ kind, settings }: Gateway): boolean =>
  kind === 'nat-gateway' && settingOf(settings, 'availability-mode')?.values[0] === 'regional';
