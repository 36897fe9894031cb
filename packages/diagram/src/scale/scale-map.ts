import type { Level } from '../geometry.ts';

export const scaleKinds = [
  'internet',
  'lan',
  'vpc',
  'zone',
  'subnet',
  'node',
  'host',
  'balancer',
  'edge',
  'pod',
] as const;
export type ScaleKind = (typeof scaleKinds)[number];

/** The levels of the map, from the one that shows least. */
export const scaleLevels: readonly Level[] = ['zone', 'subnet', 'node', 'pod'];

/**
 * A rectangle of the map. Lengths are pixels at scale 1, from the map's upper left corner. Cells stand in one list, each
 * before all that is in it: those in the cell at `at` are `at + 1` to `end - 1`.
 */
export interface ScaleCell {
  readonly id: string;
  readonly kind: ScaleKind;
  readonly label: string;
  /** Its addresses, or what machine it is. */
  readonly sub: string;
  /** The element of the source that it stands for. */
  readonly element?: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly at: number;
  readonly end: number;
  /** The place of the cell that it is in; -1: none. */
  readonly parent: number;
  /** The level, by its place in `scaleLevels`, from which on what is in it is shown; undefined: nothing is in it. */
  readonly opens?: number;
  /** Pods and nodes in it, itself included, and how many of these nodes take no more pods. */
  readonly pods: number;
  readonly nodes: number;
  readonly fullNodes: number;
  /** Addresses of a subnet, else pods: how many are taken, of how many; without `max`: nobody knows. */
  readonly used?: number;
  readonly max?: number;
  /** From the upper edge to the middle of the gutter above, which no cell is in. */
  readonly gutter: number;
  /** From the left edge to where ways enter; the riser of what is in it stands there, too. */
  readonly door: number;
}

/** Everything of a scene on one plane, which looks the same at each level but for how deep it is shown. */
export interface ScaleMap {
  readonly cells: readonly ScaleCell[];
  readonly byId: ReadonlyMap<string, ScaleCell>;
  readonly width: number;
  readonly height: number;
  /** The scales from which on the cells of each level, in the order of `scaleLevels`, can be read. */
  readonly enough: readonly number[];
  /** Levels at which something is shown that is not shown at the one before. */
  readonly levels: readonly Level[];
}

/** Whether a cell shows what is in it. */
export const isOpen = ({ opens }: ScaleCell, level: Level): boolean =>
  opens !== undefined && scaleLevels.indexOf(level) >= opens;
