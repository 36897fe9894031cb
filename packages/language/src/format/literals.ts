import { icmpNamed, isIcmp, parseIp, showIcmp, showIp } from '@netk/engine';
import type { Piece } from './statement.ts';

const protocols = /^(tcp|udp|sctp)$/i;
const icmp = /^(icmp|icmpv6)$/i;

/** The shortest text of an IPv6 address (RFC 5952); a text that is no address stays. */
function shortest(text: string): string {
  const [address = '', bits] = text.split('/');
  const ip = parseIp(address);
  if (ip === undefined) return text;
  return bits === undefined ? showIp(ip) : `${showIp(ip)}/${bits}`;
}

/** A message of ICMP by its usual name: `8` and `ping` are `echo-request`, `3-4` is `fragmentation-needed`. */
function messageName(protocol: string, text: string): string {
  if (!isIcmp(protocol)) return text;
  const [type, code] = /^\d+(-\d+)?$/.test(text) ? text.split('-').map(Number) : [];
  const message = type === undefined ? icmpNamed(protocol, text) : { type, ...(code === undefined ? {} : { code }) };
  return message ? showIcmp(protocol, message) : text;
}

/** The pieces of a header with canonical literals: `53/UDP` as `udp/53`, IPv6 addresses as RFC 5952 writes them. */
export function canonical(header: readonly Piece[]): readonly Piece[] {
  const out = header.map((piece) =>
    piece.type === 'IPV6' || piece.type === 'IPV6CIDR' ? { ...piece, text: shortest(piece.text) } : piece,
  );
  // only lines of filters name messages; `port icmp/0` has a number
  const isFilter = /^(in|e)gress$/.test(header[0]?.text ?? '');
  for (const [at, slash] of out.entries()) {
    const [before, after] = [out[at - 1], out[at + 1]];
    if (slash.type !== '/' || !before || !after) continue;
    const port = (piece: Piece): boolean => piece.type === 'INT' || piece.type === 'PORTRANGE';
    if (port(before) && protocols.test(after.text)) {
      out[at - 1] = { ...before, text: after.text.toLowerCase(), type: after.type };
      out[at + 1] = { ...after, text: before.text, type: before.type };
    } else if (port(after) && protocols.test(before.text)) {
      out[at - 1] = { ...before, text: before.text.toLowerCase() };
    } else if (isFilter && icmp.test(before.text)) {
      const protocol = before.text.toLowerCase();
      out[at - 1] = { ...before, text: protocol };
      out[at + 1] = { ...after, text: messageName(protocol, after.text) };
    }
  }
  return out;
}
