import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../src/tests/outcome.ts';
import { type Item, isWanted, itemId, touches, wantedBy } from '../src/tests/wanted.ts';

const text = 'expect delivered';

describe('an expectation in the Test Explorer', () => {
  it('that holds passes', () => {
    expect(outcomeOf({ text, result: 'holds', why: '', found: '' })).toEqual({ state: 'passed' });
  });
  it('that does not hold fails, with its own words on one side and what came on the other', () => {
    const found = 'the packet is not delivered';
    expect(outcomeOf({ text, result: 'fails', why: `no: ${found}`, found })).toEqual({
      ...{ state: 'failed', message: `no: ${found}` },
      ...{ expected: text, actual: found },
    });
  });
  it('that cannot be decided is an error with its reason, and no failure', () => {
    const why = '"expect delivered" does not hold: undetermined (nobody knows)';
    expect(outcomeOf({ text, result: 'undetermined', why, found: why })).toEqual({ state: 'errored', message: why });
  });
});

describe('a run', () => {
  const uri = 'file:///w/a.netk';
  const item = (id: string, parent?: Item): Item => ({ id, parent });
  const file = item(uri);
  const walk = item(itemId(uri, 'walk.W1'), file);
  const first = item(itemId(uri, 'walk.W1#expect.0'), walk);
  const second = item(itemId(uri, 'walk.W1#expect.1'), walk);

  it('of nothing in particular is about everything', () => {
    const wanted = wantedBy(undefined, undefined);
    expect([isWanted(first, wanted), touches(uri, wanted)]).toEqual([true, true]);
  });
  it('of a walk is about all that it expects, and about no other file', () => {
    const wanted = wantedBy([walk], undefined);
    expect([first, second].map((each) => isWanted(each, wanted))).toEqual([true, true]);
    expect([touches(uri, wanted), touches('file:///w/b.netk', wanted)]).toEqual([true, false]);
  });
  it('of one expectation is not about its walk, nor about the expectation beside it', () => {
    const wanted = wantedBy([first], undefined);
    expect([walk, first, second].map((each) => isWanted(each, wanted))).toEqual([false, true, false]);
  });
  it('leaves out what the user excluded, with all that is in it', () => {
    expect(isWanted(first, wantedBy([file], [walk]))).toBe(false);
    expect(touches(uri, wantedBy(undefined, [file]))).toBe(false);
  });
  it('is still about the same expectation when an edit has made a new item of it', () => {
    const wanted = wantedBy([first], undefined);
    expect(isWanted(item(first.id, item(walk.id, item(uri))), wanted)).toBe(true);
  });
});
