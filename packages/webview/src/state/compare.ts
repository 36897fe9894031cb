import { type Branch, explainOutcome, type Moment, type Trace, timelineOf } from '@netk/engine';
import type { Against } from './against.ts';
import { branchesOf } from './branches.ts';
import { momentsOf, type State } from './state.ts';

/** One line of a comparison: a step of each side, or of one of them. */
export interface Pair {
  readonly left?: Moment;
  readonly right?: Moment;
  readonly same: boolean;
}

export const againstKey = (against: Against): string =>
  against.kind === 'branch'
    ? `branch ${against.branch}`
    : against.kind === 'walk'
      ? `walk ${against.walk}`
      : against.kind;

const nameOf = (branch: Branch, at: number): string =>
  branch.choices.map(({ picked }) => picked).join(', ') || `way ${at + 1}`;

/** Everything that the shown branch can be held against, with its name. */
export function choicesOf(state: State): readonly { readonly against: Against; readonly name: string }[] {
  const { trace, branch, previous, picture, walk } = state;
  const branches = trace ? branchesOf(trace) : [];
  return [
    ...(previous?.trace.id === trace?.id && previous
      ? [{ against: { kind: 'before' } as const, name: 'before the last edit' }]
      : []),
    ...branches.flatMap((each, at) =>
      at === branch ? [] : [{ against: { kind: 'branch', branch: at } as const, name: nameOf(each, at) }],
    ),
    ...(picture?.walks ?? []).flatMap(({ id, name, title }) =>
      id === walk
        ? []
        : [{ against: { kind: 'walk', walk: id } as const, name: [name, title].filter(Boolean).join(' ') || id }],
    ),
  ];
}

/** The other side; undefined: it is not there yet. */
function otherOf(state: State): { readonly trace: Trace; readonly branch: Branch } | undefined {
  const { compare, trace, previous, other, branch } = state;
  if (!compare || !trace) return undefined;
  if (compare.kind === 'branch') {
    const found = branchesOf(trace)[compare.branch];
    return found && { trace, branch: found };
  }
  const whole = compare.kind === 'before' ? previous?.trace : other?.walk === compare.walk ? other.trace : undefined;
  const branches = whole ? branchesOf(whole) : [];
  const found = compare.kind === 'before' ? (branches[branch] ?? branches[0]) : branches[0];
  return whole && found && { trace: whole, branch: found };
}

/** The walk whose trace is missing for a comparison. */
export function wantedOther({ compare, other, uri, version }: State): string | undefined {
  if (compare?.kind !== 'walk' || uri === undefined) return undefined;
  return other?.walk === compare.walk && other.version === version ? undefined : compare.walk;
}

const keyOf = ({ direction, hop, step }: Moment): string => `${direction} ${hop.id} ${step.stage} ${step.entry}`;

/** Steps of both sides in one order, the longest common ones beside each other. Two that stand in one place are a pair. */
export function pairsOf(left: readonly Moment[], right: readonly Moment[]): readonly Pair[] {
  const [a, b] = [left.map(keyOf), right.map(keyOf)];
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const out: Pair[] = [];
  let [gone, come]: [Moment[], Moment[]] = [[], []];
  const flush = (): void => {
    for (let n = 0; n < Math.max(gone.length, come.length); n += 1)
      out.push({ ...(gone[n] && { left: gone[n] }), ...(come[n] && { right: come[n] }), same: false });
    [gone, come] = [[], []];
  };
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      flush();
      out.push({ left: left[i]!, right: right[j]!, same: true });
      [i, j] = [i + 1, j + 1];
    } else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      gone.push(left[i]!);
      i += 1;
    } else {
      come.push(right[j]!);
      j += 1;
    }
  }
  flush();
  return out;
}

/** A comparison as it is shown. */
export interface Comparison {
  readonly pairs: readonly Pair[];
  /** The place of the first line that differs; undefined: both went the same way. */
  readonly first: number | undefined;
  readonly left: string;
  readonly right: string;
}

const outcomeOf = (trace: Trace, branch: Branch): string => {
  const { word, target } = explainOutcome(trace, branch);
  return `${word}${target.startsWith(':') ? '' : branch.verdict === 'delivered' ? ' ' : ': '}${target}`;
};

const known = new WeakMap<Branch, WeakMap<readonly Moment[], Comparison>>();

export function comparisonIn(state: State): Comparison | undefined {
  const other = otherOf(state);
  const shown = state.trace && branchesOf(state.trace)[state.branch];
  if (!other || !shown || !state.trace) return undefined;
  const moments = momentsOf(state);
  const made = known.get(other.branch) ?? new WeakMap<readonly Moment[], Comparison>();
  known.set(other.branch, made);
  const found = made.get(moments);
  if (found) return found;
  const pairs = pairsOf(timelineOf(other.branch), moments);
  const first = pairs.findIndex(({ same }) => !same);
  const comparison = {
    ...{ pairs, first: first < 0 ? undefined : first },
    ...{ left: outcomeOf(other.trace, other.branch), right: outcomeOf(state.trace, shown) },
  };
  made.set(moments, comparison);
  return comparison;
}

/** Holds the branch against something, or no longer; without a wish, against what is nearest. */
export function comparing(state: State, against: Against | undefined): State {
  if (state.compare && against === undefined) return { ...state, compare: undefined, notice: 'no longer compared' };
  const choice = against ?? choicesOf(state)[0]?.against;
  if (!choice) return { ...state, notice: 'there is nothing to compare it with' };
  return { ...state, compare: choice, predict: undefined };
}

/** The step of the next line that differs, after the cursor, else the first of all. */
export function nextDifference(state: State): number | undefined {
  const steps = (comparisonIn(state)?.pairs ?? []).flatMap(({ same, right }) => (same || !right ? [] : [right.index]));
  return steps.find((index) => index > state.step) ?? steps[0];
}
