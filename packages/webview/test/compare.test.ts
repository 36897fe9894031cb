import type { Moment, Trace } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { choicesOf, comparisonIn, nextDifference, pairsOf, wantedOther } from '../src/state/compare.ts';
import { reduce } from '../src/state/reduce.ts';
import { momentsOf } from '../src/state/state.ts';
import { delivered, dropped } from './fixture/node-port.ts';
import { after, opened, traceMessage, uri } from './fixture/states.ts';

describe('a comparison', () => {
  it('of a way with itself has no difference', () => {
    const moments = momentsOf(opened());
    expect(pairsOf(moments, moments).every(({ same, left, right }) => same && left === right)).toBe(true);
  });
  it('has every step of both sides once, in their order', () => {
    const state = after(opened(), { kind: 'compare', against: { kind: 'branch', branch: 1 } });
    const { pairs, first } = comparisonIn(state)!;
    const steps = (side: 'left' | 'right') => pairs.flatMap((pair) => pair[side]?.index ?? []);
    expect(steps('right')).toEqual(momentsOf(state).map(({ index }) => index));
    expect(steps('left')).toEqual(momentsOf({ ...state, branch: 1 }).map(({ index }) => index));
    expect(pairs.slice(0, first).every(({ same }) => same)).toBe(true);
    expect(pairs[first!]?.same).toBe(false);
  });
  it('pairs what stands in the place of something else', () => {
    const step = (entry: string) => ({ direction: 'forward', hop: { id: 'n' }, step: { stage: 's', entry } }) as Moment;
    const shape = (left: string, right: string) =>
      pairsOf([...left].map(step), [...right].map(step)).map(
        (pair) => `${pair.left?.step.entry ?? ' '}${pair.right?.step.entry ?? ' '}`,
      );
    expect(shape('abd', 'acd')).toEqual(['aa', 'bc', 'dd']);
    expect(shape('ad', 'abcd')).toEqual(['aa', ' b', ' c', 'dd']);
    expect(shape('', 'a')).toEqual([' a']);
  });
  it('begins with what is nearest: the walk before the last edit, else another branch', () => {
    expect(reduce(opened(), { kind: 'compare' }).compare).toEqual({ kind: 'branch', branch: 1 });
    const [route] = delivered.routes;
    const shorter = { ...route!, forward: route!.forward.slice(0, -1) };
    const edited: Trace = { ...delivered, routes: [shorter, ...delivered.routes.slice(1)] };
    const state = after(opened(), traceMessage(edited, 2));
    expect(choicesOf(state)[0]).toEqual({ against: { kind: 'before' }, name: 'before the last edit' });
    const { first, left } = comparisonIn(reduce(state, { kind: 'compare' }))!;
    expect(first).toBeDefined();
    expect(left).toBe('Delivered to pod71');
  });
  it('asks for another walk once, and has it when its trace is there', () => {
    const state = after(opened(), { kind: 'compare', against: { kind: 'walk', walk: dropped.id } });
    expect(wantedOther(state)).toBe(dropped.id);
    expect(comparisonIn(state)).toBeUndefined();
    const there = after(state, { kind: 'other', uri, version: 1, walk: dropped.id, trace: dropped });
    expect(wantedOther(there)).toBeUndefined();
    expect(comparisonIn(there)?.left).toMatch(/^Not delivered: /);
  });
  it('is gone with the same key, with Escape, and leads from difference to difference', () => {
    const state = reduce(opened(), { kind: 'compare' });
    const next = reduce(state, { kind: 'difference' });
    expect(next.step).toBe(nextDifference(state));
    expect(reduce(next, { kind: 'compare' }).compare).toBeUndefined();
  });
});
