import { type Branch, pickedText, type Scene, type Trace, wayCount } from '@netk/engine';
import type { Stands } from '@netk/protocol';
import { branchesOf } from './branches.ts';
import { choiceCount } from './choices.ts';

/** One line of the branch tree: a branch, or several that ended the same way. */
export interface Leaf {
  /** The branch that it opens. */
  readonly branch: number;
  /** All branches that it stands for. */
  readonly members: readonly number[];
  readonly label: string;
  readonly verdict: Branch['verdict'];
  readonly probability: number;
  readonly count: number;
  /** One word that tells it from its siblings: direct, reply via router, cross-zone, same node. */
  readonly shape: string;
  readonly pinned: boolean;
}

export interface Tree {
  /** What was picked: the Service's name. */
  readonly of: string;
  readonly at: string;
  readonly leaves: readonly Leaf[];
  /** The leaves are groups of ways that went alike: their number, and that of the choices which lead to them. */
  readonly ways?: { readonly count: number; readonly choices: number };
}

const most = 5;

/**
 * The tree of random choices; undefined where nothing was left to chance. Drops come first. More than five leaves, and those of
 * several choices, are grouped: what can happen comes before which draw leads to it.
 */
export function treeOf(trace: Trace, scene: Scene, stands?: readonly Stands[]): Tree | undefined {
  const zones = zonesOf(scene);
  const branches = branchesOf(trace);
  const choice = branches.flatMap((branch) => branch.choices)[0];
  if (!choice || (branches.length < 2 && !choice.pinned)) return undefined;
  const leaves = branches.map((branch, index): Leaf => {
    return {
      branch: index,
      members: [index],
      label: branch.choices.map(pickedText).join(', ') || branch.forward.at(-1)?.device || 'other',
      verdict: branch.verdict,
      probability: stands?.[index]?.probability ?? branch.probability,
      count: stands?.[index]?.branches ?? wayCount(branch),
      shape: shapeOf(branch, zones),
      pinned: branch.choices.some((each) => each.pinned),
    };
  });
  const several = choiceCount(trace);
  const isGrouped = leaves.length > most || several > 1 || stands !== undefined;
  const shown = isGrouped ? grouped(leaves) : leaves;
  const rank = (leaf: Leaf): number => (leaf.verdict === 'not-delivered' ? 0 : 1);
  return {
    ...{ of: choice.of, at: choice.at, leaves: [...shown].sort((a, b) => rank(a) - rank(b)) },
    ...(isGrouped ? { ways: { count: countOf(leaves), choices: several } } : {}),
  };
}

function grouped(leaves: readonly Leaf[]): readonly Leaf[] {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const key = `${leaf.verdict}\n${leaf.shape}`;
    groups.set(key, [...(groups.get(key) ?? []), leaf]);
  }
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    // a group is pinned where all of it is
    pinned: group.every(({ pinned }) => pinned),
    probability: group.reduce((sum, leaf) => sum + leaf.probability, 0),
    count: countOf(group),
    members: group.flatMap(({ members }) => members),
  }));
}

const countOf = (group: readonly Leaf[]): number => group.reduce((sum, leaf) => sum + leaf.count, 0);

/** One distinguishing word for a way. */
export function shapeOf(branch: Branch, zones: Zones): string {
  if (crossesZone(branch, zones)) return 'cross-zone';
  if (branch.forward.some(({ kind }) => kind === 'balancer')) return 'same zone';
  const nodes = new Set(branch.forward.filter((hop) => hop.kind === 'node').map((hop) => hop.id));
  const routers = (way: Branch['forward']): number => way.filter((hop) => hop.kind === 'router').length;
  if (branch.reply.length > 0 && routers(branch.reply) > routers(branch.forward)) return 'reply via router';
  if (nodes.size === 1 && branch.forward.at(-1)?.kind === 'pod') return 'same node';
  return 'direct';
}

/** Subnet names with their zones. */
export type Zones = ReadonlyMap<string, string>;

export const zonesOf = (scene: Scene): Zones =>
  new Map(scene.vpcs.flatMap((vpc) => vpc.subnets.map((subnet) => [subnet.label, subnet.zone])));

/** Whether a router took the packet to another zone behind a node or a load balancer that had already seen it. */
export function crossesZone(branch: Branch, zones: Zones): boolean {
  return branch.forward.some((hop, i) => {
    if (hop.kind !== 'router') return false;
    const before = branch.forward.slice(0, i).some(({ kind }) => kind === 'node' || kind === 'balancer');
    const [into] = hop.steps.filter((step) => step.kind === 'receive');
    const out = hop.steps.findLast((step) => step.kind === 'send');
    const after = branch.forward[i + 1]?.kind === 'node';
    const [from, to] = [zones.get(into?.interface ?? ''), zones.get(out?.interface ?? '')];
    return before && after && from !== undefined && to !== undefined && from !== to;
  });
}
