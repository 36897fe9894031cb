import { isAdHoc, type ToWebview } from '@netk/protocol';
import { branchesOf } from './branches.ts';
import { fresh } from './fresh.ts';
import { changedHop, keepPlace } from './keep-place.ts';
import { atHop, openingStep } from './opening.ts';
import { momentsOf, type State, type Trouble } from './state.ts';
import { withFixes } from './stuck.ts';

/** What a message of the extension changes. An answer for an older version changes nothing. */
export function hear(state: State, message: ToWebview): State {
  switch (message.kind) {
    case 'open':
      return open(state, message);
    case 'picture':
      return picture(state, message.picture);
    case 'trace':
      return trace(state, message);
    case 'broken':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, version: message.version, trouble: broken(message), playing: false };
    case 'failed':
      if (state.uri !== undefined && message.uri !== state.uri) return state;
      return { ...state, uri: message.uri, trouble: { kind: 'failed', message: message.message }, playing: false };
    case 'walking':
      if (message.uri !== state.uri || message.walk !== state.walk || state.cancelled) return state;
      return { ...state, walking: { branches: message.branches, share: message.share } };
    case 'cancelled':
      if (message.uri !== state.uri || message.walk !== state.walk) return state;
      return { ...state, cancelled: true, notice: 'the walk was cancelled' };
    case 'caret':
      if (message.uri !== state.uri) return state;
      return { ...state, caret: message.element ?? undefined };
    case 'hovered':
      if (message.uri !== state.uri) return state;
      return { ...state, hovered: message.element ?? undefined };
    case 'said':
      if (message.uri !== state.uri) return state;
      return { ...state, notice: message.text };
    case 'fixes':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, fixes: withFixes(state.fixes, message) };
    case 'page':
      return state; // the page of the panel takes it as it comes
    case 'inside':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, inside: message };
    case 'other':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, other: message };
    case 'mends':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, mends: message };
    case 'ends':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, ends: message };
    case 'marks':
      if (message.uri !== state.uri || message.version < state.version) return state;
      return { ...state, marks: new Map(message.marks.map((mark) => [mark.walk, mark])) };
    case 'none':
      return { ...forget(state), uri: undefined };
    default:
      throw new TypeError(`unknown message ${JSON.stringify(message satisfies never)}`);
  }
}

const broken = (message: { message: string; range?: Trouble['range'] }): Trouble => ({
  kind: 'broken',
  message: message.message,
  ...(message.range && { range: message.range }),
});

/** Nothing of one file is true of another. */
function forget(state: State): State {
  const gone = {
    picture: undefined,
    walk: undefined,
    trace: undefined,
    health: undefined,
    back: undefined,
    trouble: undefined,
    fixes: [],
    marks: new Map<string, never>(),
    ends: undefined,
    inside: undefined,
    compare: undefined,
    previous: undefined,
    other: undefined,
    mends: undefined,
    walking: undefined,
    cancelled: false,
    caret: undefined,
    hovered: undefined,
    changed: undefined,
    hop: undefined,
  };
  return { ...state, ...gone, version: -1, traceVersion: -1, branch: 0, step: 0, playing: false, overlay: undefined };
}

function open(state: State, message: Extract<ToWebview, { kind: 'open' }>): State {
  const { compare, ...target } = message;
  const opened = goTo(state, target);
  return compare === undefined ? opened : { ...opened, compare: { kind: 'walk', walk: compare } };
}

function goTo(state: State, { uri, walk, element, hop }: Omit<Extract<ToWebview, { kind: 'open' }>, 'compare'>): State {
  const base = uri === state.uri ? state : { ...forget(state), uri };
  const caret = element ?? base.caret;
  if (walk === undefined) return { ...base, caret };
  if (walk !== base.walk) return { ...fresh(base, walk), back: undefined, caret, hop };
  if (hop === undefined || base.trace?.id !== walk) return { ...base, caret, hop };
  return { ...atHop(base, hop), caret };
}

function picture(state: State, next: NonNullable<State['picture']>): State {
  if (state.uri !== undefined && next.uri !== state.uri) return state;
  if (next.version < state.version) return state;
  const base = state.uri === next.uri ? state : { ...forget(state), uri: next.uri };
  if (next.error?.kind === 'syntax' && base.picture)
    return { ...base, version: next.version, trouble: broken(next.error), playing: false };
  // a walk that a lens composes and a health check are in no list
  const known = (walk: string | undefined): boolean =>
    walk !== undefined && (isAdHoc(walk) || next.walks.some((entry) => entry.id === walk));
  const restored = base.restore?.uri === next.uri ? base.restore.walk : undefined;
  const asked = base.walk ?? restored;
  const walk = known(asked) ? asked : next.walks[0]?.id;
  const kept = walk === base.walk ? {} : { trace: undefined, traceVersion: -1, branch: 0, step: 0, playing: false };
  const { error } = next;
  const trouble = error && {
    ...broken(error),
    kind: error.kind === 'syntax' ? ('broken' as const) : ('wrong' as const),
  };
  const anew = { walking: undefined, cancelled: false };
  return { ...base, ...kept, ...anew, picture: next, version: next.version, walk, trouble };
}

function trace(state: State, message: Extract<ToWebview, { kind: 'trace' }>): State {
  if (message.uri !== state.uri || message.walk !== state.walk || message.version < state.version) return state;
  const anew = { walking: undefined, cancelled: false };
  const { stands, health } = message;
  const common = { ...state, ...anew, trace: message.trace, stands, health, traceVersion: message.version };
  const branches = branchesOf(message.trace).length;
  const { restore } = state;
  if (restore && restore.uri === message.uri && restore.walk === message.walk) {
    const branch = Math.min(restore.branch ?? 0, Math.max(0, branches - 1));
    const next = { ...common, restore: undefined, branch };
    return { ...next, step: Math.max(0, Math.min(restore.step ?? 0, momentsOf(next).length - 1)) };
  }
  if (!state.trace || state.trace.id !== message.trace.id) {
    const first = { ...common, restore: undefined, branch: 0, hop: undefined };
    return state.hop ? atHop(first, state.hop) : { ...first, step: openingStep(first) };
  }
  const before = momentsOf(state);
  const next = { ...common, branch: Math.min(state.branch, Math.max(0, branches - 1)) };
  const after = momentsOf(next);
  const changed = changedHop(before, after);
  const notice = changed
    ? `route changed at ${changed.direction === 'reply' ? 'reply ' : ''}hop ${changed.hopIndex + 1}`
    : state.notice; // what was said before the edit was of no consequence is still true
  return {
    ...next,
    ...(changed && state.trace !== message.trace ? { previous: { trace: state.trace } } : {}),
    step: keepPlace(before, state.step, after),
    notice,
    changed: changed && { direction: changed.direction, hop: changed.hopIndex },
  };
}
