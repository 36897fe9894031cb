import { sceneOf } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { relayed, relayText } from '../../engine/test/support/relay-network.ts';
import { relayTo } from '../../engine/test/support/relays.ts';
import { badgesOf, layout, routes, waysOf } from '../src/index.ts';

const relays = { 'edge:8443': relayTo('edge', 'app1 10.0.3.11:8080') };
const { model, trace } = await relayed(relays);
const geometry = layout(sceneOf(model.plan));
const [branch] = trace().routes;
const ways = waysOf(geometry, branch!);

describe('the ways of a branch with a relay', () => {
  test('are one for each connection and direction, the last one answering first', () => {
    expect(ways.map(({ direction, begins, ends, stops }) => [direction, begins, ends, stops[0]!.hop])).toEqual([
      ['forward', undefined, 'relay', 0],
      ['forward', 'relay', undefined, 3],
      ['reply', undefined, 'relay', 0],
      ['reply', 'relay', undefined, 3],
    ]);
  });

  test('end where the next begin, and share no track', () => {
    for (const at of [0, 2]) expect(ways[at]!.stops.at(-1)!.at).toBe(ways[at + 1]!.stops[0]!.at);
    const drawn = routes(geometry, ways);
    // a connection stops before the box of its relay, and the next begins at it
    expect(Math.abs(drawn[0]!.points.at(-1)!.y - drawn[1]!.points[0]!.y)).toBe(6);
    const pieces = drawn.flatMap(({ legs }, route) => legs.map((leg) => ({ ...leg, route })));
    for (const a of pieces)
      for (const b of pieces) {
        if (a === b || a.channel !== b.channel || a.sense !== b.sense || a.track !== b.track) continue;
        const [low, high] = [
          Math.max(Math.min(a.from, a.to), Math.min(b.from, b.to)),
          Math.min(Math.max(a.from, a.to), Math.max(b.from, b.to)),
        ];
        if (a.route !== b.route) expect(high - low, a.channel).toBeLessThanOrEqual(0);
      }
  });

  test('have the numbers of one direction when asked, two of them at the relay', () => {
    const badges = badgesOf(geometry, branch!, ['forward']);
    expect(badges.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(badges[2]!.y).toBe(badges[3]!.y);
    expect(badges[3]!.x).toBeGreaterThan(badges[2]!.x);
    expect(badgesOf(geometry, branch!, ['reply']).map(({ text }) => text)).toEqual([
      'R1',
      'R2',
      'R3',
      'R4',
      'R5',
      'R6',
    ]);
  });

  test('leave out the answer that never came, and keep that of the relay', async () => {
    const dead = (await relayed(relays, relayText({ intoApps: 'ingress tcp/81 from 0.0.0.0/0' }))).trace().routes[0]!;
    expect(waysOf(geometry, dead).map(({ direction, begins, ends }) => [direction, begins, ends])).toEqual([
      ['forward', undefined, 'relay'],
      ['forward', 'relay', undefined],
      ['reply', undefined, undefined],
    ]);
  });
});

test('of questions about names each has a way and numbers of its own', async () => {
  const names = await exampleModel('internet-dns');
  const drawing = layout(sceneOf(names.plan));
  const [asked] = names.trace(names.topology.walks.find(({ name }) => name === 'W01')!.id).routes;
  const legs = new Set(waysOf(drawing, asked!).map(({ leg }) => leg));
  expect(legs.size).toBeGreaterThan(3);
  const all = badgesOf(drawing, asked!, ['forward']);
  const each = [...legs].flatMap((leg) => badgesOf(drawing, asked!, ['forward'], leg));
  expect(each.map(({ text }) => text).sort()).toEqual(all.map(({ text }) => text).sort());
  for (const leg of legs) {
    const places = badgesOf(drawing, asked!, ['forward'], leg).map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  }
});

test('the ways of a branch with one connection are one there and one back, as ever', async () => {
  const talk = await exampleModel('eks-talk');
  const drawing = layout(sceneOf(talk.plan));
  for (const walk of talk.topology.walks)
    for (const route of talk.trace(walk.id).routes)
      expect(waysOf(drawing, route).map(({ stops: _, ...rest }) => rest)).toEqual([
        { direction: 'forward' },
        { direction: 'reply' },
      ]);
});
