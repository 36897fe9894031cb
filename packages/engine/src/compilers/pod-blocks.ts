import { type Cidr, contains, type Ip, mask, parseCidr, parseIp, showCidr } from '../base/addr/index.ts';
import type { Interface } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Answers in which block a pod has its address, from the plan and the interfaces of machines: no device of a pod or a node
 * is made for it.
 */
export function podBlocks(plan: Plan, interfaces: () => Iterable<Interface>): (ip: Ip) => Cidr | undefined {
  let known: { readonly pods: ReadonlySet<Ip>; readonly blocks: readonly Cidr[] } | undefined;
  const read = () => {
    const pods = new Set<Ip>();
    for (const { address, hostNetwork } of plan.pods) {
      const ip = hostNetwork || address === undefined ? undefined : parseIp(address);
      if (ip !== undefined) pods.add(ip);
    }
    const blocks = new Map<string, Cidr>();
    for (const { addresses } of interfaces()) {
      for (const { ip, bits } of addresses) {
        const block = { base: mask(ip, bits), bits };
        if (bits < 32) blocks.set(showCidr(block), block);
      }
    }
    for (const { podCidr, podBlocks: own, cluster } of plan.nodes) {
      for (const text of own ?? []) blocks.set(text, parseCidr(text)!.cidr);
      const block = own ? undefined : parseCidr(podCidr ?? '')?.cidr;
      if (block && plan.clusters.find(({ id }) => id === cluster)?.podsApart) blocks.set(showCidr(block), block);
    }
    return { pods, blocks: [...blocks.values()].sort((a, b) => b.bits - a.bits) };
  };
  return (ip) => {
    known ??= read();
    return known.pods.has(ip) ? known.blocks.find((block) => contains(block, ip)) : undefined;
  };
}
