import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layout, roundedPath, routes } from '../src/index.ts';
import { scenes } from './scenes.ts';

/** A random scene with a random way forth and back between its devices. */
const ways = fc.tuple(scenes, fc.array(fc.nat(10_000), { minLength: 2, maxLength: 8 })).map(([scene, picks]) => {
  const geometry = layout(scene);
  const ids = [...geometry.anchors.keys()];
  const at = ids.length === 0 ? [] : picks.map((pick) => ids[pick % ids.length]!);
  const stops = at.filter((id, i) => id !== at[i - 1]).map((id, hop) => ({ at: id, hop }));
  const back = [...stops].reverse().map(({ at }, hop) => ({ at, hop }));
  return {
    geometry,
    stops,
    all: routes(geometry, [
      { direction: 'forward', stops },
      { direction: 'reply', stops: back },
    ]),
  };
});

describe('routes', () => {
  it('consist of horizontal and vertical pieces', () => {
    fc.assert(
      fc.property(ways, ({ all }) => {
        for (const { points } of all) {
          points.slice(1).forEach((point, i) => {
            const [dx, dy] = [point.x - points[i]!.x, point.y - points[i]!.y];
            if (Math.abs(dx) > 0.01 && Math.abs(dy) > 0.01) expect([points[i], point]).toBe('one axis');
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('start and end at their devices', () => {
    fc.assert(
      fc.property(ways, ({ geometry, stops, all }) => {
        const [forward] = all;
        if (stops.length < 2 || forward!.points.length === 0) return;
        for (const [stop, point] of [
          [stops[0]!, forward!.points[0]!],
          [stops.at(-1)!, forward!.points.at(-1)!],
        ] as const) {
          const anchor = geometry.anchors.get(stop.at)!;
          const x = anchor.stub ?? anchor.x;
          expect(Math.max(Math.abs(point.x - x), Math.abs(point.y - anchor.y))).toBeLessThan(40);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never share a track over a common interval', () => {
    fc.assert(
      fc.property(ways, ({ all }) => {
        const legs = all.flatMap((route) => route.legs);
        for (const [i, a] of legs.entries()) {
          for (const b of legs.slice(i + 1)) {
            if (a.channel !== b.channel || a.offset !== b.offset) continue;
            const common =
              Math.min(Math.max(a.from, a.to), Math.max(b.from, b.to)) -
              Math.max(Math.min(a.from, a.to), Math.min(b.from, b.to));
            expect(common).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('become a path with rounded corners', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
    ];
    expect(roundedPath(points, 4)).toBe('M0,0L6,0Q10,0 10,4L10,10');
    expect(roundedPath([{ x: 0, y: 0 }])).toBe('');
  });
});
