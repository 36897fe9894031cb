/** Compares names as people do: `n-2` before `n-10`. The same on every machine and in every locale. */
export function naturalOrder(a: string, b: string): number {
  const left = a.match(pieces) ?? [];
  const right = b.match(pieces) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    const [m, n] = [Number(x), Number(y)];
    const order = Number.isNaN(m) || Number.isNaN(n) ? compare(x, y) : m - n;
    if (order !== 0) return order;
  }
  return left.length - right.length || compare(a, b);
}

const pieces = /\d+|\D+/g;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
