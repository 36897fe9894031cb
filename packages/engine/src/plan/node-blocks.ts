import {
  type Cidr,
  contains,
  type Ip,
  overlaps,
  parseCidr,
  parseIp,
  plus,
  showCidr,
  showIp,
  sizeOf,
} from '../base/addr/index.ts';
import type { Cluster, Node } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import { type Draft, inOrder } from './draft.ts';
import { giveOwnBlocks } from './own-blocks.ts';
import { written4 } from './take-addresses.ts';

/** Bits of a node's block (kube-controller-manager, --node-cidr-mask-size-ipv4). */
const usualBits = 24;

/**
 * The addresses of a node's block as host-local hands them out: the one behind the last that it gave, so that none is used
 * again at once (plugins/ipam/host-local; observed: A5). The network's own address, the first, which is the gateway's, and the
 * last are nobody's.
 */
export class NodeBlock {
  readonly #block: Cidr;
  readonly #taken: ReadonlySet<Ip>;
  #last = 1;

  constructor(block: Cidr, taken: ReadonlySet<Ip>) {
    this.#block = block;
    this.#taken = taken;
  }

  /** Undefined: all are given. */
  next(): string | undefined {
    for (let at = this.#last + 1; at < sizeOf(this.#block) - 1; at++) {
      const ip = plus(this.#block.base, at);
      this.#last = at;
      if (!this.#taken.has(ip)) return showIp(ip);
    }
    return undefined;
  }
}

/** A node as its block is given to it. */
export interface BlockedNode {
  readonly id: ElementId;
  readonly name: string;
  readonly group?: ElementId;
  podCidr?: string;
  podBlocks?: string[];
  tunnelAddress?: string;
  /** The addresses of its block, or blocks. */
  block?: { next(): string | undefined };
}

/**
 * Gives each node its block of pod addresses: the written one; else, where the CNI wants one, the first of the cluster's
 * block that is free, in the order of the nodes (pkg/controller/nodeipam/ipam/range_allocator.go).
 */
export function giveNodeBlocks(draft: Draft, cluster: Cluster, nodes: readonly BlockedNode[]): void {
  const cni = draft.cniOf(cluster);
  if (cni?.podAddresses === 'own-blocks') giveOwnBlocks(draft, cluster, nodes, cni);
  const written = new Map(cluster.nodes.map((node) => [node.id, blockOf(node)]));
  const used = [...written.values()].filter((block) => block !== undefined);
  const needs = cni?.podAddresses === 'node-block';
  const whole = parseCidr(draft.clusters.find(({ id }) => id === cluster.id)?.clusterCidr ?? '')?.cidr;
  const bits = Number(
    settingOf(cluster.settings, 'node-cidr-mask-size')?.values[0] ??
      cni?.blockFor?.({ podsPerNode: podsPerNode(cluster) }) ??
      usualBits,
  );
  const free = needs && whole && bits >= whole.bits && bits <= 30 ? blocksIn(whole, bits) : undefined;
  const taken = new Set(inOrder(cluster.pods).flatMap((pod) => parseIp(written4(pod.addresses) ?? '') ?? []));
  for (const node of nodes) {
    const own = written.get(node.id) ?? next(free, used);
    if (!own) {
      if (needs)
        draft.problem(
          'NK037',
          node.group ?? node.id,
          `node ${node.name} finds no block of pod addresses${whole ? ` in ${showCidr(whole)}` : ''}`,
        );
      continue;
    }
    node.podCidr = showCidr(own);
    if (!needs) continue;
    node.block = new NodeBlock(own, taken);
    if (!written.get(node.id) && node.group === undefined)
      draft.supply(node.id, `podCIDR ${node.podCidr}`, `The first free /${bits} of clusterCIDR ${showCidr(whole!)}.`);
  }
}

/** Pods that a node of a cluster has room for, where nobody says less (GKE documentation, maximum Pods per node). */
const podsPerNode = (cluster: Cluster): number => {
  const written = Number(settingOf(cluster.settings, 'max-pods')?.values[0]);
  return written >= 8 && written <= 256 ? written : 110;
};

const blockOf = ({ settings }: Node): Cidr | undefined => {
  const block = parseCidr(settingOf(settings, 'podCIDR')?.values[0] ?? '')?.cidr;
  return block && typeof block.base === 'number' ? block : undefined;
};

export function* blocksIn(whole: Cidr, bits: number): Generator<Cidr, undefined> {
  const size = 2 ** (32 - bits);
  for (let base = whole.base; contains(whole, base); base = plus(base, size)) {
    yield { base, bits };
    if (base === 0xffffffff - size + 1) return;
  }
}

/** The next block that overlaps none that is written. */
function next(free: Generator<Cidr, undefined> | undefined, used: readonly Cidr[]): Cidr | undefined {
  for (;;) {
    const block = free?.next().value;
    if (!block || !used.some((each) => overlaps(each, block))) return block;
  }
}
