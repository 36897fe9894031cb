import type { HttpCondition } from '../../../network/program.ts';
import type { ElementId } from '../../../topology/id.ts';

/** One path of one host, as an Ingress writes it. */
export interface Location<Action> {
  /** Empty: every host that nothing else has. */
  readonly host: string;
  readonly path: string;
  readonly type: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly action: Action;
  readonly source: ElementId;
}

export interface NginxRule<Action> {
  readonly when: HttpCondition;
  /** Undefined: the host is known and the path is not. */
  readonly action: Action | undefined;
  readonly source: ElementId;
}

/** Named hosts before wildcards, longer wildcards before shorter ones, and the server of all others last. */
function hostRank(host: string): number {
  if (host === '') return Number.POSITIVE_INFINITY;
  return host.startsWith('*') ? 10_000 - host.length : 0;
}

/** `location = /a`, `location /a/` and `= /a`, `location /a` (ingress-nginx v1.15, internal/ingress/controller/template). */
function patterns(path: string, type: Location<unknown>['type']): readonly string[] {
  if (type === 'Exact') return [path];
  if (type === 'ImplementationSpecific') return [path.endsWith('*') ? path : `${path}*`];
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  return bare === '' ? ['/*'] : [bare, `${bare}/*`];
}

/**
 * The rules of nginx in an order in which the first one that holds decides: its servers by host, in each the exact
 * locations and then the longest; a host whose locations all fail is answered by nobody else (nginx, ngx_http_core_module: location,
 * server_name). Of two Ingresses with one host and path the first one has it.
 */
export function nginxRules<Action>(locations: readonly Location<Action>[]): readonly NginxRule<Action>[] {
  const byHost = new Map<string, Map<string, Location<Action>>>();
  for (const each of locations) {
    const server = byHost.get(each.host) ?? new Map<string, Location<Action>>();
    byHost.set(each.host, server);
    const key = `${each.type} ${each.path}`;
    if (!server.has(key)) server.set(key, each);
  }
  const hosts = [...byHost].sort(([a], [b]) => hostRank(a) - hostRank(b) || (a < b ? -1 : a > b ? 1 : 0));
  return hosts.flatMap(([host, server]) => {
    const of = host === '' ? {} : { hosts: [host] };
    const sorted = [...server.values()].sort(
      (a, b) => Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.path.length - a.path.length,
    );
    const rules: NginxRule<Action>[] = sorted.map(({ path, type, action, source }) => ({
      ...{ when: { ...of, paths: patterns(path, type) }, action, source },
    }));
    const last = sorted.at(-1);
    if (host !== '' && last) rules.push({ when: of, action: undefined, source: last.source });
    return rules;
  });
}
