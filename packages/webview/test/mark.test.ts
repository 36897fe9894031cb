import { describe, expect, it } from 'vitest';
import type { Event } from '../src/state/event.ts';
import { markAfter } from '../src/state/mark.ts';
import { reduce } from '../src/state/reduce.ts';
import { sourceOf } from '../src/state/source-link.ts';
import { initialState, momentOf, momentsOf, type State } from '../src/state/state.ts';
import { delivered, dropped } from './fixture/node-port.ts';
import { after, at, opened, picture, traceMessage, uri } from './fixture/states.ts';

/** What an event does to the mark in the source. */
const marks = (state: State, event: Event) => markAfter(state, reduce(state, event));
/** The state at a step of the node, where the source has a line. */
const onNode = (): State => {
  const state = opened();
  const moment = momentsOf(state).find((each) => sourceOf(state.picture!, each) !== undefined)!;
  return after(state, { kind: 'step', to: moment.index });
};

describe('the mark in the source', () => {
  it.each([
    ['a key', { kind: 'go', where: 'next' }],
    ['the last step', { kind: 'go', where: 'last' }],
    ['the reply', { kind: 'go', where: 'mirror' }],
    ['another branch', { kind: 'branch', branch: 2 }],
  ] as const)('follows %s', (_, event) => {
    const moved = reduce(onNode(), event);
    expect(moved.step !== onNode().step || moved.branch !== onNode().branch).toBe(true);
    const source = sourceOf(moved.picture!, momentOf(moved)!);
    const wanted = source
      ? { kind: 'reveal', uri, element: source.element, focus: false, number: momentOf(moved)!.hopIndex + 1 }
      : { kind: 'unmark', uri };
    expect(marks(onNode(), event)).toEqual(wanted);
  });
  it('follows to the step at which a new walk opens', () => {
    const awaited = after(opened(), { kind: 'choose-walk', walk: dropped.id });
    expect(marks(awaited, traceMessage(dropped))).toEqual(
      expect.objectContaining({ kind: 'reveal', element: 'talk/app1', focus: false }),
    );
    expect(marks(awaited, traceMessage(dropped))).not.toHaveProperty('still');
  });
  it('does not scroll the editor to the first step of a walk that is delivered', () => {
    const own = { ...picture(), ranges: { 'main/client': at(3) } };
    const awaited = after(initialState, { kind: 'open', uri, walk: delivered.id }, { kind: 'picture', picture: own });
    expect(marks(awaited, traceMessage(delivered))).toMatchObject({ element: 'main/client', still: true });
  });
  it('does not move when the cursor does not', () => {
    expect(marks(onNode(), { kind: 'macs' })).toBeUndefined();
    expect(marks(onNode(), { kind: 'caret', uri, element: 'talk/nA' })).toBeUndefined();
  });
  it('goes to its line after an edit, and the editor does not scroll', () => {
    const shifted = { ...picture(2), ranges: { 'talk/app1': at(50), 'talk/nA': at(31) } };
    expect(marks(onNode(), { kind: 'picture', picture: shifted })).toMatchObject({ kind: 'reveal', still: true });
    const edited = after(onNode(), { kind: 'picture', picture: shifted });
    expect(marks(edited, traceMessage(delivered, 2))).toMatchObject({ kind: 'reveal', still: true });
  });
  it('stays while it is pinned, and comes to the cursor when it is let go', () => {
    const pinned = after(onNode(), { kind: 'pin' });
    expect(marks(pinned, { kind: 'go', where: 'next' })).toBeUndefined();
    const away = after(pinned, { kind: 'go', where: 'next' });
    expect(marks(away, { kind: 'pin' })).toMatchObject({ kind: 'reveal' });
  });
  it('stays while the text cannot be read', () => {
    const broken = after(onNode(), { kind: 'broken', uri, version: 2, message: 'expected }', range: at(43) });
    expect(marks(broken, { kind: 'go', where: 'next' })).toBeUndefined();
    expect(markAfter(initialState, initialState)).toBeUndefined();
  });
});

describe('a walk opens', () => {
  const opens = (trace: typeof delivered): State => opened(trace);

  it('at its first step when it is delivered', () => {
    expect(opens(delivered).step).toBe(0);
  });
  it('at the step that drops when it is blocked, however it is opened', () => {
    expect(momentOf(opens(dropped))?.step.kind).toBe('drop');
    const chosen = after(opened(), { kind: 'choose-walk', walk: dropped.id }, traceMessage(dropped));
    expect(momentOf(chosen)?.step.kind).toBe('drop');
    const again = after(chosen, { kind: 'go', where: 'first' }, { kind: 'choose-walk', walk: dropped.id });
    expect(momentOf(again)?.step.kind).toBe('drop');
  });
  it('where it was left, after a reload', () => {
    const place = { uri, walk: dropped.id, branch: 0, step: 2 };
    const state = after(
      initialState,
      { kind: 'restore', place },
      { kind: 'picture', picture: picture() },
      traceMessage(dropped),
    );
    expect(state.step).toBe(2);
  });
});
