import { type Cidr, contains, type Ip, mask, parseIp, showCidr } from '../addr/index.ts';
import type { Facts } from '../explain/facts.ts';
import type { Network } from '../network/network.ts';
import type { Hop, Step } from '../trace/trace.ts';

interface Index {
  readonly pods: ReadonlySet<Ip>;
  /** The blocks on the interfaces of machines. */
  readonly blocks: readonly Cidr[];
}

const indexes = new WeakMap<Network, Index>();

function indexOf(network: Network): Index {
  const known = indexes.get(network);
  if (known) return known;
  const pods = new Set<Ip>();
  const blocks = new Map<string, Cidr>();
  for (const { kind, interfaces } of network.devices.values()) {
    for (const { ip, bits } of interfaces.flatMap(({ addresses }) => addresses)) {
      if (kind === 'pod') pods.add(ip);
      else if (bits < 32) blocks.set(showCidr({ base: mask(ip, bits), bits }), { base: mask(ip, bits), bits });
    }
  }
  const index = { pods, blocks: [...blocks.values()].sort((a, b) => b.bits - a.bits) };
  indexes.set(network, index);
  return index;
}

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
      const { pods, blocks } = indexOf(network);
      const block = ip !== undefined && pods.has(ip) ? blocks.find((each) => contains(each, ip)) : undefined;
      return block && showCidr(block);
    },
    isPublic(device) {
      const ip = network.devices.get(device)?.interfaces.find(({ name }) => name !== 'lo')?.addresses[0]?.ip;
      if (ip === undefined) return false;
      return [...network.devices.values()].some(({ mapping }) => mapping?.pairs.has(ip));
    },
  };
}
