/**
 * The number of the node at which a subnet has no more addresses: the first whose demand does not fit behind what is
 * taken already and the nodes before it. Behind the last node, more like it are counted.
 */
export function exhaustedAtNode(room: number, demands: readonly number[]): number | undefined {
  let left = room;
  for (const [at, demand] of demands.entries()) {
    if (demand > left) return at + 1;
    left -= demand;
  }
  const next = demands.at(-1);
  return next === undefined || next <= 0 ? undefined : demands.length + Math.floor(left / next) + 1;
}
