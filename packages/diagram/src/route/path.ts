interface At {
  readonly x: number;
  readonly y: number;
}

/** An SVG path through the points, corners rounded by at most the radius. */
export function roundedPath(points: readonly At[], radius = 5): string {
  const distinct = points.filter((point, i) => i === 0 || distance(point, points[i - 1]!) > 0.2);
  const [first] = distinct;
  if (!first || distinct.length < 2) return '';
  let path = `M${number(first.x)},${number(first.y)}`;
  for (let i = 1; i < distinct.length - 1; i++) {
    const [a, b, c] = [distinct[i - 1]!, distinct[i]!, distinct[i + 1]!];
    const r = Math.min(radius, distance(a, b) / 2, distance(b, c) / 2);
    path += `L${toward(b, a, r)}Q${number(b.x)},${number(b.y)} ${toward(b, c, r)}`;
  }
  const last = distinct.at(-1)!;
  return `${path}L${number(last.x)},${number(last.y)}`;
}

export const distance = (a: At, b: At): number => Math.hypot(b.x - a.x, b.y - a.y);

function toward(from: At, to: At, by: number): string {
  const whole = distance(from, to) || 1;
  return `${number(from.x + ((to.x - from.x) / whole) * by)},${number(from.y + ((to.y - from.y) / whole) * by)}`;
}

const number = (value: number): number => Math.round(value * 100) / 100;
