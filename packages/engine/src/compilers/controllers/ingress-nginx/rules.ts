import type { HttpCondition } from '../../../network/program.ts';
import type { ElementId } from '../../../topology/id.ts';

/** One path of one host, as an Ingress writes it. */
export interface Location<Action> {
  /** Empty: every host that nothing else has. */
  readonly host: string;
  readonly path: string;
  /**
   * `Text`: whatever begins with it. An Ingress cannot ask for that without regular expressions: ImplementationSpecific is Prefix
   * (ingress-nginx v1.15, internal/ingress/controller/ingressclass, SetDefaultNGINXPathType).
   */
  readonly type: 'Exact' | 'Prefix' | 'Text';
  readonly action: Action;
  /** Its Ingress has `use-regex` or `rewrite-target`. */
  readonly regex?: true;
  /** It stands for paths that nothing else has: a path `/` that is written takes its place. */
  readonly byDefault?: true;
  readonly source: ElementId;
}

/** What a rule leads to: an action, nothing (the host is known and the path is not), or the path that has the slash which is missing. */
export type Leading<Action> = { readonly action: Action } | { readonly slash: string } | undefined;

export interface NginxRule<Action> {
  readonly when: HttpCondition;
  readonly to: Leading<Action>;
  readonly source: ElementId;
}

/** A rule, and how long the location is that it looks for: longer ones come first. */
interface Ranked<Action> {
  readonly length: number;
  readonly rule: NginxRule<Action>;
}

/** Named hosts before wildcards, longer wildcards before shorter ones, and the server of all others last. */
function hostRank(host: string): number {
  if (host === '') return Number.POSITIVE_INFINITY;
  return host.startsWith('*') ? 10_000 - host.length : 0;
}

/** `location = /a`, `location /a/` and `= /a`, `location /a` (ingress-nginx v1.15, internal/ingress/controller, updateServerLocations). */
function patterns(path: string, type: Location<unknown>['type']): readonly string[] {
  if (type === 'Exact') return [path];
  if (type === 'Text' || path.endsWith('/')) return [`${path}*`];
  return [path, `${path}/*`];
}

/**
 * The rules of nginx in an order in which the first one that holds decides: its servers by host, in each the exact
 * locations and then the longest; a host whose locations all fail is answered by nobody else (nginx, ngx_http_core_module: location,
 * server_name). A location that ends in a slash and is passed on sends who leaves the slash out to itself (ngx_http_proxy_module,
 * proxy_pass), where no location is just that. A wildcard stands for one label (ingress-nginx, buildServerName). Of two Ingresses with one host and path the first
 * one has it.
 */
export function nginxRules<Action>(locations: readonly Location<Action>[]): readonly NginxRule<Action>[] {
  const byHost = new Map<string, Map<string, Location<Action>>>();
  for (const each of locations) {
    const server = byHost.get(each.host) ?? new Map<string, Location<Action>>();
    byHost.set(each.host, server);
    const key = `${each.type} ${each.path}`;
    const earlier = server.get(key);
    if (!earlier || (earlier.byDefault && !each.byDefault)) server.set(key, each);
  }
  const hosts = [...byHost].sort(([a], [b]) => hostRank(a) - hostRank(b) || (a < b ? -1 : a > b ? 1 : 0));
  return hosts.flatMap(([host, server]) => {
    const of = host === '' ? {} : { hosts: [host], ...(host.startsWith('*') ? { oneLabel: true as const } : {}) };
    if ([...server.values()].some(({ regex }) => regex)) return regexRules(host, of, [...server.values()]);
    const sorted = [...server.values()].sort(
      (a, b) => Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.path.length - a.path.length,
    );
    const exact = sorted.filter(({ type }) => type === 'Exact');
    const others = sorted.filter(({ type }) => type !== 'Exact');
    const written = (each: Location<Action>): Ranked<Action> => ({
      length: each.path.length,
      rule: {
        when: { ...of, paths: patterns(each.path, each.type) },
        to: { action: each.action },
        source: each.source,
      },
    });
    const slashes = sorted.flatMap(({ path, type, source }): Ranked<Action>[] => {
      if (type === 'Text' || path === '/' || !path.endsWith('/')) return [];
      const bare = path.slice(0, -1);
      return [{ length: bare.length, rule: { when: { ...of, paths: [bare] }, to: { slash: path }, source } }];
    });
    const ranked = [...others.map(written), ...slashes].sort((a, b) => b.length - a.length);
    const rules = [...exact.map(written), ...ranked].map(({ rule }) => rule);
    const last = sorted.at(-1);
    if (host !== '' && last) rules.push({ when: of, to: undefined, source: last.source });
    return rules;
  });
}

/**
 * Of a host with one Ingress that uses regular expressions or rewrites, all locations are regular expressions, whatever their type:
 * `location ~* "^PATH"`, the longest first, and of those of one length the last by their letters. The first one that fits decides, and
 * none of them adds a slash (ingress-nginx v1.15, internal/ingress/controller, template/template.go: enforceRegexModifier,
 * buildLocation; location.go: updateServerLocations; nginx, ngx_http_core_module: location).
 */
function regexRules<Action>(
  host: string,
  of: HttpCondition,
  locations: readonly Location<Action>[],
): readonly NginxRule<Action>[] {
  const exact = new Set(locations.flatMap(({ path, type }) => (type === 'Exact' ? [path] : [])));
  const made = locations.flatMap((each): readonly Location<Action>[] => {
    // what netk writes for the server of all others has no regular expression, and `^/` is before it
    if (each.type === 'Text') return [];
    if (each.path === '/' || each.type === 'Exact' || each.regex) return [each];
    const folder = { ...each, path: each.path.endsWith('/') ? each.path : `${each.path}/` };
    return exact.has(each.path) ? [folder] : [folder, each];
  });
  const before = (a: string, b: string): number => b.length - a.length || (a < b ? 1 : a > b ? -1 : 0);
  const rules = made
    .sort((a, b) => before(a.path, b.path))
    .map(
      ({ path, action, source }): NginxRule<Action> => ({
        ...{ when: { ...of, regexes: [path] }, to: { action }, source },
      }),
    );
  const last = locations.at(-1);
  return host !== '' && last ? [...rules, { when: of, to: undefined, source: last.source }] : rules;
}
