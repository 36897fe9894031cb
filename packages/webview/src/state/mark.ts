import type { FromWebview } from '@netk/protocol';
import { sourceOf } from './source-link.ts';
import { isStale, momentOf, type State } from './state.ts';

/** What the source has to show of the cursor: the line of its step, or that there is none. */
export type Mark = Extract<FromWebview, { kind: 'reveal' | 'unmark' }>;

/** What the mark stands for: the same value, the same mark. */
const placeKey = (state: State): string | undefined => {
  const moment = momentOf(state);
  if (!moment || state.uri === undefined || !state.picture) return undefined;
  const source = sourceOf(state.picture, moment);
  return JSON.stringify([state.uri, state.traceVersion, state.trace?.id, state.branch, state.step, source?.range]);
};

/**
 * The mark that an event moves: the source follows every step, whoever took it. `undefined` where it stays: it is
 * pinned, the text is newer than the picture, or the cursor did not move. After an edit of the source the mark goes to
 * its line without scrolling: the author writes somewhere else. So it does when a walk opens at its first step, where
 * nothing is decided yet: the reader has just pressed the walk's lens.
 */
export function markAfter(before: State, after: State): Mark | undefined {
  if (after.pinned || isStale(after) || after.uri === undefined) return undefined;
  const moment = momentOf(after);
  const unpinned = before.pinned;
  if (!unpinned && placeKey(before) === placeKey(after)) return undefined;
  const source = moment && after.picture && sourceOf(after.picture, moment);
  if (!source) return { kind: 'unmark', uri: after.uri };
  const edited = before.trace?.id === after.trace?.id && before.traceVersion !== after.traceVersion;
  const begins = before.trace?.id !== after.trace?.id && after.step === 0;
  const redrawn = before.picture !== after.picture;
  const restored = before.restore !== undefined;
  return {
    kind: 'reveal',
    uri: after.uri,
    element: source.element,
    focus: false,
    number: moment.hopIndex + 1,
    ...(begins || edited || redrawn || restored ? { still: true } : {}),
  };
}
