import type { Branch, Hop } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sansWidth } from '../src/metrics.ts';
import {
  cellLines,
  cellNames,
  foundText,
  heatOf,
  isOpen,
  levelAfter,
  levelAt,
  lineOf,
  mapStops,
  nearestCell,
  pathTo,
  placeInView,
  readableAt,
  type ScaleCell,
  type ScaleMap,
  scaleMap,
  seek,
  shownCells,
  standsFor,
  summaryOf,
  viewOf,
  viewWith,
} from '../src/scale/index.ts';
import { nodeOf, reversed, sceneOfShape, scenes } from './scenes.ts';
import { talkScene } from './talk-scene.ts';

const levels = ['zone', 'subnet', 'node', 'pod'] as const;
const screen = { width: 1000, height: 600 };
const holds = (law: (map: ScaleMap) => void): void =>
  fc.assert(
    fc.property(scenes, (scene) => law(scaleMap(scene))),
    { numRuns: 30 },
  );
const innermost = (map: ScaleMap, level: (typeof levels)[number]): readonly ScaleCell[] =>
  shownCells(map, level).filter((cell) => !isOpen(cell, level));
const childrenOf = ({ cells }: ScaleMap, at: number): readonly ScaleCell[] =>
  cells.filter(({ parent }) => parent === at);
const apart = (a: ScaleCell, b: ScaleCell): boolean =>
  a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
/** Three zones with so many nodes each, and so many pods on each of them. */
const cluster = (nodes: number, pods: number) =>
  sceneOfShape({
    ...{ outside: 1, lans: [], systems: 0 },
    vpcs: [
      {
        ...{ igw: true, rows: 1, balancer: false, services: 2 },
        zones: Array.from({ length: 3 }, () => [{ hosts: 0, nodes: Array.from({ length: nodes }, () => [pods]) }]),
      },
    ],
  });

describe('the map of a scene', () => {
  it('has cells that never overlap, each in the one around it and below its gutter', () => {
    holds((map) => {
      for (const at of [-1, ...map.cells.keys()]) {
        const all = childrenOf(map, at);
        const around = map.cells[at] ?? { x: 0, y: 0, w: map.width, h: map.height };
        const isWell = (cell: ScaleCell, i: number): boolean =>
          all.slice(i + 1).every((other) => apart(cell, other)) &&
          cell.x > around.x &&
          cell.y - cell.gutter >= around.y &&
          cell.x + cell.w < around.x + around.w + 0.001 &&
          cell.y + cell.h < around.y + around.h + 0.001;
        expect(all.filter((cell, i) => !isWell(cell, i))).toEqual([]);
      }
    });
  });
  it('shows every pod in exactly one cell at every level, and the same number of pods and nodes at all of them', () => {
    holds((map) => {
      const pods = map.cells.filter(({ kind }) => kind === 'pod');
      const nodes = map.cells.filter(({ kind }) => kind === 'node');
      for (const level of levels) {
        const shown = innermost(map, level);
        const holders = (pod: ScaleCell) => shown.filter(({ at, end }) => at <= pod.at && pod.at < end).length;
        expect(pods.filter((pod) => holders(pod) !== 1)).toEqual([]);
        expect(shown.reduce((sum, cell) => sum + cell.pods, 0)).toBe(pods.length);
        if (level !== 'pod') expect(shown.reduce((sum, cell) => sum + cell.nodes, 0)).toBe(nodes.length);
      }
    });
  });
  it('counts in a cell what is counted in the cells in it', () => {
    holds((map) => {
      for (const cell of map.cells) {
        const all = childrenOf(map, cell.at);
        const sum = (count: 'pods' | 'nodes' | 'fullNodes') => all.reduce((total, each) => total + each[count], 0);
        if (cell.kind === 'node') expect(cell.pods).toBe(sum('pods'));
        else if (all.length > 0)
          expect([cell.pods, cell.nodes, cell.fullNodes]).toEqual([sum('pods'), sum('nodes'), sum('fullNodes')]);
        if (cell.kind === 'zone' && cell.nodes > 0) expect(cell.used).toBe(cell.pods);
      }
    });
  });
  it('does not depend on the order of declarations', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        expect(scaleMap(reversed(scene)).cells).toEqual(scaleMap(scene).cells);
      }),
      { numRuns: 20 },
    );
  });
  it('gives all nodes one size, and subnets of one class one height over the zones', () => {
    const { cells } = scaleMap(talkScene);
    const sizes = (ids: readonly string[]) =>
      new Set(cells.filter(({ id }) => ids.includes(id)).map(({ w, h }) => `${w} ${h}`));
    expect(sizes(cells.filter(({ kind }) => kind === 'node').map(({ id }) => id)).size).toBe(1);
    expect(sizes(['main/work-1', 'main/work-2', 'main/work-3']).size).toBe(1);
  });
  it('has no level of zones where there are none', () => {
    const [vpc] = talkScene.vpcs;
    const zoneless = {
      ...vpc!,
      zones: [{ id: 'z', label: '' }],
      subnets: vpc!.subnets.map((s) => ({ ...s, zone: 'z' })),
    };
    const map = scaleMap({ ...talkScene, vpcs: [zoneless] });
    expect(map.levels).toEqual(['subnet', 'node', 'pod']);
    expect(map.cells.filter(({ kind }) => kind === 'zone')).toEqual([]);
    expect(scaleMap(talkScene).levels).toEqual(levels);
  });
  it('of nothing at all has a level and no cell', () => {
    const map = scaleMap({ internet: [], names: [], lans: [], systems: [], vpcs: [] });
    expect([map.levels, map.cells]).toEqual([['zone'], []]);
    expect(placeInView(map, 'zone', viewOf(map, undefined, screen))).toBeUndefined();
  });
  it('has 10,000 pods in less than a hundred cells in view, wherever one looks', () => {
    const map = scaleMap(cluster(67, 50));
    for (const at of [0, 0.3, 0.7, 1])
      for (let k = viewOf(map, undefined, screen).k; k < 2; k *= 1.3) {
        const view = { k, x: -at * (map.width * k - 1000), y: -at * (map.height * k - 600), ...screen };
        const shown = shownCells(map, levelAt(map, k), view);
        expect(shown.length).toBeLessThan(330);
      }
  });
});

describe('names and words of a map', () => {
  it('cut names so that those that differ stay different', () => {
    const labels = Array.from({ length: 40 }, (_, i) => `-${i}-17.eu-central-1.compute.internal`);
    const [vpc] = cluster(40, 1).vpcs;
    const subnets = vpc!.subnets.map((subnet, s) => ({
      ...subnet,
      nodes: labels.map((label, i) => nodeOf(`n${s}-${i}`, `ip-10-${s}${label}`, [1])),
    }));
    const map = scaleMap({ ...talkScene, vpcs: [{ ...vpc!, subnets }] });
    const nodes = map.cells.filter(({ kind }) => kind === 'node');
    for (const width of [60, 80, 120, 200]) {
      const texts = nodes.map((cell) => cellNames(map)(cell)(cell.label, width));
      expect(new Set(texts).size).toBe(120);
      for (const text of texts) expect(sansWidth(text)).toBeLessThanOrEqual(width + 1);
    }
  });
  it('say what is full with a word', () => {
    expect([heatOf({ used: 10, max: 29 }), heatOf({ used: 27, max: 29 }), heatOf({ used: 29, max: 29 })]).toEqual([
      ...['calm', 'high', 'full'],
    ]);
    expect(heatOf({ used: 1 })).toBeUndefined();
    const node = scaleMap(talkScene).byId.get('talk/nB')!;
    expect(cellLines(node, 2)).toEqual(['nB, node', 'm5.large', '3 of 29 pods used', '2 matches']);
    expect(cellLines({ ...node, used: 29 })).toContain('the next pod here stays Pending');
  });
  it('tell what there is in all', () => {
    expect(summaryOf(scaleMap(talkScene)).map(({ text }) => text)).toEqual([
      ...['3 zones', '6 subnets', '4 nodes', '7 of 116 pods'],
    ]);
  });
});

describe('a view of a map', () => {
  it('has the cells that touch it and no others', () => {
    fc.assert(
      fc.property(scenes, fc.double({ min: 0.05, max: 2, noNaN: true }), fc.nat(100), fc.nat(100), (scene, k, x, y) => {
        const map = scaleMap(scene);
        const view = { k, x: -(map.width * k * x) / 100, y: -(map.height * k * y) / 100, ...screen };
        for (const level of levels) {
          const touches = shownCells(map, level).filter(
            (cell) =>
              !(view.x + (cell.x + cell.w) * k <= 0 || view.x + cell.x * k >= 1000) &&
              !(view.y + (cell.y + cell.h) * k <= 0 || view.y + cell.y * k >= 600),
          );
          expect(shownCells(map, level, view)).toEqual(touches);
        }
      }),
      { numRuns: 25 },
    );
  });
  it('opens level after level on the way in, and folds them on the way out', () => {
    for (const scene of [talkScene, cluster(5, 20), cluster(60, 50)]) {
      const map = scaleMap(scene);
      const whole = viewOf(map, undefined, screen).k;
      let [k, since, level] = [whole, whole, map.levels[0]!];
      const seen: string[] = [];
      const go = (factor: number, times: number): void => {
        for (let i = 0; i < times; i++) {
          const to = Math.max(whole * 0.5, k * factor);
          const next = levelAfter(map, level, { from: k, to, since, whole });
          if (next !== level) {
            since = to;
            seen.push(next);
          }
          [k, level] = [to, next];
        }
      };
      go(1.15, 40);
      expect(seen).toEqual(['subnet', 'node', 'pod']);
      go(1 / 1.15, 60);
      expect(seen).toEqual(['subnet', 'node', 'pod', 'node', 'subnet', 'zone']);
    }
  });
  it('stays at its level where one zooms to and fro a little', () => {
    const map = scaleMap(cluster(60, 50));
    const k = readableAt(map, 'node');
    for (const to of [k * 0.9, k * 1.05])
      expect(levelAfter(map, 'node', { from: k, to, since: k, whole: 0.01 })).toBe('node');
  });
  it('is moved no more than a cell needs that is to be seen', () => {
    const map = scaleMap(cluster(12, 20));
    const nodes = map.cells.filter(({ kind }) => kind === 'node');
    const view = viewOf(map, nodes[0], screen);
    expect(viewWith(view, nodes[0]!)).toBeUndefined();
    for (const node of nodes.slice(1)) {
      const next = viewWith(view, node) ?? view;
      expect(viewWith(next, node)).toBeUndefined();
      expect(next.k).toBe(view.k);
      expect(shownCells(map, 'node', next)).toContain(node);
    }
    const middle = { ...screen, k: 1, x: 500 - nodes[7]!.x, y: 300 - nodes[7]!.y };
    expect(nearestCell(map, 'node', middle)?.id).toBe(nodes[7]!.id);
  });
  it('of a cell is a place in it, with the cells around it on the way back', () => {
    const map = scaleMap(cluster(12, 20));
    const node = map.cells.find(({ kind }) => kind === 'node')!;
    const view = viewOf(map, node, screen);
    const place = placeInView(map, 'pod', view, node)!;
    expect(place.id).toBe(node.id);
    expect(pathTo(map, place).map(({ kind }) => kind)).toEqual(['vpc', 'zone', 'subnet', 'node']);
    expect(placeInView(map, 'node', viewOf(map, undefined, screen))).toBeUndefined();
  });
});

describe('a search in a map', () => {
  it('counts what it finds in every cell, so that the counts of a level add up', () => {
    const scene = cluster(6, 12);
    const map = scaleMap(scene);
    for (const text of ['pod-0-1', 'n3', '10.0.1.7', 'svc-1', 'nobody']) {
      const found = seek(map, scene, text)!;
      for (const level of ['zone', 'subnet'] as const)
        expect(innermost(map, level).reduce((sum, { at }) => sum + found.inside[at]!, 0)).toBe(found.hits.length);
    }
    expect(foundText(seek(map, scene, 'pod-0-11')!)).toBe('18 pods on 18 nodes');
    expect(foundText(seek(map, scene, 'n3')!)).toBe('3 matches');
    expect(foundText(seek(map, scene, 'nobody')!)).toBe('nothing');
    expect(seek(map, scene, '  ')).toBeUndefined();
  });
  it('finds the pods of a Service by its name and its address', () => {
    const map = scaleMap(talkScene);
    for (const text of ['APP1', '10.100.20.30']) {
      const { hits } = seek(map, talkScene, text)!;
      const pods = hits.map((at) => map.cells[at]!).filter(({ kind }) => kind === 'pod');
      expect(pods.map(({ label }) => label).sort()).toEqual(['pod371', 'pod71', 'pod81']);
    }
  });
});

describe('a way on a map', () => {
  const hop = (id: string, kind: Hop['kind'], ports: readonly string[] = []): Hop =>
    ({
      ...{ id, kind, device: id },
      steps: ports.map((port, i) => ({ kind: i === 0 ? 'receive' : 'send', interface: port })),
    }) as unknown as Hop;
  const wayOf = (...forward: readonly Hop[]): Branch => ({ forward, reply: [] }) as unknown as Branch;
  const talk = wayOf(
    hop('main/laptop', 'client'),
    hop('main/igw', 'internet-gateway' as Hop['kind']),
    hop('main#router', 'router', ['igw', 'work-1']),
    hop('talk/nA', 'node'),
    hop('main#router', 'router', ['work-1', 'work-2']),
    hop('talk/nD', 'node'),
    hop('talk/coredns-b', 'pod'),
  );
  it('passes the cells of its hops, folded to those that are shown', () => {
    const map = scaleMap(talkScene);
    const said = (level: (typeof levels)[number]) =>
      mapStops(map, talk, 'forward', level).map(({ cell, from, to }) => `${cell.label} ${from}-${to}`);
    expect(said('zone')).toEqual(['laptop 0-0', 'igw 1-2', 'az1 2-4', 'az2 4-6']);
    expect(said('node')).toEqual([
      ...['laptop 0-0', 'igw 1-2', 'work-1 2-2', 'nA 3-3', 'work-1 4-4', 'work-2 4-4', 'nD 5-6'],
    ]);
    expect(said('pod').slice(-2)).toEqual(['nD 5-5', 'coredns-b 6-6']);
  });
  it('is made of horizontal and vertical pieces that enter no cell but by its door', () => {
    fc.assert(
      fc.property(scenes, fc.array(fc.nat(), { minLength: 2, maxLength: 6 }), (scene, picks) => {
        const map = scaleMap(scene);
        if (map.cells.length === 0) return;
        const way = wayOf(...picks.map((pick) => hop(map.cells[pick % map.cells.length]!.id, 'host')));
        for (const level of levels) {
          const stops = mapStops(map, way, 'forward', level);
          const line = lineOf(map, stops);
          const closed = innermost(map, level);
          for (const [i, to] of line.entries()) {
            const from = line[i - 1];
            if (!from) continue;
            expect(from.x === to.x || from.y === to.y).toBe(true);
            const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
            const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
            const crosses = ({ x, y, w, h }: ScaleCell): boolean =>
              right > x + 0.01 && left < x + w - 0.01 && bottom > y + 0.01 && top < y + h - 0.01;
            expect(closed.some(crosses)).toBe(false);
          }
          for (const { cell } of stops)
            expect(line.some(({ x, y }) => x === cell.x + cell.door && y === cell.y)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
  it('stands for a pod with the innermost cell that is shown of those around it', () => {
    const map = scaleMap(talkScene);
    const pod = map.byId.get('talk/pod71')!;
    expect(levels.map((level) => standsFor(map, pod, level).label)).toEqual(['az1', 'work-1', 'nB', 'pod71']);
  });
});
