import { parseIp, showCidr } from '../base/addr/index.ts';
import type { Network } from '../network/network.ts';
import type { Hop, Step } from '../trace/trace.ts';
import type { Facts } from '../views/explain/facts.ts';

/** What the network knows about the place where a packet was dropped. */
export function factsOf(network: Network, hop: Hop, step: Step): Facts {
  const at = network.devices.get(hop.id)?.interfaces.find(({ name }) => name === step.interface);
  const list = [at?.guard?.ingress, at?.guard?.egress].find((each) => each?.stage === step.stage);
  return {
    groupsOf(address) {
      const ip = parseIp(address);
      return (ip !== undefined && list?.groupsOf?.(ip)) || [];
    },
    blockOf(address) {
      const ip = parseIp(address);
      const block = ip === undefined ? undefined : network.podBlock(ip);
      return block && showCidr(block);
    },
    isPublic(device) {
      const ip = network.devices.get(device)?.interfaces.find(({ name }) => name !== 'lo')?.addresses[0]?.ip;
      return ip !== undefined && network.mappings.some(({ pairs }) => pairs.has(ip));
    },
  };
}
