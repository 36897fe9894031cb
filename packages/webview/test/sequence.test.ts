import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { onKey } from '../src/state/key.ts';
import { chartIn, isPartOpen, placeInChart } from '../src/state/sequence.ts';
import { momentOf, momentsOf, placeOf, type State } from '../src/state/state.ts';
import { delivered } from './fixture/node-port.ts';
import { after, opened, uri } from './fixture/states.ts';

const { topology, trace } = await exampleModel('corner-cases');
const w30 = trace(topology.walks.find(({ name }) => name === 'W30')!.id);
const inSequence = (state: State): State => after(state, { kind: 'view' });
const more = await exampleModel('eks-talk-more');
const w29 = more.trace(more.topology.walks.find(({ name }) => name === 'W29')!.id);
const asks = inSequence({ ...opened(), trace: w29, walk: w29.id });
const conversation = inSequence({ ...opened(), trace: w30, walk: w30.id });

describe('the view of a walk', () => {
  it('changes by the key v, round and round, and keeps the cursor', () => {
    const start = after(opened(), { kind: 'step', to: 7 });
    expect(onKey(start, { key: 'v', within: 'hops' })).toEqual({ kind: 'view' });
    const next = inSequence(start);
    expect([next.view, next.step, next.branch]).toEqual(['sequence', 7, start.branch]);
    expect([inSequence(next).view, inSequence(next).step]).toEqual(['node', 7]);
    expect(inSequence(inSequence(next)).view).toBe('scale');
    expect(inSequence(inSequence(inSequence(next))).view).toBe('topology');
    // nobody is behind a page that stands alone who could be asked for tables
    expect(inSequence({ ...next, uri: 'netk:page' }).view).toBe('scale');
  });
  it('is said once, then the cursor speaks again', () => {
    const state = inSequence(opened());
    expect(state.notice).toBe('view: sequence');
    expect(after(state, { kind: 'go', where: 'next' }).notice).toBe('');
  });
  it('comes back with the window', () => {
    const place = placeOf(inSequence(opened()))!;
    expect(place.view).toBe('sequence');
    expect(after(opened(), { kind: 'restore', place }).view).toBe('sequence');
    expect(after(opened(), { kind: 'restore', place: { uri, view: 'of another version' } }).view).toBe('topology');
  });
});

describe('the cursor in the sequence', () => {
  it('goes from row to row with the arrows up and down, and from step to step with the others', () => {
    const state = inSequence(opened());
    expect(onKey(state, { key: 'ArrowDown', within: 'sequence' })).toEqual({ kind: 'row', by: 1 });
    expect(onKey(state, { key: 'ArrowRight', within: 'sequence' })).toEqual({ kind: 'go', where: 'next' });
    const rows = chartIn(state)!.parts.flatMap((part) => part.rows);
    let at = state;
    const seen = new Set<number>();
    for (let i = 0; i < rows.length + 2; i += 1) {
      const place = placeInChart(at)!;
      seen.add(rows.indexOf(place.part.rows[place.row]!));
      at = after(at, { kind: 'row', by: 1 });
    }
    // a box of what is tracked, and the translation before it, are one position
    const own = rows.filter((row, i) => i === 0 || row.from !== rows[i - 1]!.from || row.to !== rows[i - 1]!.to);
    expect(seen.size).toBe(own.length);
    expect(placeInChart(at)!.part.direction).toBe('reply');
    for (let i = 0; i < rows.length + 2; i += 1) at = after(at, { kind: 'row', by: -1 });
    expect(placeInChart(at)!.row).toBe(0);
  });
  it('comes from the first row of a conversation to the last, and back', () => {
    const last = chartIn(conversation)!.parts.at(-1)!;
    let at = conversation;
    for (let i = 0; i < 80; i += 1) at = after(at, { kind: 'row', by: 1 });
    expect(placeInChart(at)).toEqual({ part: last, row: last.rows.length - 1 });
    for (let i = 0; i < 80; i += 1) at = after(at, { kind: 'row', by: -1 });
    expect(placeInChart(at)).toMatchObject({ row: 0, part: { key: 'forward-0' } });
  });
  it('goes from question to question about names where they are open, and down to the first row', () => {
    const open = after(asks, { kind: 'lookups' }, { kind: 'row', by: -1 });
    expect(open.asked).toBe(1);
    expect(after(open, { kind: 'row', by: -1 }).asked).toBe(0);
    const down = after(open, { kind: 'row', by: 1 });
    expect([down.asked, down.step]).toEqual([undefined, 0]);
  });
  it('stands on a row at every step', () => {
    let state = conversation;
    for (const { index } of momentsOf(state)) {
      state = after(state, { kind: 'step', to: index });
      expect(placeInChart(state), String(index)).toBeDefined();
    }
  });
});

describe('the parts of a sequence', () => {
  const mirror = chartIn(conversation)!.parts.find((part) => part.mirror !== undefined)!;
  it('are folded where an answer only mirrors the question, until the cursor comes to it', () => {
    expect(isPartOpen(conversation, mirror)).toBe(false);
    const there = after(conversation, { kind: 'step', to: mirror.from });
    expect(isPartOpen(there, mirror)).toBe(true);
    expect(isPartOpen(after(there, { kind: 'go', where: 'first' }), mirror)).toBe(true);
  });
  it('open and fold by the key z where the cursor stands, and stay as they were left', () => {
    expect(onKey(conversation, { key: 'z', within: 'sequence' })).toEqual({ kind: 'part' });
    expect(onKey(opened(), { key: 'z', within: 'hops' })).toBeUndefined();
    const [first] = chartIn(conversation)!.parts;
    const folded = after(conversation, { kind: 'part' });
    expect(isPartOpen(folded, first!)).toBe(false);
    expect(folded.notice).toBe('A client → edge:80, forward, folded');
    expect(isPartOpen(after(folded, { kind: 'go', where: 'next' }), first!)).toBe(false);
  });
  it('cannot be folded where there is one', () => {
    const state = after(inSequence(opened()), { kind: 'part' });
    expect(state.notice).toBe('the walk has one connection');
    expect(state.parts.size).toBe(0);
  });
  it('are forgotten with the walk', () => {
    const folded = after(conversation, { kind: 'part' });
    expect(after(folded, { kind: 'choose-walk', walk: delivered.id }).parts.size).toBe(0);
  });
});

describe('the switches of the sequence', () => {
  it('have the key of the MAC addresses, and keys of the diagram do nothing', () => {
    const state = inSequence(opened());
    expect(onKey(state, { key: 'm', within: 'sequence' })).toEqual({ kind: 'switch', what: 'frames' });
    for (const key of ['+', '0', '.', '/', 'f']) expect(onKey(state, { key, within: 'sequence' })).toBeUndefined();
  });
  it('show the rules of every device, and leave the cursor at its step', () => {
    const state = after(inSequence(opened()), { kind: 'go', where: 'next-rewrite' });
    const more = after(state, { kind: 'switch', what: 'rules' });
    const count = (of: State): number => chartIn(of)!.parts.flatMap((part) => part.rows).length;
    expect(count(more)).toBeGreaterThan(count(state));
    expect(momentOf(more)).toBe(momentOf(state));
    expect(more.notice).toBe('rules shown');
    expect(count(after(more, { kind: 'switch', what: 'rules' }))).toBe(count(state));
  });
});
