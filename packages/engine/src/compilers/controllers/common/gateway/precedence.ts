import { compare } from '../balancer-nodes.ts';
import { compareHosts } from './hostnames.ts';

/** What a rule of a route looks at, as far as it decides which rule is tried first. */
export interface Match {
  readonly path?: { readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression'; readonly value: string };
  /** Of gRPC: the method of the service that `path` names. */
  readonly call?: string;
  readonly method?: string;
  readonly headers: number;
  readonly queries: number;
}

/** One rule of a balancer: a match of a route for one host name. */
export interface Unit {
  readonly hostname?: string;
  readonly match: Match;
  /** When its route was made: the older goes first. */
  readonly created?: string;
  /** namespace/name of its route. */
  readonly route: string;
}

const pathRank = { Exact: 0, PathPrefix: 1, RegularExpression: 2 } as const;
const rankOf = ({ path }: Match): number => (path ? pathRank[path.type] : 3);

/**
 * The order in which rules are tried (aws-load-balancer-controller 225f445,
 * pkg/gateway/routeutils/route_rule_precedence.go): by host name, by the kind of path and its length, by gRPC method, whether there is a method,
 * by the number of headers and of query parameters, then older routes, then names. Of one route what is written first stays first.
 */
export function inPrecedence<T extends Unit>(units: readonly T[]): T[] {
  return [...units].sort((a, b) => {
    const [x, y] = [a.match, b.match];
    return (
      compareHosts(a.hostname, b.hostname) ||
      rankOf(x) - rankOf(y) ||
      (y.path?.value.length ?? 0) - (x.path?.value.length ?? 0) ||
      (y.call?.length ?? 0) - (x.call?.length ?? 0) ||
      Number(y.method !== undefined) - Number(x.method !== undefined) ||
      y.headers - x.headers ||
      y.queries - x.queries ||
      compare(a.created ?? '', b.created ?? '') ||
      compare(a.route, b.route)
    );
  });
}
