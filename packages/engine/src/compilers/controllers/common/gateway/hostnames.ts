/** `*.example.com` stands for every name below, of several labels too, and not for the domain itself. */
const below = (wildcard: string): string => wildcard.slice(1);

const isWildcard = (host: string): boolean => host.startsWith('*.');

/** What two patterns have in common: the narrower of them, or nothing. Letters of another case are other letters. */
function common(a: string, b: string): string | undefined {
  if (a === b) return a;
  if (isWildcard(a) && b.endsWith(below(a)) && b.length > below(a).length) return b;
  if (isWildcard(b) && a.endsWith(below(b)) && a.length > below(b).length) return a;
  return undefined;
}

/**
 * The host names of a route at a listener (aws-load-balancer-controller 225f445, pkg/gateway/routeutils): undefined: it
 * is not attached; an empty list: for every host.
 */
export function attachedHosts(listener: string | undefined, route: readonly string[]): readonly string[] | undefined {
  if (listener === undefined) return route;
  if (route.length === 0) return [listener];
  const hosts = route.flatMap((each) => common(listener, each) ?? []);
  return hosts.length > 0 ? [...new Set(hosts)] : undefined;
}

const labels = (host: string): number => host.split('.').length;

/** Which of two host names comes first: exact ones, then more labels, then more letters; none comes last. */
export function compareHosts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return Number(isWildcard(a)) - Number(isWildcard(b)) || labels(b) - labels(a) || b.length - a.length;
}
