import type { Trace } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { waits } from '../src/draw/states.ts';
import { waitingWords } from '../src/draw/waiting.ts';
import { initialState, isStale, momentOf, momentsOf, placeOf, wanted } from '../src/state/state.ts';
import { delivered, dropped } from './fixture/node-port.ts';
import { after, at, opened, picture, traceMessage, uri } from './fixture/states.ts';

const next = { kind: 'go', where: 'next-rewrite' } as const;

/** The trace of the text after an edit: the first filter on the way is gone. */
const edited: Trace = {
  ...delivered,
  routes: delivered.routes.map((branch) => ({
    ...branch,
    forward: branch.forward.map((hop, i) =>
      i === 1 ? { ...hop, steps: hop.steps.filter((step) => step.kind !== 'filter') } : hop,
    ),
  })),
};

describe('messages', () => {
  it('keep a walk that a lens composed, though no list has it', () => {
    const asked = after(opened(), { kind: 'open', uri, walk: 'to:talk/default/app1' });
    expect(after(asked, { kind: 'picture', picture: picture(3) }).walk).toBe('to:talk/default/app1');
  });

  it('that open a walk at a hop bring the cursor there, as soon as its trace is there or at once', () => {
    const last = delivered.routes[0]!.forward.length - 1;
    const device = delivered.routes[0]!.forward[last]!.id;
    const hop = { branch: 0, direction: 'forward', hop: last, device } as const;
    const open = { kind: 'open', uri, walk: delivered.id, hop } as const;
    const awaited = after(initialState, open, { kind: 'picture', picture: picture() }, traceMessage(delivered));
    for (const state of [awaited, after(opened(), open)])
      expect([momentOf(state)?.direction, momentOf(state)?.hopIndex]).toEqual(['forward', last]);
    expect(momentOf(after(opened(), open, { kind: 'open', uri, walk: delivered.id }))?.hopIndex).toBe(last);
  });

  it('that name a hop where a packet dies bring the cursor to the step that stops it', () => {
    const { died, forward } = dropped.routes[0]!;
    const hop = { branch: 0, ...died!, device: forward[died!.hop]!.id };
    const state = after(opened(), { kind: 'open', uri, walk: dropped.id, hop }, traceMessage(dropped));
    expect(momentOf(state)?.step.kind).toBe('drop');
  });

  it('with an error of the model bring the newest picture, which stays', () => {
    const error = { kind: 'model' as const, message: 'no subnet has room', range: at(43) };
    const state = after(opened(), { kind: 'picture', picture: { ...picture(2), error } });
    expect(state.trouble).toEqual({ kind: 'wrong', message: error.message, range: at(43) });
    expect([isStale(state), state.picture?.version]).toEqual([false, 2]);
  });

  it('make the panel ask for the trace of the first walk, once it has the picture', () => {
    const state = after(initialState, { kind: 'open', uri }, { kind: 'picture', picture: picture() });
    expect(wanted(state)).toEqual({ uri, walk: delivered.id, version: 1 });
    expect(wanted(after(state, traceMessage(delivered)))).toBeUndefined();
  });
  it('of an older version change nothing', () => {
    const state = after(opened(), { kind: 'picture', picture: picture(3) });
    expect(after(state, { kind: 'picture', picture: picture(2) })).toBe(state);
    expect(after(state, traceMessage(dropped, 2))).toBe(state);
    expect(after(state, traceMessage(edited, 2))).toBe(state);
  });
  it('name the element under the mouse in the source, and take it back', () => {
    const over = after(opened(), { kind: 'hovered', uri: opened().uri!, element: 'talk/nA' });
    expect(over.hovered).toBe('talk/nA');
    expect(after(over, { kind: 'hovered', uri: 'file:///other.netk', element: null })).toBe(over);
    expect(after(over, { kind: 'hovered', uri: opened().uri!, element: null }).hovered).toBeUndefined();
  });
  it('of another file or walk change nothing', () => {
    const state = opened();
    expect(after(state, traceMessage(dropped))).toBe(state);
    expect(after(state, { kind: 'caret', uri: 'file:///other.netk', element: 'x' })).toBe(state);
  });
  it('after an edit keep the cursor on the same entry, and say where the route changed', () => {
    const before = after(opened(), next);
    const state = after(before, { kind: 'picture', picture: picture(2) }, traceMessage(edited, 2));
    expect(momentOf(state)?.step.entry).toBe(momentOf(before)?.step.entry);
    expect(state.step).toBe(before.step - 1);
    expect(state.notice).toBe('route changed at hop 2');
    expect(state.changed).toEqual({ direction: 'forward', hop: 1 });
  });
  it('about broken text keep the last good picture and the trace', () => {
    const before = after(opened(), next);
    const state = after(before, { kind: 'broken', uri, version: 2, message: 'expected }', range: at(43) });
    expect(state.picture).toBe(before.picture);
    expect(state.step).toBe(before.step);
    expect(state.trouble).toEqual({ kind: 'broken', message: 'expected }', range: at(43) });
    const mended = after(state, { kind: 'picture', picture: picture(3) });
    expect(mended.trouble).toBeUndefined();
    expect(mended.step).toBe(before.step);
  });
  it('with an incomplete picture keep the last good one', () => {
    const state = opened();
    const broken = { ...picture(2), error: { kind: 'syntax' as const, message: 'expected }', range: at(43) } };
    expect(after(state, { kind: 'picture', picture: broken }).picture).toBe(state.picture);
    expect(after(initialState, { kind: 'picture', picture: broken }).picture).toBe(broken);
  });
  it('about a silent server keep what is there, until a picture comes', () => {
    const state = after(opened(), { kind: 'failed', uri, message: 'no answer' });
    expect(state.trouble?.kind).toBe('failed');
    expect(state.trace).toBe(delivered);
    expect(after(state, { kind: 'picture', picture: picture() }).trouble).toBeUndefined();
  });
  it('about another file forget the first', () => {
    const state = after(opened(), { kind: 'open', uri: 'file:///other.netk' });
    expect([state.picture, state.trace, state.walk]).toEqual([undefined, undefined, undefined]);
    expect(after(opened(), { kind: 'none' }).uri).toBeUndefined();
  });
  it('open another walk, whose trace is awaited', () => {
    const state = after(opened(), next, { kind: 'open', uri, walk: dropped.id });
    expect([state.walk, state.trace, state.step]).toEqual([dropped.id, undefined, 0]);
  });
});

describe('the place', () => {
  it('comes back after a reload with walk, branch and step', () => {
    const place = placeOf(after(opened(), { kind: 'branch', branch: 2 }, next, next))!;
    const state = after(
      initialState,
      { kind: 'restore', place },
      { kind: 'open', uri, walk: place.walk! },
      { kind: 'picture', picture: picture() },
      traceMessage(delivered),
    );
    expect(placeOf(state)).toEqual(place);
    expect(place).toMatchObject({ walk: 'walk.W23', branch: 2, direction: 'forward' });
  });
  it('stays inside the trace, whatever was kept', () => {
    const place = { uri, walk: delivered.id, branch: 99, step: 9999 };
    const state = after(
      initialState,
      { kind: 'restore', place },
      { kind: 'picture', picture: picture() },
      traceMessage(delivered),
    );
    expect(state.branch).toBe(2);
    expect(state.step).toBe(momentsOf(state).length - 1);
  });
});

describe('a long walk', () => {
  const asked = after(initialState, { kind: 'open', uri, walk: delivered.id }, { kind: 'picture', picture: picture() });
  const far = { kind: 'walking', uri, walk: delivered.id, branches: 1024, share: 0.256 } as const;

  it('says how far it is', () => {
    expect(waitingWords(after(asked, far))).toBe(
      `Walking ${delivered.name}: 1,024 branches done, 25 % of all packets.`,
    );
    expect(waitingWords(after(asked, { ...far, walk: 'walk.other' }))).not.toContain('1,024');
  });

  it('stays cancelled until it is asked for again', () => {
    const cancelled = after(asked, far, { kind: 'cancelled', uri, walk: delivered.id }, { ...far, branches: 2000 });
    expect(waits(cancelled)).toBe(false);
    expect(waitingWords(cancelled)).toBe(`${delivered.name} was cancelled. 1,024 branches done, 25 % of all packets.`);
    expect(waits(after(cancelled, { kind: 'walk-again' }))).toBe(true);
  });

  it('is asked for again by itself when the text changes', () => {
    const cancelled = after(asked, { kind: 'cancelled', uri, walk: delivered.id });
    expect(waits(after(cancelled, { kind: 'picture', picture: picture(2) }))).toBe(true);
  });
});
