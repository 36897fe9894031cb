import type { Branch, Trace } from '@netk/engine';
import { timelineOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import {
  type Chart,
  chartOf,
  foldsAtFirst,
  placeSequence,
  rowAt,
  rowShapes,
  type SequenceGeometry,
  textOf,
  usualSwitches,
} from '../src/index.ts';
import { widthOf } from '../src/sequence/lines.ts';
import { chartText, geometryText } from './sequence-text.ts';

const files = ['eks-talk', 'eks-talk-more', 'corner-cases', 'internet-dns', 'bridge', 'ipv6-prefix-custom'] as const;
const models = await Promise.all(files.map((file) => exampleModel(file)));
const traces: readonly Trace[] = models.flatMap((model) => model.topology.walks.map((walk) => model.trace(walk.id)));
const branchOf = (name: string, at = 0): Branch => traces.find((trace) => trace.name === name)!.routes[at]!;
const firsts: readonly { readonly name: string; readonly branch: Branch; readonly chart: Chart }[] = traces.flatMap(
  ({ name = '', routes }) => (routes[0] ? [{ name, branch: routes[0], chart: chartOf(routes[0]) }] : []),
);
const placed = (chart: Chart, width: number): SequenceGeometry =>
  placeSequence(chart, { width, isOpen: (part) => !foldsAtFirst(part) });

describe('the lanes of a sequence', () => {
  it('are the devices in the order in which the packet comes to them', () => {
    expect(chartOf(branchOf('W22')).lanes.map(({ label }) => label)).toEqual(['pod51', 'nA', 'nB', 'pod71']);
  });
  it('have what only the answer passes where it passes it', () => {
    const lanes = chartOf(branchOf('W20')).lanes.map(({ label }) => label);
    expect(lanes.indexOf('VPC router')).toBe(lanes.indexOf('nB') - 1);
  });
  it('fold runs of devices between machines where there are more than six', () => {
    const { lanes } = chartOf(branchOf('W30'));
    expect(lanes.map(({ label }) => label)).toEqual([
      ...['client', '3 devices', 'ALB edge a', 'm1', 'controller', 'VPC router', 'm2', 'app'],
    ]);
    expect(lanes[1]!.members).toEqual(['Internet', 'igw2', 'VPC router']);
    expect(lanes[1]!.sub).toBe('1 × NAT');
  });
  it('give the answer the lane by which the question went', () => {
    for (const { name, chart } of firsts)
      expect(new Set(chart.lanes.map(({ key }) => key)).size, name).toBe(chart.lanes.length);
  });
});

describe('the rows of a sequence', () => {
  it('give every hop its number once, and in order', () => {
    for (const { name, branch, chart } of firsts) {
      if (branch.control) continue;
      const said = chart.parts.flatMap((part) =>
        part.rows.flatMap((row) => {
          const own = row.number === undefined ? [] : [row.hop];
          const lines = row.kind === 'note' ? row.lines.flatMap(({ hop }) => hop ?? []) : [];
          return [...lines, ...own].map((hop) => `${part.direction} ${hop}`);
        }),
      );
      const hops = (['forward', 'reply'] as const).flatMap((way) => branch[way].map((_, hop) => `${way} ${hop}`));
      expect([...new Set(said)], name).toEqual(hops);
    }
  });
  it('show each step of the walk: none stands outside, and the cursor never goes up', () => {
    for (const { name, branch, chart } of firsts) {
      let last = -1;
      const rows = chart.parts.flatMap((part) => part.rows);
      for (const { index } of timelineOf(branch)) {
        const place = rowAt(chart.parts, index);
        expect(place, `${name}, step ${index}`).toBeDefined();
        const at = rows.indexOf(place!.part.rows[place!.row]!);
        expect(at, `${name}, step ${index}`).toBeGreaterThanOrEqual(last);
        last = at;
      }
    }
  });
  it('mark what was rewritten on the way, and nothing on the first packet', () => {
    const arrows = chartOf(branchOf('W22')).parts[0]!.rows.filter((row) => row.kind === 'arrow');
    const marked = arrows.map(({ above }) =>
      above.flatMap(({ spans }) => spans.filter(({ look }) => look === 'changed').map(({ text }) => text)),
    );
    expect(marked).toEqual([[], ['192.168.1.71:8080'], []]);
  });
  it('end a connection with a stop at relays, and never at a translation', () => {
    for (const { name, branch, chart } of firsts) {
      const relays = (branch.legs ?? []).filter(({ kind }) => kind === 'connection').length;
      const stops = chart.parts.flatMap((part) => part.rows.filter((row) => row.kind === 'arrow' && row.ends));
      if (relays < 2 && !branch.legs?.some(({ kind }) => kind === 'lookup')) expect(stops, name).toEqual([]);
    }
    const ends = chartOf(branchOf('W30')).parts.map((part) =>
      part.rows.some((row) => row.kind === 'arrow' && row.ends),
    );
    expect(ends).toEqual([true, true, false, true, true, false]);
  });
  it('show rules only when they are asked for, and frames unless they are not', () => {
    const branch = branchOf('W22');
    const looks = (switches: Partial<typeof usualSwitches>): Set<string> =>
      new Set(
        chartOf(branch, { ...usualSwitches, ...switches }).parts.flatMap((part) =>
          part.rows.map((row) => (row.kind === 'note' ? row.look : `below ${row.below.length}`)),
        ),
      );
    expect(looks({})).toEqual(new Set(['below 2', 'nat', 'track', 'end']));
    expect(looks({ nat: false, frames: false })).toEqual(new Set(['below 0', 'end']));
    expect(looks({ rules: true })).toContain('rule');
  });
  it('say what the picture shows, in words', () => {
    for (const { name, chart } of firsts) {
      for (const row of chart.parts.flatMap((part) => part.rows)) {
        const lines = row.kind === 'arrow' ? row.above : row.lines;
        for (const line of lines) expect(row.words, name).toContain(textOf(line));
      }
    }
  });
  it('read as the golden text', async () => {
    for (const name of ['W22', 'W30', 'W51-vxlan', 'W03', 'W25-forced'])
      await expect(`${chartText(chartOf(branchOf(name)))}\n`).toMatchFileSnapshot(`golden/sequence/${name}.txt`);
  });
});

describe('the geometry of a sequence', () => {
  it('is equal for equal input, and golden', async () => {
    const chart = chartOf(branchOf('W30'));
    for (const width of [420, 760, 1200]) {
      const text = geometryText(placed(chart, width));
      expect(geometryText(placed(chartOf(branchOf('W30')), width))).toBe(text);
      await expect(`${text}\n`).toMatchFileSnapshot(`golden/sequence/W30-${width}.txt`);
    }
  });
  it('keeps every row inside the width, and below the one before', () => {
    for (const { name, chart } of firsts) {
      for (const width of [320, 420, 760, 1200]) {
        const geometry = placed(chart, width);
        for (const { rows, body } of geometry.parts) {
          let below = 0;
          for (const row of rows) {
            const [left, right] =
              row.kind === 'note' ? [row.x, row.x + row.w] : [Math.min(row.x1, row.x2), Math.max(row.x1, row.x2)];
            expect(left, `${name} at ${width}`).toBeGreaterThanOrEqual(0);
            expect(right, `${name} at ${width}`).toBeLessThanOrEqual(geometry.width);
            for (const line of row.lines) {
              expect(line.x - widthOf(line) / 2, `${name} at ${width}: ${textOf(line)}`).toBeGreaterThanOrEqual(0);
              expect(line.x + widthOf(line) / 2, `${name} at ${width}: ${textOf(line)}`).toBeLessThanOrEqual(width);
            }
            expect(row.y, `${name} at ${width}`).toBeGreaterThan(below);
            below = row.kind === 'note' ? row.y + row.h : row.y;
          }
          if (rows.length > 0) expect(body).toBeGreaterThan(below);
        }
      }
    }
  });
  it('gives each part its own lanes where all do not fit beside each other', () => {
    const chart = chartOf(branchOf('W30'));
    const narrow = placed(chart, 420);
    expect(narrow.heads).toEqual([]);
    expect(narrow.parts[0]!.heads.map(({ label }) => label)).toEqual(['client', '3 devices', 'ALB edge a']);
    expect(placed(chart, 760).heads).toHaveLength(8);
  });
  it('has two lines for a question about a name where one has no room', () => {
    const chart = chartOf(branchOf('W04'));
    const rise = (width: number): number => {
      const [open, folded] = [true, false].map((lookupsOpen) =>
        placeSequence(chart, { width, isOpen: () => true, lookupsOpen }),
      );
      return (open!.parts[0]!.y - folded!.parts[0]!.y) / chart.lookups!.all.length;
    };
    expect([rise(420), rise(1200)]).toEqual([42, 24]);
  });
  it('folds an answer that mirrors the question, and says so', () => {
    const { parts } = placed(chartOf(branchOf('W30')), 760);
    expect(parts.filter(({ open }) => !open).map(({ part }) => [part.key, part.mirror])).toEqual([
      ['reply-2', 'exact mirror, no NAT'],
    ]);
  });
  it('nests the brackets as the connections do', () => {
    const { brackets } = placed(chartOf(branchOf('W30')), 760);
    expect(brackets.map(({ sign }) => sign)).toEqual(['A', 'B', 'C']);
    for (const [i, inner] of brackets.slice(1).entries()) {
      const outer = brackets[i]!;
      expect(inner.y).toBeGreaterThan(outer.y);
      expect(inner.y + inner.h).toBeLessThanOrEqual(outer.y + outer.h);
    }
  });
  it('draws each row as shapes with its words', () => {
    for (const row of placed(chartOf(branchOf('W22')), 760).parts.flatMap(({ rows }) => rows)) {
      const [title] = rowShapes(row);
      expect(title).toMatchObject({ tag: 'title', children: [row.row.words] });
    }
  });
});
