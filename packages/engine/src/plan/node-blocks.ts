import {
  type Cidr,
  cidrFamily,
  contains,
  type Family,
  following,
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
import { blocksOf } from './families.ts';
import { podsPerNode } from './gke-modes.ts';
import { giveOwnBlocks } from './own-blocks.ts';
import { written4, written6 } from './take-addresses.ts';

/** Bits of a node's block (kube-controller-manager, --node-cidr-mask-size-ipv4 and -ipv6). */
const usualBits: Readonly<Record<Family, number>> = { 4: 24, 6: 64 };

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
  /** The block of the other family, and its addresses. */
  otherPodCidr?: string;
  otherBlock?: { next(): string | undefined };
}

/**
 * Gives each node its block of pod addresses: the written one; else, where the CNI wants one, the first of the cluster's
 * block that is free, in the order of the nodes (pkg/controller/nodeipam/ipam/range_allocator.go).
 */
export function giveNodeBlocks(draft: Draft, cluster: Cluster, nodes: readonly BlockedNode[]): void {
  const cni = draft.cniOf(cluster);
  if (cni?.podAddresses === 'own-blocks') giveOwnBlocks(draft, cluster, nodes, cni);
  const planned = draft.clusters.find(({ id }) => id === cluster.id);
  const [primary = 4, other] = planned?.families ?? [];
  const needs = cni?.podAddresses === 'node-block';
  giveBlocks(draft, cluster, nodes, { family: primary, needs, whole: planned?.clusterCidr }, (node, podCidr, block) => {
    node.podCidr = podCidr;
    if (block) node.block = block;
  });
  if (other !== undefined)
    giveBlocks(
      draft,
      cluster,
      nodes,
      { family: other, needs, whole: planned?.otherClusterCidr },
      (node, podCidr, block) => {
        node.otherPodCidr = podCidr;
        if (block) node.otherBlock = block;
      },
    );
}

/** The same of one family. */
function giveBlocks(
  draft: Draft,
  cluster: Cluster,
  nodes: readonly BlockedNode[],
  of: { readonly family: Family; readonly needs: boolean; readonly whole: string | undefined },
  give: (node: BlockedNode, podCidr: string, block: NodeBlock | undefined) => void,
): void {
  const { family, needs } = of;
  const written = new Map(cluster.nodes.map((node) => [node.id, blockOf(node, family)]));
  const used = [...written.values()].filter((block) => block !== undefined);
  const whole = parseCidr(of.whole ?? '')?.cidr;
  const key = family === 4 ? 'node-cidr-mask-size' : 'node-cidr-mask-size-ipv6';
  const said = settingOf(cluster.settings, key)?.values[0];
  const declared = new Map([...cluster.nodes, ...cluster.nodeGroups].map((each) => [each.id, each.settings]));
  const bitsOf = ({ id, group }: BlockedNode): number =>
    Number(
      said ??
        (family === 4
          ? draft.cniOf(cluster)?.blockFor?.({ podsPerNode: podsPerNode(cluster, declared.get(group ?? id)) })
          : undefined) ??
        usualBits[family],
    );
  // those of another size must not lie in one that is given
  const ofSeveralSizes = new Set(nodes.map(bitsOf)).size > 1;
  const most = family === 4 ? 30 : 126;
  const started = new Map<number, ReturnType<typeof blocksIn>>();
  const freeOf = (bits: number): ReturnType<typeof blocksIn> | undefined => {
    if (!needs || !whole || bits < whole.bits || bits > most) return undefined;
    const blocks = started.get(bits) ?? blocksIn(whole, bits);
    started.set(bits, blocks);
    return blocks;
  };
  const own = (pod: Cluster['pods'][number]) => (family === 4 ? written4(pod.addresses) : written6(pod.addresses));
  const taken = new Set(inOrder(cluster.pods).flatMap((pod) => parseIp(own(pod) ?? '') ?? []));
  for (const node of nodes) {
    const line = written.get(node.id);
    const bits = bitsOf(node);
    const block = line ?? next(freeOf(bits), used);
    if (!block) {
      // of a cluster on GKE the whole range is told (NK111)
      if (needs && cluster.platform !== 'gke')
        draft.problem(
          'NK037',
          node.group ?? node.id,
          `node ${node.name} finds no block of pod addresses${whole ? ` in ${showCidr(whole)}` : ''}`,
        );
      continue;
    }
    const podCidr = showCidr(block);
    if (!line && ofSeveralSizes) used.push(block);
    give(node, podCidr, needs ? new NodeBlock(block, taken) : undefined);
    if (needs && !line && node.group === undefined)
      draft.supply(node.id, `podCIDR ${podCidr}`, `The first free /${bits} of clusterCIDR ${showCidr(whole!)}.`);
  }
}

const blockOf = ({ settings }: Node, family: Family): Cidr | undefined =>
  blocksOf(settings, 'podCIDR').find((block) => cidrFamily(block) === family);

export function* blocksIn(whole: Cidr, bits: number): Generator<Cidr, undefined> {
  let base: Ip | undefined = whole.base;
  while (base !== undefined && contains(whole, base)) {
    yield { base, bits };
    base = following({ base, bits });
  }
}

/** The next block that overlaps none that is written. */
function next(free: Generator<Cidr, undefined> | undefined, used: readonly Cidr[]): Cidr | undefined {
  for (;;) {
    const block = free?.next().value;
    if (!block || !used.some((each) => overlaps(each, block))) return block;
  }
}
