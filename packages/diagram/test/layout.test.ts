import { elementId, type Scene, type SceneSubnet } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, type Geometry, type Level, layout } from '../src/index.ts';
import { goldenScenes } from './golden-scenes.ts';
import { nodeOf, reversed, scenes } from './scenes.ts';
import { talkScene } from './talk-scene.ts';

const levels: readonly Level[] = ['zone', 'subnet', 'node', 'pod'];
const over = (check: (geometry: Geometry, scene: Scene, level: Level) => void): void => {
  const property = fc.property(scenes, fc.constantFrom(...levels), (scene, level) => {
    check(layout(scene, { level }), scene, level);
  });
  fc.assert(property, { numRuns: 60 });
};
const right = (box: Box): number => box.x + box.w;
const bottom = (box: Box): number => box.y + box.h;
const plain = (geometry: Geometry): unknown => ({
  ...geometry,
  boxes: [...geometry.boxes].sort((a, b) => (a.id < b.id ? -1 : 1)),
  channels: [...geometry.channels.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  anchors: [...geometry.anchors].sort(([a], [b]) => (a < b ? -1 : 1)),
  aliases: [...geometry.aliases].sort(([a], [b]) => (a < b ? -1 : 1)),
});

describe('layout', () => {
  it('keeps siblings apart and children inside their parent', () => {
    // Interfaces, gateways, home routers and the internet gateway straddle a border by rule.
    const straddles = new Set(['eni', 'gateway', 'igw', 'router']);
    over((geometry) => {
      const byId = new Map(geometry.boxes.map((box) => [box.id, box]));
      expect(byId.size).toBe(geometry.boxes.length);
      const siblings = new Map<string, Box[]>();
      for (const box of geometry.boxes) {
        for (const value of [box.x, box.y, box.w, box.h]) expect(Number.isFinite(value)).toBe(true);
        expect(Math.min(box.w, box.h)).toBeGreaterThan(0);
        if (straddles.has(box.kind)) continue;
        const parent = byId.get(box.parent ?? '');
        siblings.set(box.parent ?? '', [...(siblings.get(box.parent ?? '') ?? []), box]);
        if (!parent) continue;
        expect([
          box.x >= parent.x,
          box.y >= parent.y,
          right(box) <= right(parent),
          bottom(box) <= bottom(parent),
        ]).toEqual([true, true, true, true]);
      }
      for (const group of siblings.values()) {
        for (const [i, a] of group.entries()) {
          for (const b of group.slice(i + 1)) {
            const apart = right(a) <= b.x || right(b) <= a.x || bottom(a) <= b.y || bottom(b) <= a.y;
            if (!apart) expect(`${a.id} covers ${b.id}`).toBe('');
          }
        }
      }
    });
  });

  it('leads no channel through a box that holds a device', () => {
    const solid = new Set(['pod', 'host', 'outside', 'cell', 'balancer', 'endpoint', 'target']);
    over((geometry) => {
      for (const channel of geometry.channels.values()) {
        if (channel.kind === 'hidden') continue;
        const [low, high] = [Math.min(channel.from, channel.to), Math.max(channel.from, channel.to)];
        for (const box of geometry.boxes) {
          if (!solid.has(box.kind)) continue;
          const crosses =
            channel.along === 'h'
              ? channel.at > box.y && channel.at < bottom(box) && low < right(box) && high > box.x
              : channel.at > box.x && channel.at < right(box) && low < bottom(box) && high > box.y;
          if (crosses) expect(`${channel.id} crosses ${box.id}`).toBe('');
        }
      }
    });
  });

  it('has homes, systems and the gateway on one way that never turns back', () => {
    over(({ anchors, boxes, channels }, scene) => {
      const [first] = scene.vpcs;
      const last = boxes.filter(({ kind }) => kind === 'bead').sort((a, b) => a.x - b.x);
      const gateway = first && anchors.get(first.igw?.id ?? '');
      for (const { id } of scene.lans.flatMap(({ routers }) => routers)) {
        const router = anchors.get(id)!;
        if (gateway && scene.vpcs.length === 1) expect(router.x).toBeLessThan(gateway.x);
        for (const bead of last) expect(router.x).toBeLessThan(bead.x);
      }
      if (!gateway || last.length === 0) return;
      expect(gateway.x).toBeCloseTo(last.at(-1)!.x + last.at(-1)!.w / 2);
      expect(channels.get('wan')!.to).toBeGreaterThan(gateway.x);
    });
  });

  it('gives equal geometry for the same scene in another order', () => {
    over((geometry, scene, level) => expect(plain(layout(reversed(scene), { level }))).toEqual(plain(geometry)));
  });

  it('aligns subnets of a row and lines of nodes over all zones', () => {
    over((geometry, scene) => {
      for (const vpc of scene.vpcs) {
        for (const row of vpc.rows) {
          const ids = new Set<string>(vpc.subnets.filter((subnet) => subnet.row === row.id).map((subnet) => subnet.id));
          const boxes = geometry.boxes.filter((box) => box.kind === 'subnet' && ids.has(box.id));
          expect(new Set(boxes.map((box) => `${box.y} ${box.h}`)).size).toBeLessThanOrEqual(1);
          const nodes = geometry.boxes.filter((box) => box.kind === 'node' && ids.has(box.parent ?? ''));
          const heights = new Map(nodes.map((box) => [box.y, box.h]));
          for (const box of nodes) expect(box.h).toBe(heights.get(box.y));
        }
      }
    });
  });

  it('moves nothing in other lines when a node is added and the last slots are a hint', () => {
    const before = layout(talkScene);
    const [vpc] = talkScene.vpcs;
    const eni = { id: elementId('talk/nAA/eni.0'), label: 'eth0', address: '192.168.1.90', pods: [] };
    const added = { id: elementId('talk/nAA'), label: 'nAA', machine: 'm5.large', used: 0, max: 29, enis: [eni] };
    const grown: Scene = {
      ...talkScene,
      vpcs: [
        {
          ...vpc!,
          subnets: vpc!.subnets.map((subnet) =>
            subnet.label === 'work-1' ? { ...subnet, nodes: [...subnet.nodes, added] } : subnet,
          ),
        },
      ],
    };
    const after = layout(grown, { hint: before.slots });
    const places = new Map(after.boxes.map((box) => [box.id, box]));
    for (const box of before.boxes) {
      const inLine = ['node', 'pod', 'kernel', 'eni'].includes(box.kind) && places.get(box.id)!.x < 400;
      if (inLine) expect([places.get(box.id)!.x, places.get(box.id)!.y]).toEqual([box.x, box.y]);
      expect(places.get(box.id)!.y).toBe(box.y);
    }
    expect(after.slots[elementId('talk/nAA')]).toBe(2);
  });

  it('lays out 10,000 pods in work that grows with their number', () => {
    const zones = ['a', 'b', 'c'].map((label) => ({ id: `big#zone.${label}`, label }));
    const big: Scene = {
      internet: [],
      names: [],
      lans: [],
      systems: [],
      vpcs: [
        {
          ...{
            id: elementId('big'),
            label: 'big',
            cidr: '10.0.0.0/16',
            zones,
            balancers: [],
            groups: [],
            services: [],
          },
          rows: [{ id: 'private', label: 'private' }],
          subnets: zones.map((zone, z) => ({
            ...{ id: elementId(`big/s${z}`), label: `s${z}`, cidr: '10.0.0.0/20', zone: zone.id, row: 'private' },
            ...{ table: 'rt', used: 1, usable: 4091, hosts: [] },
            nodes: Array.from({ length: 120 }, (_, n) => nodeOf(`big/${z}/${n}`, `n${n}`, [14, 14])),
          })),
        },
      ],
    };
    const geometry = layout(big);
    const count = (kind: string): number => geometry.boxes.filter((box) => box.kind === kind).length;
    expect(count('pod')).toBe(10_080);
    // A box per pod, two per node, one per interface, and a handful: nothing grows faster than the scene.
    expect(geometry.boxes.length).toBe(10_080 + 360 * 2 + 720 + 3 * 3 + 1);
    expect(geometry.channels.size).toBeLessThan(2_000);
  });

  it('draws an empty VPC and a scene with nothing in it', () => {
    const empty = { id: elementId('v'), label: 'v', cidr: '10.0.0.0/16', zones: [], rows: [], subnets: [] };
    const geometry = layout({
      internet: [],
      names: [],
      lans: [],
      systems: [],
      vpcs: [{ ...empty, balancers: [], groups: [], services: [] }],
    });
    expect(geometry.boxes.map((box) => box.kind)).toEqual(['vpc']);
    expect(layout({ internet: [], names: [], lans: [], systems: [], vpcs: [] }).boxes).toEqual([]);
  });

  it('keeps the golden geometry of the cluster of the talk', async () => {
    await expect(`${JSON.stringify(plain(layout(talkScene)), null, 1)}\n`).toMatchFileSnapshot('golden/talk.json');
  });

  it.each(Object.entries(goldenScenes))('keeps the golden geometry of %s', async (name, scene) => {
    const { boxes, channels, width, height } = layout(scene);
    const lines = [
      `drawing ${width} × ${height}`,
      ...boxes.map(
        ({ kind, id, x, y, w, h, parent }) => `${kind} ${id} at ${x},${y} is ${w} × ${h} in ${parent ?? '-'}`,
      ),
      ...[...channels.values()].map(
        ({ id, along, at, from, to, kind }) => `${kind} ${id} ${along} at ${at} ${from}…${to}`,
      ),
    ];
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('keeps every slot when a node is added, and the places inside subnets of other rows', () => {
    const property = fc.property(scenes, fc.nat(), fc.string({ minLength: 1, maxLength: 4 }), (scene, which, name) => {
      const all = scene.vpcs.flatMap(({ subnets }) => subnets);
      const chosen = all[which % Math.max(1, all.length)];
      if (!chosen) return;
      const before = layout(scene);
      const added = nodeOf(`${chosen.id}/new-${name}`, name, [1]);
      const grow = (subnet: SceneSubnet): SceneSubnet =>
        subnet === chosen ? { ...subnet, nodes: [...subnet.nodes, added] } : subnet;
      const grown = { ...scene, vpcs: scene.vpcs.map((vpc) => ({ ...vpc, subnets: vpc.subnets.map(grow) })) };
      const after = layout(grown, { hint: before.slots });
      for (const [id, slot] of Object.entries(before.slots)) expect(after.slots[id]).toBe(slot);
      const inOtherRow = new Set(all.filter(({ row }) => row !== chosen.row).map(({ id }) => id as string));
      const inside = ({ boxes }: Geometry): Map<string, string> => {
        const byId = new Map(boxes.map((box) => [box.id, box]));
        const held = boxes.filter(({ kind, parent }) => kind === 'node' && inOtherRow.has(parent ?? ''));
        return new Map(
          held.map((box) => {
            const parent = byId.get(box.parent ?? '')!;
            return [box.id, `${box.x - parent.x} ${box.y - parent.y} ${box.w} ${box.h}`];
          }),
        );
      };
      expect(inside(after)).toEqual(inside(before));
    });
    fc.assert(property, { numRuns: 60 });
  });
});
