import { sha224, sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { PolicyDirection } from '../../../trace/policy.ts';
import type { Policy } from '../policy.ts';

/** The longest name of a chain, and of a set, that the kernel takes. */
const longestChain = 28;
const longestSet = 31;

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64 with the letters of URLs and no padding (RFC 4648, section 5). */
function base64url(bytes: Uint8Array): string {
  let text = '';
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += signs[(bits >> held) & 63];
    }
    bits &= (1 << held) - 1;
  }
  return held > 0 ? text + signs[(bits << (6 - held)) & 63] : text;
}

/** A name behind a prefix, or a hash of it where it is too long (projectcalico/calico v3.32, lib/std/hash, GetLengthLimitedID). */
export function limitedName(prefix: string, name: string): string {
  if (prefix.length + name.length <= longestChain && !name.startsWith('_')) return `${prefix}${name}`;
  return `${prefix}_${base64url(sha256(utf8ToBytes(name)))}`.slice(0, longestChain);
}

const shortKinds: Readonly<Record<Policy['kind'], string>> = {
  networkpolicy: 'knp',
  clusternetworkpolicy: 'kcnp',
  adminnetworkpolicy: 'kanp',
  baselineadminnetworkpolicy: 'kbanp',
};

/** The chain of a policy in one direction (felix/types, PolicyID). */
export function chainOf({ kind, namespace, object }: Policy, direction: PolicyDirection): string {
  const id = [shortKinds[kind], ...(namespace === undefined ? [] : [namespace]), object].join('/');
  return limitedName(direction === 'ingress' ? 'cali-pi-' : 'cali-po-', id);
}

/** The chain of several policies that follow each other with one selector (felix/rules, PolicyGroup), by a hash of what is in it. */
export function groupOf(policies: readonly Policy[], direction: PolicyDirection): string {
  const text = policies.map((each) => chainOf(each, direction)).join('\n');
  return `${direction === 'ingress' ? 'cali-gi-' : 'cali-go-'}${base64url(sha224(utf8ToBytes(text)))}`.slice(
    0,
    longestChain,
  );
}

/** A set by the hash of what it means; the real one hashes Calico's own words for the same selector. */
export const setOf = (kind: 's' | 'n', meaning: string): string =>
  `cali40${kind}:${base64url(sha224(utf8ToBytes(meaning)))}`.slice(0, longestSet);
