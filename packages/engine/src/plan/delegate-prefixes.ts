import { type Cidr, cidrFamily, covers, parseCidr, plus, showCidr, showIp, sizeOf } from '../base/addr/index.ts';
import type { Cluster, Eni, Node } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import { delegatesPrefixes } from './capacity/max-pods.ts';
import { type Draft, inOrder } from './draft.ts';
import { machineOf, typeOfMachine } from './machine-of.ts';
import { cardOf, isPrimary } from './network-cards.ts';
import type { PlannedPrefix, Refusal } from './plan.ts';
import { prefixBits, prefixBits6, type SubnetBook } from './subnet-book.ts';
import { bookFor, written4 } from './take-addresses.ts';

/** What the author delegated to one interface: the blocks, and their addresses that nobody wrote. */
export interface Delegated {
  readonly blocks: readonly string[];
  readonly held: readonly string[];
  /** Those of IPv6. */
  readonly blocks6: readonly string[];
}

/** The same while it is put together. */
interface Growing extends Delegated {
  readonly blocks: string[];
  readonly held: string[];
  readonly blocks6: string[];
}

export interface Delegation {
  /** Every written prefix, with what became of it. */
  readonly prefixes: readonly PlannedPrefix[];
  readonly byEni: ReadonlyMap<ElementId, Delegated>;
}

/**
 * Delegates the prefixes that the author wrote (`eni 0 { prefix 10.0.1.16/28 }`) out of their subnets, after all single
 * addresses and before anything is assigned. A prefix that EC2 would refuse is not delegated, and says why.
 */
export function delegatePrefixes(draft: Draft): Delegation {
  const prefixes: PlannedPrefix[] = [];
  const byEni = new Map<ElementId, Growing>();
  for (const { id, cni } of draft.clusters) {
    const cluster = draft.topology.clusters.find((each) => each.id === id)!;
    // nobody looks up the homes of pods where no prefix is written
    if (!cluster.nodes.some((node) => node.enis.some((eni) => eni.settings.some(isPrefix)))) continue;
    const homes = new Map(cluster.pods.map((pod) => [pod.id, pod.node]));
    const unused = cni === 'vpc-cni' ? unusedBy(cluster) : () => undefined;
    for (const node of inOrder(cluster.nodes)) {
      const able = isAble(draft, cluster, node);
      for (const eni of enisOf(node)) {
        const place = { node, eni, able, homes, book: bookOf(draft, cluster, node, eni) };
        const found = eni.settings.filter(isPrefix).flatMap(({ id: about, values }) =>
          values.flatMap((text, at) => {
            const known = { about, at, text, node: node.id, eni: eni.id };
            return delegate(known, place, unused(eni), byEni);
          }),
        );
        for (const each of found) prefixes.push(each);
      }
    }
  }
  return { prefixes, byEni };
}

const isPrefix = ({ key }: Eni['settings'][number]): boolean => key === 'prefix';

/** The interfaces of a node that are planned: of two with one number the first. */
function enisOf({ enis }: Node): readonly Eni[] {
  const byPlace = new Map<string, Eni>();
  for (const eni of enis) {
    const place = `${cardOf(eni)} ${eni.index}`;
    if (!byPlace.has(place)) byPlace.set(place, eni);
  }
  return [...byPlace.values()].sort((a, b) => cardOf(a) - cardOf(b) || a.index - b.index);
}

/** EC2 delegates prefixes to what it knows as a Nitro machine; a type that netk does not know may be one. */
function isAble(draft: Draft, cluster: Cluster, node: Node): boolean {
  const type = typeOfMachine(draft, cluster, machineOf(draft, cluster, node));
  return type === undefined || delegatesPrefixes(type);
}

/** Why the VPC CNI of a cluster gives pods no addresses of the prefixes of an interface. */
function unusedBy(cluster: Cluster): (eni: Eni) => PlannedPrefix['unused'] {
  const { prefix, customNetworking } = cniModeOf(cluster);
  if (!prefix) return () => 'single-addresses';
  return (eni) => (customNetworking && isPrimary(eni) ? 'custom-networking' : undefined);
}

/** Where a prefix is written, and what decides there whether EC2 would take it. */
interface Place {
  readonly node: Node;
  readonly eni: Eni;
  readonly able: boolean;
  /** The nodes of the cluster's pods, as far as they are written. */
  readonly homes: ReadonlyMap<ElementId, ElementId | undefined>;
  readonly book: SubnetBook | undefined;
}

/** What becomes of one prefix. */
function delegate(
  known: Pick<PlannedPrefix, 'about' | 'at' | 'text' | 'node' | 'eni'>,
  place: Place,
  unused: PlannedPrefix['unused'],
  byEni: Map<ElementId, Growing>,
): PlannedPrefix {
  const { book } = place;
  const of = { ...known, ...(book ? { subnet: book.subnet.id } : {}) };
  const block = parseCidr(known.text)?.cidr;
  if (!block) return { ...of, refused: { why: 'no-block' } };
  if (cidrFamily(block) === 6) return delegate6(of, block, place, byEni);
  const refused = refusalOf(block, place);
  if (refused) return { ...of, refused };
  const prefix = book?.prefixAround(showIp(block.base), known.eni);
  if (!prefix) return of;
  const growing = byEni.get(known.eni) ?? { blocks: [], held: [], blocks6: [] };
  growing.blocks.push(prefix.block);
  growing.held.push(...prefix.spare);
  byEni.set(known.eni, growing);
  return { ...of, block: prefix.block, ...(unused ? { unused } : {}) };
}

/** What becomes of one prefix of IPv6, of which nobody counts the addresses. */
function delegate6(
  of: Pick<PlannedPrefix, 'about' | 'at' | 'text' | 'node' | 'eni' | 'subnet'>,
  block: Cidr,
  { able, book }: Place,
  byEni: Map<ElementId, Growing>,
): PlannedPrefix {
  if (block.bits !== prefixBits6) return { ...of, refused: { why: 'size' } };
  if (!able) return { ...of, refused: { why: 'machine' } };
  if (!book) return of;
  if (!book.block6 || !covers(book.block6, block)) return { ...of, refused: { why: 'outside' } };
  book.takePrefix6(block);
  const growing = byEni.get(of.eni) ?? { blocks: [], held: [], blocks6: [] };
  growing.blocks6.push(showCidr(block));
  byEni.set(of.eni, growing);
  return { ...of, block: showCidr(block) };
}

/** The subnet of an interface, as nodes are planned: its own, its node's, or the one around its address. */
function bookOf(draft: Draft, cluster: Cluster, node: Node, eni: Eni): SubnetBook | undefined {
  const own = eni.subnet ?? node.subnet;
  if (own !== undefined) return draft.subnets.get(own);
  const first = node.enis.find(isPrimary);
  const wrote = written4(first?.addresses ?? []) ?? written4(node.addresses);
  return wrote === undefined ? undefined : bookFor(draft, cluster.vpc, wrote);
}

function refusalOf(block: Cidr, { node, able, homes, book }: Place): Refusal | undefined {
  if (block.bits !== prefixBits) return { why: 'size' };
  if (!able) return { why: 'machine' };
  if (!book?.block) return undefined;
  if (!covers(book.block, block)) return { why: 'outside' };
  for (let i = 0; i < sizeOf(block); i++) {
    const address = showIp(plus(block.base, i));
    const use = book.reservedFor(address);
    if (use !== undefined) return { why: 'reserved', address, use };
    const by = book.ownerOf(address);
    // a pod of this node that has one of the addresses has it of this prefix
    const isOwn = by !== undefined && homes.has(by) && [undefined, node.id].includes(homes.get(by));
    if (by !== undefined && !isOwn) return { why: 'taken', address, by };
  }
  return undefined;
}
