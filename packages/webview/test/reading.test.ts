import { matters } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { nextStop } from '../src/state/breaks.ts';
import { isAct, onKey } from '../src/state/key.ts';
import { optionsOf } from '../src/state/predict.ts';
import { reduce } from '../src/state/reduce.ts';
import { branchOf, momentOf, momentsOf, placeOf, type State } from '../src/state/state.ts';
import { dropped } from './fixture/node-port.ts';
import { after, opened } from './fixture/states.ts';

const press = (state: State, ...keys: readonly string[]): State =>
  keys.reduce((now, key) => {
    const does = onKey(now, { key, within: 'hops' });
    return does && !isAct(does) ? reduce(now, does) : now;
  }, state);

describe('only what mattered', () => {
  it('is what the arrows step through: each step has changed something, or is an end', () => {
    const calm = press(opened(), 'w');
    const seen: number[] = [];
    for (let state = calm, last = -1; state.step !== last; state = press(state, 'ArrowRight')) {
      last = state.step;
      seen.push(last);
    }
    const moments = momentsOf(calm);
    expect(seen).toEqual(moments.filter(matters).map(({ index }) => index));
    expect(seen.length).toBeLessThan(moments.length / 2);
    expect(seen).toContain(moments.length - 1);
  });
  it('leads from a step that did not matter to the next that did', () => {
    const state = press(opened(), 'ArrowRight', 'w', 'ArrowRight');
    expect(matters(momentOf(state)!)).toBe(true);
    expect(press(state, 'w').notice).toBe('all steps');
  });
  it('has the drop', () => {
    const calm = press(opened(dropped), 'w', 'Home', 'End');
    expect(momentOf(calm)?.step.kind).toBe('drop');
  });
});

describe('a breakpoint', () => {
  it('on a device is where the cursor goes with c, each time that the packet comes to it', () => {
    const set = press(opened(), 'PageDown', 'PageDown', 'b', 'Home');
    expect(set.breaks.size).toBe(1);
    const first = press(set, 'c');
    expect(first).toMatchObject({ notice: expect.stringMatching(/^stopped at nA, /) });
    expect(momentOf(first)).toMatchObject({ direction: 'forward', hop: { device: 'nA' } });
    expect(momentOf(press(first, 'c'))).toMatchObject({ direction: 'reply', hop: { device: 'nA' } });
    expect(press(first, 'c', 'c').notice).toBe('no breakpoint ahead: at the end');
  });
  it('on a table stops who plays', () => {
    const set = press(opened(), 'n', 'B', 'Home');
    const { stage } = momentOf(press(opened(), 'n'))!.step;
    let state = press(set, ' ');
    for (let steps = 0; state.playing && steps < 200; steps += 1) state = reduce(state, { kind: 'go', where: 'next' });
    expect(momentOf(state)?.step.stage).toBe(stage);
    expect(state.playing).toBe(false);
    expect(state.step).toBe(nextStop(set).step);
  });
  it('goes with the same key, and is kept over a reload', () => {
    const set = press(opened(), 'b');
    expect(set.notice).toBe(`stops at ${momentOf(set)?.hop.device}`);
    const place = placeOf(set)!;
    expect(reduce(opened(), { kind: 'restore', place }).breaks).toEqual(set.breaks);
    expect(press(set, 'b')).toMatchObject({ breaks: new Set(), notice: expect.stringMatching(/^no longer/) });
  });
});

describe('who predicts', () => {
  const begin = (): State => press(opened(), 'q');
  it('sees the first device alone: no later hop, no verdict of the way, no answer', () => {
    const state = begin();
    expect(state.step).toBe(0);
    expect(branchOf(state)).toMatchObject({ forward: [{ device: 'client' }], reply: [] });
    expect(new Set(momentsOf(state).map(({ hop }) => hop.device))).toEqual(new Set(['client']));
  });
  it('is asked at the end of a device, and the one that gets it is among others', () => {
    const state = press(begin(), 'End', 'ArrowRight');
    expect(state).toMatchObject({ predict: { asks: true }, notice: 'where does client send it?' });
    const names = optionsOf(state).map(({ name }) => name);
    expect(names).toContain('VPC router');
    expect(names.length).toBe(4);
    expect(new Set(names).size).toBe(4);
    expect(names).not.toContain('client');
  });
  it('counts what was right, and goes on either way', () => {
    const asked = press(begin(), 'End', 'ArrowRight');
    const right = optionsOf(asked).findIndex(({ name }) => name === 'VPC router') + 1;
    const good = press(asked, String(right));
    expect(good).toMatchObject({ predict: { right: 1, of: 1 }, notice: 'right: it goes to VPC router' });
    expect(momentOf(good)?.hop.device).toBe('VPC router');
    const bad = press(asked, String((right % 4) + 1));
    expect(bad).toMatchObject({ predict: { right: 0, of: 1 }, notice: 'no: it goes to VPC router' });
  });
  it('is told all in the end: the same way as without, step by step', () => {
    let state = begin();
    for (let n = 0; n < 400; n += 1)
      state = state.predict?.asks ? reduce(state, { kind: 'guess' }) : press(state, 'ArrowRight');
    expect(momentsOf(state)).toEqual(momentsOf(opened()));
    expect(state.step).toBe(momentsOf(opened()).length - 1);
    expect(press(state, 'q').predict).toBeUndefined();
  });
  it('begins anew with another branch', () => {
    const state = press(begin(), 'End', 'ArrowRight');
    const other = after(state, { kind: 'branch', branch: 1 });
    expect(other).toMatchObject({ step: 0, predict: { shown: 1, asks: false } });
  });
});
