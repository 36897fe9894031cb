import { type Cidr, parseCidr, single } from '../../base/addr/index.ts';
import type { ProxyNode, ProxyOptions } from './service-proxy.ts';

/**
 * The blocks whose node addresses answer on node ports; undefined: all addresses do. Blocks of the other family alone
 * say nothing, and one that holds everything is no limit (pkg/proxy/util/nodeport_addresses.go).
 */
export function nodePortBlocks(
  { family, nodePortAddresses = [] }: ProxyOptions,
  node?: ProxyNode,
): readonly Cidr[] | undefined {
  if (nodePortAddresses[0] === 'primary') {
    const own = node?.addresses[0];
    return own === undefined ? [] : [single(own)];
  }
  const blocks = nodePortAddresses
    .flatMap((text) => parseCidr(text)?.cidr ?? [])
    .filter(({ base }) => (typeof base === 'number') === (family === 4));
  return blocks.length === 0 || blocks.some(({ bits }) => bits === 0) ? undefined : blocks;
}
