import {
  type Cidr,
  contains,
  type Ip,
  mask,
  parseCidr,
  parseIp,
  plus,
  showCidr,
  showIp,
  sizeOf,
} from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import { type Draft, inOrder } from './draft.ts';
import type { CniFacts } from './members.ts';
import { written4 } from './take-addresses.ts';

/** A node as a manager of blocks sees it. */
interface Taker {
  readonly id: ElementId;
  readonly name: string;
  readonly group?: ElementId;
  podBlocks?: string[];
  tunnelAddress?: string;
  block?: { next(): string | undefined };
}

/**
 * Blocks of the cluster's pool for each node, of which the node's pods get one address after the other, all of them (Calico's IPAM:
 * libcalico-go/lib/ipam; which block a node takes first is drawn from its name there, here it is the first that is free). The first
 * address of a node is that of its tunnel. Cilium gives each node one block, and no address of its ends (cluster-pool; it draws
 * addresses, here they follow each other).
 */
export function giveOwnBlocks(draft: Draft, cluster: Cluster, nodes: readonly Taker[], cni: CniFacts): void {
  const pool = parseCidr(draft.clusters.find(({ id }) => id === cluster.id)?.clusterCidr ?? '')?.cidr;
  const bits = cni.blockBits?.(settingOf(cluster.settings, 'cni')?.settings ?? []) ?? 26;
  if (!pool || typeof pool.base !== 'number' || bits < pool.bits || bits > 32) return;
  const taken = new Map<Ip, ElementId | undefined>();
  for (const pod of inOrder(cluster.pods)) {
    const ip = parseIp(written4(pod.addresses) ?? '');
    if (typeof ip === 'number') taken.set(ip, pod.node);
  }
  const size = 2 ** (32 - bits);
  const owners = new Map<number, Taker>();
  // a block with a written address is its node's
  for (const [ip, node] of taken) {
    const base = mask(ip, bits);
    const owner = nodes.find((each) => each.id === node || each.group === node);
    if (owner && contains(pool, ip) && !owners.has(Number(base))) owners.set(Number(base), owner);
  }
  let free = Number(pool.base);
  const nextBlock = (node: Taker): Cidr | undefined => {
    const own = [...owners].find(
      ([base, owner]) => owner === node && !node.podBlocks?.includes(showCidr({ base, bits })),
    );
    if (own) return { base: own[0], bits };
    while (owners.has(free)) free += size;
    if (!contains(pool, free)) return undefined;
    owners.set(free, node);
    return { base: free, bits };
  };
  for (const node of nodes) {
    const blocks: string[] = [];
    node.podBlocks = blocks;
    let block: Cidr | undefined;
    let at = 0;
    const ends = cni.oneBlock ? 1 : 0;
    const next = (): string | undefined => {
      for (;;) {
        if (!block || at >= sizeOf(block) - ends) {
          if (block && cni.oneBlock) return undefined;
          block = nextBlock(node);
          if (!block) return undefined;
          blocks.push(showCidr(block));
          at = ends;
        }
        const ip = plus(block.base, at++);
        if (!taken.has(ip)) return showIp(ip);
      }
    };
    const first = next();
    if (first === undefined)
      draft.problem(
        'NK037',
        node.group ?? node.id,
        `node ${node.name} finds no block of pod addresses in ${showCidr(pool)}`,
      );
    else node.tunnelAddress = first;
    if (first !== undefined && node.group === undefined)
      draft.supply(node.id, blocks[0]!, `The first free /${bits} of ${showCidr(pool)}.`);
    node.block = { next };
  }
}
