import type { Box, Level } from '@netk/diagram';

/** From the deepest to the one that shows least. */
export const levels: readonly Level[] = ['pod', 'node', 'subnet'];

/**
 * A level whose whole width is in view only below this scale shows too much at once. A narrow panel follows the packet at
 * a scale that can be read, and does not shrink the picture so far.
 */
export const leastScale = (width: number): number => (width < 640 ? 0.38 : 0.5);

/** Below this scale the user's zoom folds what can no longer be read. */
const tooFar = 0.4;

/** Scales at which the user's zoom asks for the next level; between them there is room to look around. */
const enough = 1.6;

/** At this scale everything on an opened box is read. */
export const readableScale = 0.9;

/** The level that a zoom asks for; undefined: the one that is there. */
export function levelOf(scale: number, level: Level): Level | undefined {
  const at = levels.indexOf(level);
  if (scale >= enough) return levels[at - 1];
  return scale < tooFar ? levels[at + 1] : undefined;
}

/** The next deeper level. */
export const deeper = (level: Level): Level | undefined => levels[levels.indexOf(level) - 1];

/** The box of a kind at a point, else the nearest one. */
export function boxNear(
  boxes: readonly Box[],
  kinds: readonly Box['kind'][],
  point: { x: number; y: number },
): Box | undefined {
  const away = (box: Box): number => {
    const dx = Math.max(box.x - point.x, 0, point.x - box.x - box.w);
    const dy = Math.max(box.y - point.y, 0, point.y - box.y - box.h);
    return Math.hypot(dx, dy);
  };
  let best: Box | undefined;
  for (const box of boxes) if (kinds.includes(box.kind) && (!best || away(box) < away(best))) best = box;
  return best;
}
