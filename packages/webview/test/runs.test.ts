import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { onKey } from '../src/state/key.ts';
import { runsIn } from '../src/state/runs.ts';
import { chartIn, placeInChart } from '../src/state/sequence.ts';
import { momentOf, momentsOf, type State } from '../src/state/state.ts';
import { delivered } from './fixture/node-port.ts';
import { after, opened } from './fixture/states.ts';

const { topology, trace } = await exampleModel('corner-cases');
const w30 = trace(topology.walks.find(({ name }) => name === 'W30')!.id);
const folded = after({ ...opened(), trace: w30, walk: w30.id }, { kind: 'view' });
const [run] = runsIn(folded);
const labels = (state: State): readonly string[] => chartIn(state)!.lanes.map(({ label }) => label);
/** The cursor stands on the router of the run. */
const inRun = after(folded, {
  kind: 'step',
  to: momentsOf(folded).find(({ hop }) => hop.device === run!.members[1])!.index,
});

describe('a lane of several devices', () => {
  it('unfolds and folds by Shift+Z where the cursor stands, and says which devices', () => {
    expect(onKey(folded, { key: 'Z', shift: true, within: 'sequence' })).toEqual({ kind: 'run' });
    expect(onKey(opened(), { key: 'Z', shift: true, within: 'hops' })).toBeUndefined();
    const open = after(inRun, { kind: 'run' });
    expect(open.notice).toBe('3 devices unfolded: Internet, igw2, VPC router');
    expect(labels(open)).toEqual(expect.arrayContaining(['Internet', 'igw2', 'VPC router']));
    const again = after(open, { kind: 'run' });
    expect(again.notice).toBe('3 devices folded into one lane: Internet, igw2, VPC router');
    expect(chartIn(again)).toBe(chartIn(inRun));
  });
  it('says that there is none where the cursor stands on a device with a lane of its own', () => {
    const state = after(folded, { kind: 'run' });
    expect(state.notice).toBe('no devices are folded here');
    expect(state.unfolded.size).toBe(0);
  });
  it('unfolds by its own button wherever the cursor stands, which keeps its step and is on a row of its device', () => {
    for (const { index } of momentsOf(folded)) {
      const before = after(folded, { kind: 'step', to: index });
      const open = after(before, { kind: 'run', key: run!.key });
      expect(momentOf(open)).toBe(momentOf(before));
      const { part, row } = placeInChart(open)!;
      expect(part.key).toBe(placeInChart(before)!.part.key);
      expect(part.rows[row]!.direction).toBe(momentOf(open)!.direction);
    }
  });
  it('stays unfolded in its walk, also after another walk was looked at', () => {
    const open = after(inRun, { kind: 'run' });
    const other = after(open, { kind: 'choose-walk', walk: delivered.id });
    const back = { ...after(other, { kind: 'choose-walk', walk: w30.id }), trace: w30 };
    expect(labels(back)).toEqual(labels(open));
    expect(runsIn(back)[0]!.isOpen).toBe(true);
  });
  it('is of its own file: a walk of the same name in another file has its own', () => {
    const open = after(inRun, { kind: 'run' });
    expect(labels({ ...open, uri: 'file:///other.netk' })).toEqual(labels(folded));
  });
  it('is left as it is by the switches, and they by it', () => {
    const open = after(inRun, { kind: 'run' }, { kind: 'switch', what: 'rules' });
    expect(open.switches).toEqual({ ...folded.switches, rules: true });
    expect(runsIn(open)[0]!.isOpen).toBe(true);
  });
});
