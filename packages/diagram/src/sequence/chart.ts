import type { Direction, Lookup, LookupsLine } from '@netk/engine';

/** A piece of a line of text. `changed` is what a device rewrote. */
export interface Span {
  readonly text: string;
  readonly look?: 'changed' | 'dim' | 'bold';
}

/** A line of text, in the font of addresses and rules or in that of words. */
export interface Line {
  readonly spans: readonly Span[];
  readonly mono?: true;
  /** The hop that the line is about, where a box speaks of several. */
  readonly hop?: number;
}

/** A device, or a run of devices that stand in one column because none of them changed much. */
export interface Lane {
  readonly key: string;
  /** `nA`, `3 routers`. */
  readonly label: string;
  /** `192.168.1.51`, `node`, `1 × NAT`. */
  readonly sub: string;
  /** The names of the devices of a run, in their order; empty: one device. */
  readonly members: readonly string[];
  /** The runs of which it is, folded or unfolded, by their keys; empty: the device has a lane of its own in any case. */
  readonly runs: readonly string[];
}

/** Devices between two machines that fold into one lane, and unfold into one each. */
export interface Run {
  /** Of the two machines, so that it stays the same from branch to branch, and over most edits. */
  readonly key: string;
  /** `3 routers`. */
  readonly label: string;
  /** The names of its devices, in their order. */
  readonly members: readonly string[];
  readonly isOpen: boolean;
}

/** No run is unfolded. */
export const allFolded: ReadonlySet<string> = new Set();

/** Where steps stand: the first and the last of them, by their index in the timeline of the branch. */
export interface Steps {
  readonly from: number;
  readonly to: number;
}

/** A packet on its way from one lane to another, as it was sent. */
export interface Arrow extends Steps {
  readonly kind: 'arrow';
  readonly lane: number;
  readonly toLane: number;
  readonly direction: Direction;
  readonly hop: number;
  /** `7`, `R3`. */
  readonly number: string;
  /** The connection ends where the arrow ends: no arrow head. */
  readonly ends: boolean;
  readonly above: readonly Line[];
  readonly below: readonly Line[];
  /** All of it as one sentence; what stands in the picture stands in it in the same order. */
  readonly words: string;
}

export const boxLooks = ['nat', 'track', 'relay', 'policy', 'tunnel', 'set', 'rule', 'end', 'drop', 'run'] as const;
export type BoxLook = (typeof boxLooks)[number];

/** What a device did, on its lane. */
export interface Note extends Steps {
  readonly kind: 'note';
  readonly lane: number;
  readonly direction: Direction;
  readonly hop: number;
  readonly look: BoxLook;
  /** The number of a hop from which no arrow goes on. */
  readonly number?: string;
  readonly lines: readonly Line[];
  readonly words: string;
}

export type Row = Arrow | Note;

/** One connection in one direction, or a question about a name that is all there is. */
export interface Part extends Steps {
  readonly key: string;
  readonly direction: Direction;
  /** `A`, `?`; undefined: the walk has one connection, and no heads. */
  readonly sign: string | undefined;
  /** How deep it stands among the connections, from 0; undefined: it is in none, and none is in it. */
  readonly depth: number | undefined;
  /** `edge → app1:8080`. */
  readonly title: string;
  /** `tcp, GET shop.example.com/`. */
  readonly what: string;
  /** The first packet: `10.0.0.23:54321 → 203.0.113.1:443`. */
  readonly flow: string;
  /** Of an answer that takes the way back step by step and rewrites nothing: a phrase that stands for it. */
  readonly mirror: string | undefined;
  readonly rows: readonly Row[];
}

/** The way of a packet as lanes and rows, before anything has a place. */
export interface Chart {
  readonly lanes: readonly Lane[];
  /** What can be folded, in the order in which the packet comes to it. */
  readonly runs: readonly Run[];
  readonly lookups: { readonly line: LookupsLine; readonly all: readonly Lookup[] } | undefined;
  readonly parts: readonly Part[];
}

/** What is shown besides the packets: translations with what is tracked, frames and TTL, every rule. */
export interface Switches {
  readonly nat: boolean;
  readonly frames: boolean;
  readonly rules: boolean;
}

export const usualSwitches: Switches = { nat: true, frames: true, rules: false };

/** The text of a line. */
export const textOf = ({ spans }: Pick<Line, 'spans'>): string => spans.map(({ text }) => text).join('');
