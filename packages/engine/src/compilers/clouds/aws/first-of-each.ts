import { showCidr } from '../../../base/addr/index.ts';
import type { Route } from '../../../network/route.ts';

/** Of routes with one destination the first: a table has one for each. */
export function firstOfEach(routes: readonly Route[]): readonly Route[] {
  const seen = new Set<string>();
  return routes.filter(({ to }) => {
    const key = showCidr(to);
    return !seen.has(key) && seen.add(key);
  });
}
