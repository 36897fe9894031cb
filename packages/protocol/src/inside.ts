import type { Inside } from '@netk/engine';
import { request } from './channel.ts';

/** Which inside is meant: of a machine, as a branch of a walk meets it. */
export interface InsidePlace {
  readonly uri: string;
  readonly walk: string;
  /** The place of the branch in the trace, in the order of `routes`, then `others`. */
  readonly branch: number;
  readonly node: string;
}

/** The inside of a machine; without one it has none that netk knows, or the branch does not come to it. */
export interface InsideAnswer extends InsidePlace {
  readonly version: number;
  readonly inside?: Inside;
}

export const insideRequest = request<InsidePlace, InsideAnswer>('netk/inside');
