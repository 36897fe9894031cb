import type { Cidr } from '../../../base/addr/index.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Software } from './decide.ts';

/** What a neighbour is to a system. */
export type Relation = 'provider' | 'customer' | 'peer';

/** One end of a session between two systems. */
export interface Session {
  /** The other end. */
  readonly to: string;
  /** What the other end is to this one. */
  readonly relation: Relation;
  /** The preference of what is learned here; 100 where none is written, as FRR and BIRD have it. */
  readonly localPreference: number;
}

/** A block that a system announces as its own. */
export interface Announced {
  readonly block: Cidr;
  readonly med: number;
  /** How often its own number stands in the path beyond the once that all do. */
  readonly prepend: number;
  /** The line that says so. */
  readonly source?: ElementId;
}

/** An autonomous system as one BGP router. Its sessions stand in the order in which their routes arrive. */
export interface Speaker {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly routerId?: number;
  readonly software: Software;
  readonly announces: readonly Announced[];
  readonly sessions: readonly Session[];
}
