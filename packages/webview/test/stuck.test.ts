import type { Trace } from '@netk/engine';
import type { Picture, Problem } from '@netk/protocol';
import { describe, expect, it } from 'vitest';
import { bannerOf, fixesAt, isStuck, mendsOf, stuckAt } from '../src/state/stuck.ts';
import { delivered, dropped } from './fixture/node-port.ts';
import { after, at, opened, picture, traceMessage, uri } from './fixture/states.ts';

const unknown: Trace = { ...delivered, verdict: 'undetermined', routes: [], others: [], reasons: ['nobody knows'] };
const problem: Problem = { message: "nothing here is called 'clent'", range: at(97) };
const error = { kind: 'model' as const, message: 'no subnet has room', range: at(43) };

/** A picture in which one walk has an error of its own. */
const withProblem = (id: string, version = 2): Picture => {
  const plain = picture(version);
  return { ...plain, walks: plain.walks.map((walk) => (walk.id === id ? { ...walk, problem } : walk)) };
};

describe('one card, one subject', () => {
  it('an error of another walk is on no card of this one', () => {
    const state = after(opened(), { kind: 'picture', picture: withProblem(dropped.id) });
    expect([bannerOf(state), stuckAt(state), mendsOf(state)]).toEqual([undefined, undefined, []]);
  });
  it('a walk without an answer leads to its own error, though the file has another', () => {
    const shown = after(opened(), { kind: 'picture', picture: { ...withProblem(delivered.id), error } });
    const state = after(shown, traceMessage(unknown, 2));
    expect([isStuck(state), stuckAt(state)]).toEqual([true, problem.range]);
    expect(bannerOf(state)).toEqual({ kind: 'wrong', of: 'file', message: error.message, range: error.range });
    expect(mendsOf(state)).toEqual([problem.range, error.range]);
  });
  it('a walk without an answer and without an error of its own leads to itself', () => {
    const state = after(opened(), traceMessage(unknown));
    expect([isStuck(state), stuckAt(state)]).toEqual([true, at(90)]);
    expect([isStuck(opened()), stuckAt(opened())]).toEqual([false, undefined]);
  });
  it('an error of a walk that has an answer stands in the banner of this walk', () => {
    const state = after(opened(), { kind: 'picture', picture: withProblem(delivered.id) }, traceMessage(delivered, 2));
    expect(bannerOf(state)).toEqual({ kind: 'wrong', of: 'walk', ...problem });
    expect(mendsOf(state)).toEqual([problem.range]);
  });
  it('fixes stand at the place that they mend, for the newest text alone', () => {
    const state = after(
      opened(),
      { kind: 'picture', picture: { ...withProblem(delivered.id), error } },
      traceMessage(unknown, 2),
      { kind: 'fixes', uri, version: 2, range: problem.range, titles: ['Change to client'] },
      { kind: 'fixes', uri, version: 2, range: error.range, titles: ['Use 10.0.2.0/24'] },
      { kind: 'fixes', uri, version: 1, range: error.range, titles: ['an old one'] },
    );
    expect(fixesAt(state, problem.range)).toEqual(['Change to client']);
    expect(fixesAt(state, error.range)).toEqual(['Use 10.0.2.0/24']);
    expect(fixesAt(after(state, { kind: 'picture', picture: picture(3) }), problem.range)).toEqual([]);
  });
});
