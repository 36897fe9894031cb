import { type Cidr, cidr, contains } from './cidr.ts';
import type { Ip } from './ip.ts';

/**
 * Blocks that no network announces to others: private, shared, link-local, loopback, multicast and reserved ones (IANA
 * special-purpose address registries, "Globally Reachable: False", read on 2026-11-20). Those for documentation are left
 * out: in examples they stand for public addresses.
 */
const special: readonly Cidr[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b:1::/48',
  '100::/64',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map(cidr);

/** Whether an address can be one of the public Internet. */
export const isPublic = (ip: Ip): boolean => !special.some((block) => contains(block, ip));

/** Whether a block has an address that can be one of the public Internet. */
export const mayBePublic = (block: Cidr): boolean =>
  !special.some((each) => each.bits <= block.bits && contains(each, block.base));
