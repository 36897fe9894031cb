import type { Scene } from '@netk/engine';
import type { ScaleCell, ScaleMap } from './scale-map.ts';

/** What a search found. */
export interface Found {
  /** Places in the map of the cells that fit, in their order. */
  readonly hits: readonly number[];
  /** How many of them are in the cell at each place, itself included. */
  readonly inside: Int32Array;
  /** How many are pods, and on how many nodes these are. */
  readonly pods: number;
  readonly nodes: number;
}

/**
 * The cells whose name or address has a text, in any case, and the pods of the Services whose name or address has it; undefined for
 * an empty text. Only innermost cells and nodes are found, so that each is counted once.
 */
export function seek(map: ScaleMap, scene: Scene, text: string): Found | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  const has = (...words: readonly string[]): boolean => words.some((word) => word.toLowerCase().includes(wanted));
  const served = new Set<string>();
  for (const { services } of scene.vpcs)
    for (const { label, sub, others, endpoints } of services)
      if (has(label, sub, ...others.flatMap((other) => [other.label, other.sub])))
        for (const { pod } of endpoints) served.add(pod);
  const fits = (cell: ScaleCell): boolean =>
    (cell.end === cell.at + 1 || cell.kind === 'node') && (has(cell.label, cell.sub) || served.has(cell.id));
  const hits = map.cells.filter(fits);
  const inside = new Int32Array(map.cells.length);
  const nodes = new Set<number>();
  for (const hit of hits) {
    if (hit.kind === 'pod') nodes.add(hit.parent);
    for (let at = hit.at; at >= 0; at = map.cells[at]!.parent) inside[at]! += 1;
  }
  const pods = hits.filter(({ kind }) => kind === 'pod').length;
  return { hits: hits.map(({ at }) => at), inside, pods, nodes: nodes.size };
}

/** `9 pods on 5 nodes, 2 others`. */
export function foundText({ hits, pods, nodes }: Found): string {
  const others = hits.length - pods;
  const said = [
    ...(pods > 0 ? [`${counted(pods, 'pod')} on ${counted(nodes, 'node')}`] : []),
    ...(others > 0 ? [pods > 0 ? counted(others, 'other') : counted(others, 'match', 'matches')] : []),
  ];
  return said.join(', ') || 'nothing';
}

/** `1 node`, `1,044 pods`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** `1,044`: equal in every locale, as all words of the panel are. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
