import { familyOf, type Ip } from '../base/addr/index.ts';
import type { Header, Size } from './header.ts';
import { headerBytes } from './tunnel.ts';

/** Bytes of the largest piece of a packet. */
export const pieceOf = ({ bytes, largest }: Size): number => largest ?? bytes;

/**
 * Bytes of the largest fragment that an interface sends of a packet that does not fit: what follows the header is a multiple
 * of eight (RFC 791), and IPv6 has a header of its own for it (RFC 8200).
 */
export function largestFragment(mtu: number, to: Ip): number {
  const head = headBytes(to);
  return head + Math.floor((mtu - head) / 8) * 8;
}

const headBytes = (to: Ip): number => headerBytes(to) + (familyOf(to) === 6 ? 8 : 0);

/** How many fragments a packet becomes of which the largest has so many bytes. */
export function fragmentsOf(bytes: number, largest: number, to: Ip): number {
  return Math.ceil((bytes - headerBytes(to)) / (largest - headBytes(to)));
}

/** Whether a router may not fragment it: Don't Fragment is set, or it is IPv6. What came in fragments has the flag no more. */
export const isIndivisible = ({ dst }: Pick<Header, 'dst'>, { df, largest }: Size): boolean =>
  familyOf(dst) === 6 || (df && largest === undefined);
