import type { Ip } from '../base/addr/index.ts';
import type { Footprint } from './footprint.ts';

/** Where an alternative of a choice leads. */
export interface Lead {
  readonly address: Ip;
  /** What is looked at on this alternative alone, beside the machine that it leads to. */
  readonly own: unknown;
  /** Names in `own` that mean nothing but this alternative. */
  readonly names: readonly string[];
  /** What all have in common of which somebody says that what leads to them from outside of their nodes is made alike. */
  readonly alike?: string;
  /** The chain of rules that only this alternative jumps to: its table and name. */
  readonly chain?: string;
}

/** Places of alternatives, told apart. */
export type Parts = readonly (readonly [number, ...number[]])[];

/** Where a walk stands when it chooses. */
export interface Moment {
  /** Devices that it has passed: they are somebody in particular. */
  readonly met: ReadonlySet<string>;
  /** It has chosen between alternatives with leads before. */
  readonly again: boolean;
  /** Places of alternatives that are to stay alone. */
  readonly alone: readonly number[] | undefined;
}

/** Tells alternatives of choices apart, where there are more ways than are walked one by one. */
export interface Kinds {
  /** Places of alternatives with which a walk goes on alike, in order of their first. */
  parts(leads: readonly Lead[], moment: Moment): Parts;
  /** What one run looked at, and what it chose. */
  looked(footprint: Footprint, chosen: readonly Lead[]): void;
}
