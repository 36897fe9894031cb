import type { Arrow, Line, Note, Part } from './chart.ts';

/** A line of text around a place: the middle of its base line. */
export interface PlacedLine extends Line {
  readonly x: number;
  readonly y: number;
}

interface At {
  readonly x: number;
  readonly y: number;
}

export interface PlacedArrow {
  readonly kind: 'arrow';
  readonly row: Arrow;
  /** Where it begins and ends; equal where a device sends to itself. */
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
  readonly badge: At;
  readonly lines: readonly PlacedLine[];
}

export interface PlacedNote {
  readonly kind: 'note';
  readonly row: Note;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly badge?: At;
  readonly lines: readonly PlacedLine[];
}

export type PlacedRow = PlacedArrow | PlacedNote;

/** The head of a lane; x is its middle. */
export interface LaneHead {
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly label: string;
  readonly sub: string;
  /** The whole name, and the members of a run. */
  readonly title: string;
}

/** A part of the sequence. Everything in its body is relative to the body's upper edge. */
export interface PlacedPart {
  readonly part: Part;
  readonly open: boolean;
  /** The upper edge of its head. */
  readonly y: number;
  /** Height of its head; 0: it has none. */
  readonly head: number;
  /** Height of the rule above it that the answers begin with; 0: they do not begin here. */
  readonly turn: number;
  readonly body: number;
  readonly heads: readonly LaneHead[];
  readonly lifelines: readonly number[];
  /** Where a device has the packet: bars on the lanes. */
  readonly bars: readonly (At & { readonly h: number })[];
  readonly rows: readonly PlacedRow[];
}

/** A connection, from where it opens to where its answer has come. */
export interface Bracket extends At {
  readonly sign: string;
  readonly h: number;
}

export interface SequenceGeometry {
  readonly width: number;
  readonly height: number;
  /** The room at the left for brackets. */
  readonly gutter: number;
  /** Each part has the heads of its own lanes, because all do not fit beside each other. */
  readonly narrow: boolean;
  readonly heads: readonly LaneHead[];
  /** The line of the questions about names, and the height of one of them where they are open. */
  readonly lookups: { readonly y: number; readonly h: number; readonly row: number } | undefined;
  readonly parts: readonly PlacedPart[];
  readonly brackets: readonly Bracket[];
}
