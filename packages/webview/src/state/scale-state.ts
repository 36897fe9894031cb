import type { Level } from '@netk/diagram';

/** Where one is on the map, and what is looked for. */
export interface ScaleState {
  /** Undefined: the deepest level that can be read where all of the map is in view. */
  readonly level: Level | undefined;
  /** The id of the cell that is looked into; undefined: the whole map. */
  readonly at: string | undefined;
  readonly text: string;
}
