import { type Branch, timelineOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { type Chart, chartOf, placeSequence, type Row, rowAt, usualSwitches } from '../src/index.ts';

const files = ['eks-talk', 'eks-talk-more', 'corner-cases', 'internet-dns', 'bridge'] as const;
const models = await Promise.all(files.map((file) => exampleModel(file)));
const branches = models.flatMap((model) =>
  model.topology.walks.flatMap(({ id, name = '' }) => model.trace(id).routes.map((branch) => ({ name, branch }))),
);
const charted = (branch: Branch, unfolded: readonly string[] = []): Chart =>
  chartOf(branch, usualSwitches, timelineOf(branch), new Set(unfolded));
const folding = branches.filter(({ branch }) => charted(branch).runs.length > 0);
const w30 = branches.find(({ name }) => name === 'W30')!.branch;

const rowsOf = (chart: Chart): readonly Row[] => chart.parts.flatMap(({ rows }) => rows);

/** The hops whose numbers some rows bear: `reply 3`. */
const numbersOf = (rows: readonly Row[]): readonly string[] => [
  ...new Set(
    rows.flatMap((row) => {
      const lines = row.kind === 'note' ? row.lines.flatMap(({ hop }) => hop ?? []) : [];
      return [...lines, ...(row.number === undefined ? [] : [row.hop])].map((hop) => `${row.direction} ${hop}`);
    }),
  ),
];

/** The rows on a lane of a run: what its devices did, and what they sent. */
const rowsOfRun = (chart: Chart, run: string): readonly Row[] =>
  rowsOf(chart).filter(({ lane }) => chart.lanes[lane]!.runs.includes(run));

describe('a run of devices', () => {
  it('unfolds into a lane for each of its devices, where the one lane stood', () => {
    const folded = charted(w30);
    const [run] = folded.runs;
    expect(run).toMatchObject({ label: '3 devices', members: ['Internet', 'igw2', 'VPC router'], isOpen: false });
    const open = charted(w30, [run!.key]);
    expect(open.lanes.slice(0, 5).map(({ label }) => label)).toEqual([
      ...['client', 'Internet', 'igw2', 'VPC router', 'ALB edge a'],
    ]);
    expect(open.runs.map(({ key, isOpen }) => [key, isOpen])).toEqual(
      folded.runs.map(({ key }) => [key, key === run!.key]),
    );
  });
  it('shows unfolded exactly the hops which the fold stood for, by the same numbers, and leaves the rest as it was', () => {
    expect(folding.length).toBeGreaterThan(10);
    for (const { name, branch } of folding) {
      const folded = charted(branch);
      for (const { key } of folded.runs) {
        const open = charted(branch, [key]);
        expect(numbersOf(rowsOfRun(open, key)), `${name}, ${key}`).toEqual(numbersOf(rowsOfRun(folded, key)));
        expect(numbersOf(rowsOf(open)), name).toEqual(numbersOf(rowsOf(folded)));
        const others = (chart: Chart): readonly string[] =>
          rowsOf(chart)
            .filter((row) => row.kind === 'note' && !chart.lanes[row.lane]!.runs.includes(key))
            .map(({ words }) => words);
        expect(others(open), name).toEqual(others(folded));
      }
    }
  });
  it('has unfolded each step on a row of its own lanes which it had folded, and no other', () => {
    const stepsIn = (chart: Chart, branch: Branch, run: string): readonly number[] =>
      timelineOf(branch).flatMap(({ index }) => {
        const place = rowAt(chart.parts, index);
        const row = place?.part.rows[place.row];
        return row && chart.lanes[row.lane]!.runs.includes(run) ? index : [];
      });
    for (const { name, branch } of folding) {
      for (const { key } of charted(branch).runs)
        expect(stepsIn(charted(branch, [key]), branch, key), `${name}, ${key}`).toEqual(
          stepsIn(charted(branch), branch, key),
        );
    }
  });
  it('gives the picture as it was when it is folded again', () => {
    for (const { name, branch } of folding) {
      const folded = charted(branch);
      const all = folded.runs.map(({ key }) => key);
      expect(
        charted(branch, all).lanes.every(({ members }) => members.length === 0),
        name,
      ).toBe(true);
      const again = charted(branch);
      expect(again).toEqual(folded);
      const geometry = (chart: Chart): unknown => placeSequence(chart, { width: 900, isOpen: () => true });
      expect(geometry(again)).toEqual(geometry(folded));
    }
  });
  it('leaves each step on a row, above none that came before, whichever runs are unfolded', () => {
    for (const { name, branch } of folding) {
      const keys = charted(branch).runs.map(({ key }) => key);
      for (const unfolded of [keys, keys.slice(0, 1), keys.slice(1)]) {
        const chart = charted(branch, unfolded);
        const rows = rowsOf(chart);
        let last = -1;
        for (const { index } of timelineOf(branch)) {
          const place = rowAt(chart.parts, index);
          const at = place ? rows.indexOf(place.part.rows[place.row]!) : -1;
          expect(at, `${name}, step ${index}`).toBeGreaterThanOrEqual(Math.max(0, last));
          last = at;
        }
      }
    }
  });
  it('is none where a single device stands between two machines, and where all have room', () => {
    for (const { name, branch } of branches) {
      const { lanes, runs } = charted(branch);
      for (const { members } of runs) expect(members.length, name).toBeGreaterThan(1);
      const named = runs.map(({ key }) => key);
      for (const lane of lanes) for (const run of lane.runs) expect(named, name).toContain(run);
      expect(
        lanes.filter(({ members }) => members.length > 0).map(({ key }) => key),
        name,
      ).toEqual(expect.arrayContaining([...named]));
    }
  });
});
