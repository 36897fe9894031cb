import type { Scene } from '@netk/engine';
import { type Block, block, chunked, columnsFor, leaf, type Strips } from './block.ts';
import { type Draft, draftsOf } from './draft.ts';

/** Pixels at scale 1 of a pod, and of what is around pods. */
const pod = { w: 84, h: 31 };
const inNode: Strips = { head: 22, pad: 8, gap: 6 };

/** The size of every node, and of every other machine, of a map: all nodes are alike, so that their fill can be compared. */
interface Sizes {
  readonly columns: number;
  readonly node: { readonly w: number; readonly h: number };
  readonly host: { readonly w: number; readonly h: number };
}

/** All blocks that are in no other, in lines, and the gap between them. */
export interface Plane {
  readonly lines: readonly (readonly Block[])[];
  readonly gap: number;
  readonly node: Sizes['node'];
  readonly pod: typeof pod;
}

/** The sizes and places of everything on the map. Pure; equal scenes give equal maps. */
export function planeOf(scene: Scene): Plane {
  const drafts = draftsOf(scene);
  const sizes = sizesOf(drafts);
  const vpcs = drafts.filter(({ kind }) => kind === 'vpc');
  const bare = vpcs.map((draft) => vpcBlock(draft, sizes, 0));
  const perLine = bare.length > 3 ? columnsFor(bare.length, largest(bare), 1.8) : Math.max(1, bare.length);
  const width = Math.max(0, ...chunked(bare, perLine).map((line) => line.reduce((sum, { w }) => sum + w, 0)));
  // what stands outside can be read where the whole map is in view
  const unit = Math.max(120, width / 6.5);
  const vpcsAt = (unit: number): readonly Block[] =>
    bare.map(({ draft, w }) => vpcBlock(draft, sizes, Math.min(unit, w * 0.45)));
  const around: Strips = { head: unit * 0.24, pad: unit * 0.12, gap: unit * 0.2 };
  const outside = drafts
    .filter(({ kind }) => kind !== 'vpc')
    .map((draft) => {
      const share = draft.kind === 'internet' ? 5 : 3;
      const hosts = draft.inside.map((each) => leaf(each, unit, unit * 0.3));
      return block(draft, 0, chunked(hosts, share), around, { w: unit, h: unit * 0.4 });
    });
  return {
    lines: [outside, ...chunked(vpcsAt(unit), perLine)].filter(({ length }) => length > 0),
    gap: unit * 0.14,
    node: sizes.node,
    pod,
  };
}

const largest = (blocks: readonly Block[]): { w: number; h: number } => ({
  w: Math.max(1, ...blocks.map(({ w }) => w)),
  h: Math.max(1, ...blocks.map(({ h }) => h)),
});

function sizesOf(drafts: readonly Draft[]): Sizes {
  const most = (list: readonly Draft[]): number =>
    list.reduce((max, draft) => Math.max(max, draft.kind === 'node' ? draft.inside.length : most(draft.inside)), 0);
  const pods = most(drafts);
  const columns = columnsFor(pods, { w: pod.w + inNode.gap, h: pod.h + inNode.gap }, 1.5);
  const lines = Math.ceil(pods / columns);
  const node = {
    w: Math.max(150, columns * (pod.w + inNode.gap) - inNode.gap + inNode.pad * 2),
    h: Math.max(76, inNode.head + inNode.gap / 2 + lines * (pod.h + inNode.gap) - inNode.gap + inNode.pad),
  };
  const host = { w: node.w, h: Math.min(node.h, Math.max(44, node.w * 0.4)) };
  return { columns, node: { ...node, h: Math.max(node.h, node.w * 0.55) }, host };
}

function nodeBlock(draft: Draft, { columns, node }: Sizes): Block {
  const pods = draft.inside.map((each) => leaf(each, pod.w, pod.h));
  return block(draft, 3, chunked(pods, columns), inNode, node);
}

function subnetBlock(draft: Draft, columns: number, sizes: Sizes, width: number): Block {
  const { w } = sizes.node;
  const nodes = draft.inside.filter(({ kind }) => kind === 'node').map((each) => nodeBlock(each, sizes));
  const others = draft.inside.filter(({ kind }) => kind !== 'node');
  const hosts = others.map((each) => leaf(each, sizes.host.w, sizes.host.h));
  const strips = { head: Math.max(24, w * 0.26), pad: w * 0.12, gap: w * 0.12 };
  const lines = [...chunked(hosts, columns), ...chunked(nodes, columns)];
  return block(draft, 2, lines, strips, { w: width, h: width * 0.25 });
}

/** `unit` is the width of a gateway on its border; 0: not known yet, and of no consequence for the width. */
function vpcBlock(draft: Draft, sizes: Sizes, unit: number): Block {
  const edges = draft.inside.filter(({ kind }) => kind === 'edge').map((each) => leaf(each, unit, unit * 0.3));
  const zones = draft.inside.filter(({ kind }) => kind === 'zone');
  const all = (zones.length > 0 ? zones : [draft]).map(({ inside }) => inside.filter(({ kind }) => kind === 'subnet'));
  const most = (isNode: boolean): number =>
    Math.max(0, ...all.flat().map(({ inside }) => inside.filter(({ kind }) => (kind === 'node') === isNode).length));
  const gap = sizes.node.w * 0.12;
  const cell = { w: sizes.node.w + gap, h: sizes.node.h + gap };
  const columns = Math.max(1, Math.min(3, most(false)), columnsFor(most(true), cell, zones.length > 2 ? 1 : 1.6));
  const lane = Math.max(0, ...all.flat().map((each) => subnetBlock(each, columns, sizes, 0).w));
  const width = Math.max(lane, sizes.node.w * 1.5);
  const subnets = all.map((list) => list.map((each) => subnetBlock(each, columns, sizes, width)));
  const strips: Strips = { head: width * 0.11, pad: width * 0.06, gap: width * 0.07 };
  const least = { w: width * 1.1, h: width * 0.5 };
  const edgeLines = edges.length > 0 ? chunked(edges, Math.max(2, zones.length * 2)) : [];
  if (zones.length === 0) {
    const list = subnets[0]!;
    return block(
      draft,
      1,
      [...edgeLines, ...chunked(list, columnsFor(list.length, largest(list), 1.6))],
      strips,
      least,
    );
  }
  const blocks = zoneBlocks(draft, zones, subnets, strips, least);
  const outer: Strips = { head: width * 0.12, pad: width * 0.07, gap: width * 0.11 };
  const perLine = zones.length > 4 ? columnsFor(zones.length, largest(blocks), 1.8) : zones.length;
  const { h } = largest(blocks);
  const alike = blocks.map((each) => ({ ...each, h }));
  return block(draft, 0, [...edgeLines, ...chunked(alike, perLine)], outer, least);
}

/** Subnets of one class stand beside each other over all zones; a zone alone has as many in a line as look well. */
function zoneBlocks(
  vpc: Draft,
  zones: readonly Draft[],
  subnets: readonly (readonly Block[])[],
  strips: Strips,
  least: { readonly w: number; readonly h: number },
): readonly Block[] {
  const [first] = subnets;
  if (zones.length === 1 && first)
    return [block(zones[0]!, 1, chunked(first, columnsFor(first.length, largest(first), 1.6)), strips, least)];
  const rows = vpc.rows ?? [];
  const inRow = (list: readonly Block[], row: string): readonly Block[] =>
    list.filter(({ draft }) => draft.row === row);
  const heights = rows.map((row) => Math.max(0, ...inRow(subnets.flat(), row).map(({ h }) => h)));
  return zones.map((zone, at) => {
    const lines = rows.map((row, i) => inRow(subnets[at]!, row).map((each) => ({ ...each, h: heights[i]! })));
    return block(zone, 1, lines, strips, least, heights);
  });
}
