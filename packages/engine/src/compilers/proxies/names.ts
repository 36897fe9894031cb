import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { parseIp, showIp } from '../../base/addr/index.ts';
import { remembered } from '../../base/memo.ts';
import type { Endpoint, PlannedService, PlannedServicePort } from '../../plan/plan.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first 16 characters of base32(sha256(text)): what kube-proxy appends to chain names (proxier.go, portProtoHash). */
export const chainHash = remembered((text) => {
  const digest = sha256(utf8ToBytes(text));
  let bits = 0;
  let count = 0;
  let out = '';
  for (const octet of digest) {
    bits = (bits << 8) | octet;
    count += 8;
    while (count >= 5 && out.length < 16) {
      out += alphabet[(bits >>> (count - 5)) & 31];
      count -= 5;
    }
    bits &= (1 << count) - 1;
  }
  return out;
});

/** `default/app1` or `kube-system/kube-dns:dns`. */
export const servicePortName = (
  service: Pick<PlannedService, 'namespace' | 'name'>,
  port: Pick<PlannedServicePort, 'name'>,
): string => `${service.namespace}/${service.name}${port.name === undefined ? '' : `:${port.name}`}`;

/** `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function endpointText({ address, port }: Pick<Endpoint, 'address' | 'port'>): string {
  const ip = parseIp(address)!;
  return typeof ip === 'bigint' ? `[${showIp(ip)}]:${port}` : `${showIp(ip)}:${port}`;
}
