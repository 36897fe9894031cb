import { showCidr } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import type { Draft } from './draft.ts';
import type { DraftEni, DraftNode } from './draft-node.ts';
import { cardOf, isPrimary } from './network-cards.ts';
import { addEni } from './node-interfaces.ts';
import type { Problem } from './plan.ts';
import { podInterfaces } from './pod-interfaces.ts';
import { isPrefixed } from './prefix-of.ts';

/** What a pod wants of its node. */
interface Wanting {
  readonly id: ElementId;
  readonly eni?: number;
  readonly written?: string;
  /** The network card whose interfaces it may have an address of; undefined: the default one. */
  readonly card?: number;
}

export interface Nothing {
  readonly code: 'NK037' | 'NK038';
  /** The rest of the sentence that says so. */
  readonly problem: string;
  readonly related: Problem['related'][number];
  readonly eni?: number;
}

/**
 * An ENI and an address for a pod, as the VPC CNI's address manager gives them: the lowest ENI with room, then the lowest
 * free address of its subnet, or of its prefixes.
 */
export function addressFor(
  draft: Draft,
  cluster: Cluster,
  pod: Wanting,
  node: DraftNode,
): { readonly eni: DraftEni; readonly address: string } | Nothing {
  const mode = cniModeOf(cluster);
  const slots = (node.limits?.addressesPerEni ?? Number.POSITIVE_INFINITY) - 1;
  const { card = 0 } = pod;
  const enis = node.enis.filter((each) => cardOf(each) === card && !(mode.customNetworking && isPrimary(each)));
  const own = pod.written === undefined ? undefined : prefixed(node, pod.written);
  if (own && pod.written !== undefined) return { eni: own, address: pod.written };
  if (pod.written !== undefined) return written(draft, pod, pod.written, node, enis, slots);
  if (node.prefixDelegation) return fromPrefix(draft, cluster, pod, node, enis, slots);
  const eni =
    pod.eni === undefined
      ? (enis.find((each) => singles(each) < slots) ?? addEni(draft, node, cluster, card))
      : pinned(node, pod);
  if (!eni) return full(draft, cluster, node, card);
  const address = draft.subnets.get(eni.subnet)?.next(pod.id);
  return address === undefined ? usedUp(draft, eni) : { eni, address };
}

function written(
  draft: Draft,
  pod: Wanting,
  address: string,
  node: DraftNode,
  enis: readonly DraftEni[],
  slots: number,
): { readonly eni: DraftEni; readonly address: string } | Nothing {
  const has = (each: DraftEni): boolean => draft.subnets.get(each.subnet)?.has(address) ?? false;
  const room = (each: DraftEni): boolean =>
    (node.prefixDelegation ? (each.prefixes?.length ?? 0) : singles(each)) < slots;
  const fitting = enis.filter(has);
  const eni = pod.eni === undefined ? (fitting.find(room) ?? fitting[0] ?? enis[0] ?? node.enis[0]) : pinned(node, pod);
  if (!eni) return noInterface(node, `: node ${node.name} has no eni ${pod.eni ?? 0}`);
  if (node.prefixDelegation) {
    const prefix = draft.subnets.get(eni.subnet)?.prefixAround(address, eni.id);
    if (prefix && !eni.prefixes?.includes(prefix.block)) grow(eni, prefix);
  }
  return { eni, address };
}

function fromPrefix(
  draft: Draft,
  cluster: Cluster,
  pod: Wanting,
  node: DraftNode,
  all: readonly DraftEni[],
  slots: number,
): { readonly eni: DraftEni; readonly address: string } | Nothing {
  const { card = 0 } = pod;
  const enis = pod.eni === undefined ? all : [pinned(node, pod)].filter((each) => each !== undefined);
  const holding = enis.find((each) => (each.held?.length ?? 0) > 0);
  if (holding) return { eni: holding, address: holding.held!.shift()! };
  const spare = enis.find((each) => (each.spare?.length ?? 0) > 0);
  const eni =
    spare ??
    enis.find((each) => (each.prefixes?.length ?? 0) < slots) ??
    (pod.eni === undefined ? addEni(draft, node, cluster, card) : undefined);
  if (!eni) return full(draft, cluster, node, card);
  if (!spare) {
    const prefix = draft.subnets.get(eni.subnet)?.nextPrefix(eni.id);
    if (!prefix) return fragmented(draft, eni);
    grow(eni, prefix);
  }
  return { eni, address: eni.spare!.shift()! };
}

/** The interface of the default network card that a pod names. */
const pinned = (node: DraftNode, pod: Wanting): DraftEni | undefined =>
  node.enis.find((each) => each.index === pod.eni && cardOf(each) === 0);

/** The interface with the written prefix that an address is in: the VPC delivers it there. */
const prefixed = ({ enis }: DraftNode, address: string): DraftEni | undefined =>
  enis.find((eni) => isPrefixed(eni, address));

/** Slots of an interface that are taken where it has single addresses: by those, and by its prefixes. */
const singles = (eni: DraftEni): number =>
  eni.prefixes
    ? eni.prefixes.length + eni.secondaries.filter((each) => !isPrefixed(eni, each)).length
    : eni.secondaries.length;

function grow(eni: DraftEni, prefix: { readonly block: string; readonly spare: readonly string[] }): void {
  eni.prefixes = [...(eni.prefixes ?? []), prefix.block];
  eni.spare = [...(eni.spare ?? []), ...prefix.spare];
}

const noInterface = (node: DraftNode, problem: string): Nothing => ({
  code: 'NK037',
  problem,
  related: { about: node.group ?? node.id, message: `node ${node.name}` },
});

/** Why no interface takes one more address: no ENIConfig, no room in the subnet for one more interface, or all full. */
function full(draft: Draft, cluster: Cluster, node: DraftNode, card: number): Nothing {
  const { customNetworking, maxEni } = cniModeOf(cluster);
  const prefix = node.prefixDelegation;
  const own = podInterfaces(cluster, node);
  if (!own && customNetworking && node.enis.length > 0)
    return noInterface(
      node,
      `: custom networking is on, and no eniconfig with a subnet is named for node ${node.name}`,
    );
  const { limits, machine, name } = node;
  if (!limits) return noInterface(node, ` on ${name} (${machine}: its limits are not known)`);
  const most = Math.min(limits.enis, maxEni ?? limits.enis);
  const book = own ? draft.subnets.get(own.subnet) : undefined;
  const there = node.enis.filter((each) => cardOf(each) === card).length;
  const isShort = card > 0 ? there === 0 : customNetworking && there < most;
  if (own && isShort && book?.room.free === 0) return usedUp(draft, own);
  const carrying = most - (customNetworking && card === 0 ? 1 : 0);
  const per = limits.addressesPerEni - 1;
  const sum = `${carrying} ENIs × ${per}${prefix ? ' × 16' : ''} = ${carrying * per * (prefix ? 16 : 1)} pod addresses`;
  return noInterface(node, ` on ${card === 0 ? name : `network card ${card} of ${name}`} (${machine}: ${sum})`);
}

function usedUp(draft: Draft, eni: { readonly subnet: ElementId; readonly index?: number }): Nothing {
  const { subnet, room } = draft.subnets.get(eni.subnet)!;
  return {
    code: 'NK037',
    problem: `: subnet ${subnet.name} has ${room.usable} usable addresses and all are taken`,
    related: { about: subnet.id, message: `subnet ${subnet.name}` },
    ...(eni.index === undefined ? {} : { eni: eni.index }),
  };
}

function fragmented(draft: Draft, eni: DraftEni): Nothing {
  const { subnet, block, room } = draft.subnets.get(eni.subnet)!;
  return {
    code: 'NK038',
    problem: `: subnet ${subnet.name} has ${room.free} free addresses, but no whole aligned /28 among them (InsufficientCidrBlocks)`,
    related: { about: subnet.id, message: `subnet ${subnet.name} ${block ? showCidr(block) : ''}`.trim() },
    eni: eni.index,
  };
}
