import { contains, type Ip, LongestMatch } from '../base/addr/index.ts';
import type { Route } from '../network/route.ts';

/** Tables with more routes are looked up by hash. */
const few = 8;

/** One routing table: the most specific route to an address. */
export class RouteTable {
  readonly #routes: readonly Route[];
  readonly #index: LongestMatch<Route> | undefined;

  constructor(routes: readonly Route[]) {
    this.#routes = routes;
    if (routes.length <= few) return;
    const index = new LongestMatch<Route>();
    // of equal destinations the first stays, as the kernel keeps the route of the lowest metric
    for (const route of routes) if (index.at(route.to) === undefined) index.set(route.to, route);
    this.#index = index;
  }

  /** Undefined: no route leads there. */
  get(ip: Ip): Route | undefined {
    if (this.#index) return this.#index.get(ip);
    let best: Route | undefined;
    for (const route of this.#routes)
      if ((best === undefined || route.to.bits > best.to.bits) && contains(route.to, ip)) best = route;
    return best;
  }
}
