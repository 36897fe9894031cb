import type { Inside, InsidePassage } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { nodeMap } from '../src/inside/node-map.ts';

const hooks = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;
const inside: Inside = {
  links: [],
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
  nodeMap(inside, passage, 900).boxes.flatMap(({ name, rows }) =>
    rows.map((row) => `${name} ${row.numbers.join() || 'undefined'}`),
  );

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
    for (const [width, of] of [420, 620, 900, 1400].flatMap((each) => [
      [each, inside] as const,
      [each, full] as const,
    ])) {
      const { boxes, width: w, height } = nodeMap(of, forwarded, width);
      for (const [i, a] of boxes.entries()) {
        expect(a.x >= 0 && a.x + a.w <= w && a.y + a.h <= height).toBe(true);
        for (const b of boxes.slice(i + 1))
          expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
      }
    }
  });
  const full: Inside = {
    ...inside,
    links: [
      {
        place: 'ingress',
        stages: ['lxc1', 'lxc2', 'lxc3', 'lxc4', 'lxc5', 'lxc6'].map((at) => ({ stage: `tc ingress ${at}`, at })),
      },
      { place: 'egress', stages: [{ stage: 'network policy ingress' }] },
      { place: 'bridge', stages: [{ stage: 'bridge fdb', at: 'cni0' }] },
      { place: 'tunnel', stages: [{ stage: 'tunnel', at: 'vxlan0' }] },
      { place: 'sockets', stages: [{ stage: 'cgroup/connect4' }] },
    ],
  };
  const tunnelled: InsidePassage = {
    ...{ direction: 'forward', hop: 0, into: 'eni1', out: 'eth0' },
    stages: stages(
      ...['receive', 'tc ingress lxc2', 'nat PREROUTING', 'table main', 'nat POSTROUTING', 'send', 'tunnel'],
      ...['table main', 'nat OUTPUT', 'nat POSTROUTING', 'bridge fdb', 'send'],
    ),
  };
  it('has what stands at links, in bridges, tunnels and at calls of programs, and numbers a second visit as well', () => {
    const rows = nodeMap(full, tunnelled, 900).boxes.flatMap(({ name, rows: own }) =>
      own.map(({ stage, numbers: of }) => `${name}: ${stage} ${of.join()}`.trim()),
    );
    expect(rows).toEqual([
      'PREROUTING: nat PREROUTING 3',
      ...['routing: table main 4', 'routing: table main 8'],
      ...['FORWARD: nat FORWARD', 'POSTROUTING: nat POSTROUTING 5,10', 'INPUT: nat INPUT', 'OUTPUT: nat OUTPUT 9'],
      ...['ingress: lxc1', 'ingress: lxc2 2', 'ingress: lxc3'],
      ...['ingress: lxc4', 'ingress: 2 more', 'egress: network policy ingress'],
      ...['bridge: cni0 11', 'sockets: cgroup/connect4', 'tunnel: vxlan0 7'],
    ]);
  });
  it('leads a packet that is put into another through the hooks once more, in straight pieces', () => {
    const { way, boxes } = nodeMap(full, tunnelled, 900);
    for (const [i, to] of way.entries()) {
      const from = way[i - 1];
      if (from) expect(from.x === to.x || from.y === to.y).toBe(true);
    }
    for (const name of ['ingress', 'tunnel', 'OUTPUT', 'bridge']) {
      const { x, y, w, h } = boxes.find((box) => box.name === name)!;
      const touches = way.some((at) => at.x >= x && at.x <= x + w && at.y >= y && at.y <= y + h);
      expect([name, touches]).toEqual([name, true]);
    }
  });
  it('is the same for the same inside', () => {
    expect(nodeMap(inside, forwarded, 900)).toEqual(nodeMap(structuredClone(inside), forwarded, 900));
  });
});
