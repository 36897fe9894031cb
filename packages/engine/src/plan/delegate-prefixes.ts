import { type Cidr, cidrFamily, covers, parseCidr, plus, showIp, sizeOf } from '../addr/index.ts';
import { cniModeOf } from '../capacity/cni-mode.ts';
import { delegatesPrefixes } from '../capacity/max-pods.ts';
import type { Cluster, Eni, Node } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { type Draft, inOrder } from './draft.ts';
import { machineOf, typeOfMachine } from './machine-of.ts';
import type { PlannedPrefix, Refusal } from './plan.ts';
import { prefixBits, type SubnetBook } from './subnet-book.ts';
import { bookFor, written4 } from './take-addresses.ts';

/** What the author delegated to one interface: the blocks, and their addresses that nobody wrote. */
export interface Delegated {
  readonly blocks: readonly string[];
  readonly held: readonly string[];
}

export interface Delegation {
  /** Every written prefix, with what became of it. */
  readonly prefixes: readonly PlannedPrefix[];
  readonly byEni: ReadonlyMap<ElementId, Delegated>;
}

/** Everything about the line of one prefix that decides whether EC2 would take it. */
interface Line {
  readonly node: Node;
  readonly block: Cidr;
  readonly book: SubnetBook | undefined;
  readonly able: boolean;
}

/**
 * Delegates the prefixes that the author wrote (`eni 0 { prefix 10.0.1.16/28 }`) out of their subnets, after all single
 * addresses and before anything is assigned. A prefix that EC2 would refuse is not delegated, and says why.
 */
export function delegatePrefixes(draft: Draft): Delegation {
  const prefixes: PlannedPrefix[] = [];
  const byEni = new Map<ElementId, Delegated>();
  for (const { id } of draft.clusters) {
    const cluster = draft.topology.clusters.find((each) => each.id === id)!;
    const homes = new Map(cluster.pods.map((pod) => [pod.id, pod.node]));
    for (const node of inOrder(cluster.nodes)) {
      const seen = new Set<number>();
      for (const eni of [...node.enis].sort((a, b) => a.index - b.index)) {
        if (seen.has(eni.index)) continue;
        seen.add(eni.index);
        for (const each of prefixesOf(draft, cluster, node, eni, homes, byEni)) prefixes.push(each);
      }
    }
  }
  return { prefixes, byEni };
}

function* prefixesOf(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  eni: Eni,
  homes: ReadonlyMap<ElementId, ElementId | undefined>,
  byEni: Map<ElementId, Delegated>,
): Generator<PlannedPrefix> {
  const type = typeOfMachine(draft, cluster, machineOf(cluster, node));
  const able = type === undefined || delegatesPrefixes(type);
  const mode = cniModeOf(cluster);
  const unused = !mode.prefix
    ? 'single-addresses'
    : mode.customNetworking && eni.index === 0
      ? 'custom-networking'
      : undefined;
  const book = bookOf(draft, cluster, node, eni);
  for (const { id, key, values } of eni.settings) {
    if (key !== 'prefix') continue;
    for (const text of values) {
      const block = parseCidr(text)?.cidr;
      if (block && cidrFamily(block) === 6) continue;
      const known = { about: id, text, node: node.id, eni: eni.id, ...(book ? { subnet: book.subnet.id } : {}) };
      const refused = block ? refusalOf({ node, block, book, able }, homes) : ({ why: 'no-block' } as const);
      if (refused || !block || !book) {
        yield { ...known, ...(refused ? { refused } : {}) };
        continue;
      }
      const { block: shown, spare } = book.prefixAround(showIp(block.base), eni.id)!;
      const earlier = byEni.get(eni.id);
      byEni.set(eni.id, {
        blocks: [...(earlier?.blocks ?? []), shown],
        held: [...(earlier?.held ?? []), ...spare],
      });
      yield { ...known, block: shown, ...(unused ? { unused } : {}) };
    }
  }
}

/** The subnet of an interface, as nodes are planned: its own, its node's, or the one around its address. */
function bookOf(draft: Draft, cluster: Cluster, node: Node, eni: Eni): SubnetBook | undefined {
  const own = eni.subnet ?? node.subnet;
  if (own !== undefined) return draft.subnets.get(own);
  const first = node.enis.find((each) => each.index === 0);
  const wrote = written4(first?.addresses ?? []) ?? written4(node.addresses);
  return wrote === undefined ? undefined : bookFor(draft, cluster.vpc, wrote);
}

function refusalOf(
  { node, block, book, able }: Line,
  homes: ReadonlyMap<ElementId, ElementId | undefined>,
): Refusal | undefined {
  if (block.bits !== prefixBits) return { why: 'size' };
  if (!able) return { why: 'machine' };
  if (!book?.block) return undefined;
  if (!covers(book.block, block)) return { why: 'outside' };
  for (let i = 0; i < sizeOf(block); i++) {
    const address = showIp(plus(block.base, i));
    const reserved = book.reservedFor(address);
    if (reserved !== undefined) return { why: 'reserved', address, use: reserved };
    const owner = book.ownerOf(address);
    // a pod of this node that has one of the addresses has it of this prefix
    if (owner === undefined || (homes.has(owner) && [undefined, node.id].includes(homes.get(owner)))) continue;
    return { why: 'taken', address, by: owner };
  }
  return undefined;
}
