/** What stands somewhere. */
interface Standing {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly kind: string;
}

export type Arrow = 'ArrowRight' | 'ArrowLeft' | 'ArrowDown' | 'ArrowUp';

const senses: Readonly<Record<Arrow, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The nearest box in a direction, the same kind first. */
export function nearest<B extends Standing>(boxes: readonly B[], from: B, arrow: Arrow): B {
  const [dx, dy] = senses[arrow];
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    if (box === from) continue;
    const [x, y] = [box.x + box.w / 2 - from.x - from.w / 2, box.y + box.h / 2 - from.y - from.h / 2];
    const along = x * dx + y * dy;
    if (along <= 2) continue;
    const cost = along + Math.abs(x * dy + y * dx) * 2.2 + (box.kind === from.kind ? 0 : 60);
    if (cost < least) [least, best] = [cost, box];
  }
  return best;
}
