import { describe, expect, it } from 'vitest';
import { onKey } from '../src/state/key.ts';
import { reduce } from '../src/state/reduce.ts';
import { crumbsIn, foundIn, mapIn, wayIn } from '../src/state/scale.ts';
import { initialState, momentOf, placeOf, type State } from '../src/state/state.ts';
import { after, opened, picture, uri } from './fixture/states.ts';

const inScale = (state: State = opened()): State => reduce(state, { kind: 'view', show: 'scale' });
const key = (state: State, name: string) => onKey(state, { key: name, within: 'diagram' });
const names = (state: State, level: 'zone' | 'subnet' | 'node' | 'pod', direction: 'forward' | 'reply' = 'forward') =>
  wayIn(state, level)![direction].map(({ cell }) => cell.label);

describe('the view of scale', () => {
  it('is opened with g and left with g, and keeps the step', () => {
    const state = { ...opened(), step: 5 };
    expect(key(state, 'g')).toEqual({ kind: 'view', show: 'scale' });
    const there = inScale(state);
    expect([there.view, there.step]).toEqual(['scale', 5]);
    expect(key(there, 'g')).toEqual({ kind: 'view', show: 'topology' });
  });
  it('has the keys of a picture', () => {
    const state = inScale();
    expect(key(state, '+')).toEqual({ kind: 'zoom', by: 'in' });
    expect(key(state, '.')).toEqual({ kind: 'zoom', by: 'deeper' });
    expect(key(state, '/')).toEqual({ kind: 'search' });
    expect(key(state, 'f')).toEqual({ kind: 'follow' });
    expect(key(reduce(state, { kind: 'view', show: 'sequence' }), '+')).toBeUndefined();
  });
  it('needs no walk', () => {
    const empty = after(initialState, { kind: 'open', uri }, { kind: 'picture', picture: { ...picture(), walks: [] } });
    expect(mapIn(empty)?.cells.filter(({ kind }) => kind === 'pod')).toHaveLength(7);
    expect(wayIn(empty, 'node')).toBeUndefined();
  });
  it('says where one is, and leads back', () => {
    const begun = reduce(inScale(), { kind: 'map', level: 'node', at: undefined });
    expect(begun.notice).toBe('view: scale');
    const state = reduce(begun, { kind: 'map', level: 'pod', at: 'talk/nA' });
    expect(state.notice).toBe('level pod, in main, az1, work-1, nA');
    expect(crumbsIn(state).map(({ label }) => label)).toEqual(['main', 'az1', 'work-1', 'nA']);
    const back = reduce(state, { kind: 'map', level: 'node', at: undefined });
    expect([back.notice, crumbsIn(back)]).toEqual(['level node, the whole map', []]);
    expect(reduce(back, { kind: 'map', level: 'node', at: undefined })).toBe(back);
  });
  it('is remembered over a reload of the window, with its level and place', () => {
    const place = placeOf(reduce(inScale(), { kind: 'map', level: 'pod', at: 'talk/nA' }))!;
    expect([place.view, place.scale]).toEqual(['scale', { level: 'pod', at: 'talk/nA' }]);
    const restored = after(initialState, { kind: 'restore', place }, { kind: 'open', uri });
    expect([restored.view, restored.scale]).toEqual(['scale', { level: 'pod', at: 'talk/nA', text: '' }]);
    const strange = reduce(initialState, { kind: 'restore', place: { ...place, scale: { level: 'galaxy' } } });
    expect(strange.scale.level).toBeUndefined();
  });
  it('forgets a place that an edit took away', () => {
    const state = reduce(inScale(), { kind: 'map', level: 'pod', at: 'talk/nobody' });
    expect(crumbsIn(state)).toEqual([]);
  });
  it('counts what is looked for, and says it', () => {
    const state = reduce(inScale(), { kind: 'seek', text: 'pod' });
    expect(state.notice).toBe('found 5 pods on 3 nodes');
    const { inside } = foundIn(state)!;
    const count = (id: string) => inside[mapIn(state)!.byId.get(id)!.at];
    expect(['main#zone.az1', 'main/work-1', 'talk/nA', 'talk/pod51', 'talk/nD'].map(count)).toEqual([4, 4, 2, 1, 0]);
    expect(foundIn(reduce(state, { kind: 'seek', text: '' }))).toBeUndefined();
  });
  it('shows the way of the walk, folded to what the level shows', () => {
    const state = inScale();
    expect(names(state, 'zone')).toEqual(['az1']);
    expect(names(state, 'subnet')).toEqual(['pub-1', 'work-1']);
    expect(names(state, 'node')).toEqual(['client', 'pub-1', 'work-1', 'nA', 'nB']);
    expect(names(state, 'pod').at(-1)).toBe('pod71');
    expect(names(state, 'pod', 'reply')[0]).toBe('pod71');
  });
  it('marks the cell where the packet is', () => {
    const state = reduce(inScale(), { kind: 'go', where: 'last' });
    const { now, on } = wayIn(state, 'node')!;
    const at = mapIn(state)!.byId.get(momentOf(state)!.hop.id)!.at;
    expect([...now]).toEqual([at]);
    expect(on.has(at)).toBe(true);
  });
});
