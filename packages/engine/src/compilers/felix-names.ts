import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** The longest name of a chain that iptables takes. */
export const longestChain = 28;

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64 with the letters of URLs and no padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
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
