import { icmpNamed, ipProtocol, isIcmp, type PortSpec } from '@netk/engine';
import type { PortSpec as PortSpecNode } from '../generated/ast.ts';
import { maybe } from './draft.ts';

/**
 * `tcp/443`, `30000-32767`, `tcp/http`, `all`, `icmp/echo-request`, `icmp/3-4`, `ip/50`. A protocol by its number is the one
 * by its name, and so is a message of ICMP; what is no such thing stays as it is written, for the checks.
 */
export function portSpec(node: PortSpecNode): PortSpec {
  const protocol = protocolOf(node);
  const [from, to] = node.range ? node.range.split('-').map(Number) : [node.port, node.port];
  if (node.protocol?.toLowerCase() === 'ip' && protocol !== 'ip') return { protocol };
  if (isIcmp(protocol)) {
    // AWS writes the type as FromPort and the code as ToPort
    const numbered = from === undefined ? undefined : { type: from, ...maybe('code', node.range ? to : undefined) };
    const icmp = numbered ?? (node.named === undefined ? undefined : icmpNamed(protocol, node.named));
    return { protocol, ...maybe('icmp', icmp), ...maybe('named', icmp ? undefined : node.named) };
  }
  return { protocol, ...maybe('from', from), ...maybe('to', to), ...maybe('named', node.named) };
}

function protocolOf({ protocol = 'tcp', port }: PortSpecNode): string {
  const word = protocol.toLowerCase();
  if (word === 'ip' && port !== undefined) return ipProtocol(port) ?? word;
  return word === 'ipv6-icmp' ? 'icmpv6' : word;
}
