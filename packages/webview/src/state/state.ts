import { type Switches, usualSwitches } from '@netk/diagram';
import type { Branch, HopPlace, Moment, TargetHealth, Trace } from '@netk/engine';
import { timelineOf } from '@netk/engine';
import type { InsideAnswer, Mends, PanelPlace, Picture, Range, Stands, ToWebview, WalkMark } from '@netk/protocol';
import type { Against } from './against.ts';
import { branchesOf } from './branches.ts';
import { cutBranch, type Prediction } from './prediction.ts';
import type { ScaleState } from './scale-state.ts';

export const speeds = [0.5, 1, 2, 4] as const;
export type Speed = (typeof speeds)[number];

/** The ways in which a walk is shown, in the order of the key that changes them. */
export const views = ['topology', 'sequence', 'node', 'scale'] as const;
export type View = (typeof views)[number];

/** What lies over the panel: the list of walks, the table of keys, the box in which one asks. */
export type Overlay = 'walks' | 'keys' | 'ask' | 'more' | 'take';

/**
 * What is wrong: `broken` is a text that cannot be read, and the picture is older than it; `wrong` is a fact of the picture
 * that is missing or impossible; `failed` is a server that does not answer.
 */
export interface Trouble {
  readonly kind: 'broken' | 'wrong' | 'failed';
  readonly message: string;
  readonly range?: Range;
}

/** What would mend one place, and the version of the text that it belongs to. */
export interface Fixes {
  readonly version: number;
  readonly range: Range;
  readonly titles: readonly string[];
}

/** Whether what is shown is older than the text. */
export const isStale = ({ trouble }: State): boolean => trouble !== undefined && trouble.kind !== 'wrong';

/** Everything that the panel shows follows from this value. (branch, step) is the only cursor; the direction is the step's. */
export interface State {
  /** The file that the extension wants shown; undefined: none. */
  readonly uri: string | undefined;
  /** The last good picture of the file. */
  readonly picture: Picture | undefined;
  /** The id of the walk that is shown or awaited. */
  readonly walk: string | undefined;
  readonly trace: Trace | undefined;
  /** What the trace's branches stand for, where there were too many to send each. */
  readonly stands: readonly Stands[] | undefined;
  /** What health checks found where the shown walk runs; undefined: nobody checks anything, or it is not known yet. */
  readonly health: readonly TargetHealth[] | undefined;
  /** The version of the document that the trace belongs to. */
  readonly traceVersion: number;
  /** The newest version that the panel heard of: older answers are dropped. */
  readonly version: number;
  readonly trouble: Trouble | undefined;
  /** Quick fixes of the places that were asked about, each for its own place alone. */
  readonly fixes: readonly Fixes[];
  /** What came of every walk, as far as it was told for the newest text. */
  readonly marks: ReadonlyMap<string, WalkMark>;
  /** How far the awaited trace is, when it takes more than a moment. */
  readonly walking: { readonly branches: number; readonly share: number } | undefined;
  /** The user gave up waiting for the trace. */
  readonly cancelled: boolean;
  readonly branch: number;
  readonly step: number;
  readonly macs: boolean;
  readonly view: View;
  /** Where one is in the view of scale. */
  readonly scale: ScaleState;
  /** What the sequence shows besides the packets. */
  readonly switches: Switches;
  /** The parts of the sequence that were opened or folded, by their keys. */
  readonly parts: ReadonlyMap<string, boolean>;
  /** The runs of devices that were unfolded into lanes, of each walk: by `walkKey`, their keys. */
  readonly unfolded: ReadonlyMap<string, ReadonlySet<string>>;
  /** The questions about names are shown one by one; undefined: where one failed. */
  readonly lookups: boolean | undefined;
  /** The question about a name on which the cursor stands, above its step; undefined: it stands on the step. */
  readonly asked: number | undefined;
  /** Only steps that mattered are shown and stepped through. */
  readonly calm: boolean;
  /** Where the cursor stops, by `breakKey`. */
  readonly breaks: ReadonlySet<string>;
  /** The way is told hop by hop; undefined: all of it is shown. */
  readonly predict: Prediction | undefined;
  /** What the shown branch is held against, side by side. */
  readonly compare: Against | undefined;
  /** The trace of the shown walk before the last edit that changed its way. */
  readonly previous: { readonly trace: Trace } | undefined;
  /** The trace of another walk, to compare with. */
  readonly other: { readonly walk: string; readonly version: number; readonly trace: Trace } | undefined;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly follow: boolean;
  /** The mark in the source stays where it is. */
  readonly pinned: boolean;
  /** The share of the diagram, in per cent. */
  readonly split: number | undefined;
  /** What lies over the panel. */
  readonly overlay: Overlay | undefined;
  /** The inside of the machine that was looked into last. */
  readonly inside: InsideAnswer | undefined;
  /** What can be written against what stops a branch, as far as it was walked. */
  readonly mends: Mends | undefined;
  /** Who can be at an end of a walk, once somebody wants to ask. */
  readonly ends: Omit<Extract<ToWebview, { kind: 'ends' }>, 'kind'> | undefined;
  /** Nodes that are shown with their insides although the picture's level folds nodes. */
  readonly open: readonly string[];
  /** The element that the caret stands on. */
  readonly caret: string | undefined;
  /** The element that the mouse is over in the source. */
  readonly hovered: string | undefined;
  /** Where the last edit changed the way, to be shown once. */
  readonly changed: { readonly direction: 'forward' | 'reply'; readonly hop: number } | undefined;
  /** The last thing that happened to the place by itself, for the live region: `route changed at hop 3`. */
  readonly notice: string;
  /** The place from which a health check was opened, to go back to. */
  readonly back: PanelPlace | undefined;
  /** A place to go to as soon as its trace is there. */
  readonly restore: PanelPlace | undefined;
  /** A hop to go to as soon as the trace is there. */
  readonly hop: HopPlace | undefined;
}

export const initialState: State = {
  uri: undefined,
  picture: undefined,
  walk: undefined,
  trace: undefined,
  stands: undefined,
  health: undefined,
  traceVersion: -1,
  version: -1,
  trouble: undefined,
  fixes: [],
  marks: new Map(),
  walking: undefined,
  cancelled: false,
  branch: 0,
  step: 0,
  macs: false,
  view: 'topology',
  scale: { level: undefined, at: undefined, text: '' },
  switches: usualSwitches,
  parts: new Map(),
  unfolded: new Map(),
  lookups: undefined,
  asked: undefined,
  calm: false,
  breaks: new Set(),
  predict: undefined,
  compare: undefined,
  previous: undefined,
  other: undefined,
  playing: false,
  speed: 1,
  follow: false,
  pinned: false,
  split: undefined,
  overlay: undefined,
  ends: undefined,
  inside: undefined,
  mends: undefined,
  open: [],
  caret: undefined,
  hovered: undefined,
  changed: undefined,
  notice: '',
  back: undefined,
  restore: undefined,
  hop: undefined,
};

/** The shown branch, as far as it is told. */
export function branchOf(state: State): Branch | undefined {
  const branch = state.trace && branchesOf(state.trace)[state.branch];
  return branch && state.predict ? cutBranch(branch, state.predict.shown) : branch;
}

const timelines = new WeakMap<Branch, readonly Moment[]>();

/** All steps of the shown branch. Computed once per branch. */
export function momentsOf(state: State): readonly Moment[] {
  const branch = branchOf(state);
  if (!branch) return [];
  const known = timelines.get(branch);
  if (known) return known;
  const made = timelineOf(branch);
  timelines.set(branch, made);
  return made;
}

export function momentOf(state: State): Moment | undefined {
  return momentsOf(state)[state.step];
}

/** The place to keep over a reload of the window. */
export function placeOf(state: State): PanelPlace | undefined {
  if (state.uri === undefined) return undefined;
  const direction = momentOf(state)?.direction;
  const { scale } = state;
  return {
    uri: state.uri,
    ...(state.walk !== undefined && { walk: state.walk }),
    branch: state.branch,
    step: state.step,
    ...(direction && { direction }),
    ...(state.split !== undefined && { split: state.split }),
    view: state.view,
    ...(scale.level && { scale: { level: scale.level, ...(scale.at !== undefined && { at: scale.at }) } }),
    ...(state.breaks.size > 0 && { breaks: [...state.breaks] }),
  };
}

/** The walk whose trace is missing: what the panel has to ask for. */
export function wanted(
  state: State,
): { readonly uri: string; readonly walk: string; readonly version: number } | undefined {
  const { picture, walk, trace } = state;
  if (!picture || walk === undefined) return undefined;
  if (trace && trace.id === walk && state.traceVersion >= picture.version) return undefined;
  return { uri: picture.uri, walk, version: picture.version };
}
