import type { Branch, Scene } from '@netk/engine';
import type { Box, Geometry, Level } from '../geometry.ts';
import { layout } from '../layout/layout.ts';
import { type Badge, badgesOf } from '../route/badges.ts';
import { litOf } from '../route/lit.ts';
import { picksOf, placeOfDeath } from '../route/marks.ts';
import { pipesOf } from '../route/pipes.ts';
import { routes } from '../route/routes.ts';
import { stopsOf } from '../route/stops.ts';
import { waysOf } from '../route/ways.ts';
import { wires } from '../route/wires.ts';
import { boxShapes, layers } from './box-shapes.ts';
import { namesIn } from './box-words.ts';
import { badgeShapes, deathShapes, routeShapes } from './route-shapes.ts';
import type { Drawing } from './sequence-picture.ts';
import { type Shape, shapeOf } from './shape.ts';
import { stepAnchor } from './step-list.ts';

/** More boxes than this nobody can read on one page: the picture stays one level above. */
const most = 1_500;

const levels: readonly Level[] = ['pod', 'node', 'subnet', 'zone'];

/** The whole topology as one picture, with the way of a branch where one is given. */
export function topologyPicture(scene: Scene, branch?: Branch): Drawing {
  const { geometry, level } = readable(scene);
  const moves = branch && !branch.control ? branch : undefined;
  const ways = moves ? routes(geometry, waysOf(geometry, moves)) : [];
  const on = branch ? passed(geometry, branch) : new Set<string>();
  const names = namesIn(geometry);
  const boxes = (kinds: readonly Box['kind'][]): readonly Shape[] =>
    geometry.boxes
      .filter(({ kind }) => kinds.includes(kind))
      .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
      .map((box) =>
        shapeOf(
          'g',
          {
            class: `box k-${box.kind}${on.has(box.id) ? ' on' : ''}`,
            transform: `translate(${box.x},${box.y})`,
          },
          ...boxShapes(box, level, names),
        ),
      );
  const { routers, others } = wires(geometry);
  return {
    width: geometry.width,
    height: geometry.height,
    shapes: [
      ...boxes(layers.back),
      ...(routers === '' ? [] : [shapeOf('path', { class: 'wire router', d: routers })]),
      ...(others === '' ? [] : [shapeOf('path', { class: 'wire', d: others })]),
      ...boxes(layers.front),
      ...routeShapes(ways, moves ? pipesOf(moves, ways) : [], undefined),
      ...boxes(layers.top),
      // two connections have twice the numbers: those of the answers stand in the sequence
      ...(moves ? badgesOf(geometry, moves, moves.legs ? ['forward'] : undefined).map(linked) : []),
      ...deathShapes(moves && placeOfDeath(geometry, moves)),
    ],
    words: moves ? wordsOf(moves) : [],
  };
}

/** A number that leads to its hop in the list below the picture. */
function linked(badge: Badge): Shape {
  return shapeOf('a', { href: `#${stepAnchor(badge.direction, badge.hop)}` }, ...badgeShapes([badge], undefined));
}

/** The deepest level with no more boxes than can be read. */
function readable(scene: Scene): { readonly geometry: Geometry; readonly level: Level } {
  for (const level of levels) {
    const geometry = layout(scene, { level });
    if (geometry.boxes.length <= most || level === levels.at(-1)) return { geometry, level };
  }
  throw new RangeError('there is always a last level');
}

/** The boxes that a branch passes. */
function passed(geometry: Geometry, branch: Branch): ReadonlySet<string> {
  const stops = (['forward', 'reply'] as const).flatMap((way) => stopsOf(geometry, branch, way));
  return litOf(
    geometry,
    stops.map((stop) => stop.at),
    undefined,
    picksOf(geometry, branch),
  ).on;
}

/** The devices of the way, by their numbers: `forward 1 client, 2 VPC router, …`. */
const wordsOf = (branch: Branch): readonly string[] =>
  (['forward', 'reply'] as const)
    .filter((way) => branch[way].length > 0)
    .map((way) => `${way} ${branch[way].map(({ device }, hop) => `${hop + 1} ${device}`).join(', ')}`);
