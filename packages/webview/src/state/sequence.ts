import { type Chart, chartOf, foldsAtFirst, type Part, rowAt, type Switches } from '@netk/diagram';
import type { Branch } from '@netk/engine';
import { branchOf, momentsOf, type State, type View, views } from './state.ts';
import { unfoldedIn } from './unfolded.ts';

const charts = new WeakMap<Branch, Map<string, Chart>>();

/** The shown branch as lanes and rows. Computed once per branch, choice of switches, and unfolded runs. */
export function chartIn(state: State): Chart | undefined {
  const branch = branchOf(state);
  if (!branch) return undefined;
  const known = charts.get(branch) ?? new Map<string, Chart>();
  const unfolded = unfoldedIn(state);
  const key = JSON.stringify([state.switches, [...unfolded].sort()]);
  charts.set(branch, known);
  const made = known.get(key) ?? chartOf(branch, state.switches, momentsOf(state), unfolded);
  known.set(key, made);
  return made;
}

/** Whether a part is shown with its rows: as the user chose, else unless it only mirrors the question. */
export const isPartOpen = ({ parts }: Pick<State, 'parts'>, part: Part): boolean =>
  parts.get(part.key) ?? !foldsAtFirst(part);

/** The part and the row on which the cursor stands. */
export function placeInChart(state: State): { readonly part: Part; readonly row: number } | undefined {
  const chart = chartIn(state);
  return chart && rowAt(chart.parts, state.step);
}

/** The step at which the next row begins, or the one before; undefined: there is none. */
export function stepOfRow(state: State, by: 1 | -1): number | undefined {
  const parts = chartIn(state)?.parts ?? [];
  const rows = parts.flatMap((part) => part.rows);
  const rowOf = (step: number): number => {
    const place = rowAt(parts, step);
    return place ? rows.indexOf(place.part.rows[place.row]!) : -1;
  };
  const here = rowOf(state.step);
  const others = by > 0 ? rows.slice(here + 1) : rows.slice(0, Math.max(0, here)).reverse();
  // two boxes may tell of one step, which stands on the first of them
  return others.find(({ from }) => by * (rowOf(from) - here) > 0)?.from;
}

/** The view of a name, else the next. */
export function showView(state: State, show?: View): State {
  // a page that stands alone has nobody who knows the tables of the machines
  const all: readonly View[] = state.uri === 'netk:page' ? views.filter((view) => view !== 'node') : views;
  if (show !== undefined && !all.includes(show)) return state;
  const view = show ?? all[(all.indexOf(state.view) + 1) % all.length]!;
  return view === state.view ? state : { ...state, view, notice: `view: ${view}` };
}

const switchWords: Readonly<Record<keyof Switches, string>> = {
  nat: 'translations and what is tracked',
  frames: 'MAC addresses and TTL',
  rules: 'rules',
};

/** Shows or hides something in the sequence. */
export function switched(state: State, what: keyof Switches): State {
  const switches = { ...state.switches, [what]: !state.switches[what] };
  return { ...state, switches, notice: `${switchWords[what]} ${switches[what] ? 'shown' : 'hidden'}` };
}

/** Opens or folds a part: the given one, else that of the cursor. */
export function foldPart(state: State, key?: string): State {
  const part = key === undefined ? placeInChart(state)?.part : chartIn(state)?.parts.find((each) => each.key === key);
  if (!part || part.sign === undefined) return { ...state, notice: 'the walk has one connection' };
  const open = !isPartOpen(state, part);
  const notice = `${part.sign} ${part.title}, ${part.direction}, ${open ? 'open' : 'folded'}`;
  return { ...state, parts: new Map(state.parts).set(part.key, open), notice };
}

/** A part that nobody folded opens when the cursor comes to it, and stays open: what has been read does not go away. */
export function openHere(before: State, after: State): State {
  if (after.view !== 'sequence' || !after.trace) return after;
  const moved =
    before.step !== after.step ||
    before.branch !== after.branch ||
    before.view !== after.view ||
    before.trace !== after.trace;
  const part = moved ? placeInChart(after)?.part : undefined;
  if (!part || after.parts.has(part.key) || isPartOpen(after, part)) return after;
  return { ...after, parts: new Map(after.parts).set(part.key, true) };
}
