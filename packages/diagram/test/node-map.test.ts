import type { Inside, InsidePassage } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { nodeMap } from '../src/inside/node-map.ts';

const hooks = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;
const inside: Inside = {
  ...{ id: 'n', name: 'n', kind: 'node', views: [], passages: [] },
  hooks: hooks.map((hook) => ({ hook, stages: [{ stage: `nat ${hook}`, priority: -100 }] })),
  ports: [
    { name: 'eth0', addresses: ['10.0.0.1/24'], role: 'outside' },
    { name: 'eni1', addresses: [], role: 'pod', pod: 'p' },
  ],
  pods: [{ id: 'p', name: 'p', lines: ['default via 169.254.1.1 dev eth0'] }],
};
const stages = (...names: readonly string[]) =>
  names.map((stage, at) => ({ stage, from: at, to: at, blocks: [], said: [] }));
const forwarded: InsidePassage = {
  ...{ direction: 'forward', hop: 0, into: 'eni1', out: 'eth0' },
  stages: stages('receive', 'nat PREROUTING', 'ip rule', 'table main', 'nat FORWARD', 'nat POSTROUTING', 'send'),
};
const numbers = (passage: InsidePassage) =>
  nodeMap(inside, passage, 900).boxes.flatMap(({ name, rows }) => rows.map(({ number }) => `${name} ${number}`));

describe('the map of a node', () => {
  it('numbers the stages in the boxes in which they stand', () => {
    expect(numbers(forwarded)).toEqual([
      ...[
        'PREROUTING 2',
        'routing 3',
        'routing 4',
        'FORWARD 5',
        'POSTROUTING 6',
        'INPUT undefined',
        'OUTPUT undefined',
      ],
    ]);
  });
  it('leads the packet from the interface that it came by to the one that it leaves by, in straight pieces', () => {
    const { way, ports } = nodeMap(inside, forwarded, 900);
    const at = (name: string) => ports.find((port) => port.name === name)!;
    expect(way[0]).toEqual({ x: at('eni1').x + at('eni1').w * 0.35, y: at('eni1').y });
    expect(way.at(-1)).toEqual({ x: at('eth0').x + at('eth0').w * 0.65, y: at('eth0').y + 20 });
    for (const [i, to] of way.entries()) {
      const from = way[i - 1];
      if (from) expect(from.x === to.x || from.y === to.y).toBe(true);
    }
  });
  it('lets what is for the machine itself end in INPUT, and what it sends begin in OUTPUT', () => {
    const local = { ...forwarded, out: undefined, stages: stages('receive', 'nat PREROUTING', 'ip rule', 'nat INPUT') };
    expect(numbers(local as InsidePassage)).toContain('INPUT 4');
    const own = {
      direction: 'forward',
      hop: 0,
      out: 'eth0',
      stages: stages('ip rule', 'nat OUTPUT', 'nat POSTROUTING'),
    };
    expect(numbers(own as InsidePassage)).toEqual(expect.arrayContaining(['routing 1', 'OUTPUT 2', 'POSTROUTING 3']));
  });
  it('has boxes that do not touch, inside of its size, in every width', () => {
    for (const width of [420, 620, 900, 1400]) {
      const { boxes, width: w, height } = nodeMap(inside, forwarded, width);
      for (const [i, a] of boxes.entries()) {
        expect(a.x >= 0 && a.x + a.w <= w && a.y + a.h <= height).toBe(true);
        for (const b of boxes.slice(i + 1))
          expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
      }
    }
  });
  it('is the same for the same inside', () => {
    expect(nodeMap(inside, forwarded, 900)).toEqual(nodeMap(structuredClone(inside), forwarded, 900));
  });
});
