import type { Branch } from '@netk/engine';
import type { Geometry } from '../geometry.ts';
import { badgesOf } from './badges.ts';

/** The chips that the branch's choices picked: a target on the shelf of its group, an endpoint on those of Services. */
export function picksOf(geometry: Geometry, { choices }: Branch): readonly string[] {
  const shelves = new Map(
    geometry.boxes.flatMap((box) => (box.kind === 'group' ? [[box.id, box.label] as const] : [])),
  );
  return geometry.boxes.flatMap(({ id, kind, label, parent }) => {
    if (kind !== 'endpoint' && kind !== 'target') return [];
    const groups = shelves.get(parent ?? '')?.split(', ');
    const isPicked = choices.some(
      (choice) =>
        choice.picked === label && (kind === 'endpoint' ? choice.kind !== 'target' : groups?.includes(choice.of)),
    );
    return isPicked ? [id] : [];
  });
}

/** Beside the last number of the device where the packet died. */
export function placeOfDeath(geometry: Geometry, branch: Branch): { x: number; y: number } | undefined {
  if (branch.verdict !== 'not-delivered') return undefined;
  const direction = branch.died?.direction ?? (branch.reply.length > 0 ? 'reply' : 'forward');
  const hop = branch.died?.hop ?? branch[direction].length - 1;
  const badges = badgesOf(geometry, branch, branch.legs ? [direction] : undefined);
  const badge = badges.findLast((each) => each.direction === direction && each.hop <= hop);
  if (!badge) return undefined;
  const right = Math.max(
    ...badges.filter((each) => each.y === badge.y && each.x >= badge.x && each.x < badge.x + 90).map((each) => each.x),
  );
  return { x: right + 24, y: badge.y };
}
