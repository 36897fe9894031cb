import type { HttpCondition } from '../../../../network/program.ts';
import type { RouteRule } from '../../../../topology/gateway.ts';
import type { Match } from './precedence.ts';

/** Values of a header of a route: parted at commas; a comma behind a backslash is one of the value. */
export function headerValues(text: string): readonly string[] {
  return text.split(/(?<!\\),/).map((each) => each.replaceAll('\\,', ',').trim());
}

/** Patterns of the balancer for a path. Wildcards in an exact one are passed on, and are wildcards there. */
export function routePaths(value: string, type: 'Exact' | 'PathPrefix'): readonly string[] {
  if (type === 'Exact') return [value];
  const bare = value.endsWith('/') ? value.slice(0, -1) : value;
  return bare === '' ? ['/*'] : [bare, `${bare}/*`];
}

/** What a rule compares, and what of it decides about its place; or why it cannot be made. */
export function matchOf(
  rule: RouteRule,
  kind: 'httproute' | 'grpcroute',
  valuesOf = headerValues,
): { readonly when: HttpCondition; readonly match: Match } | { readonly refused: string } {
  const headers = rule.headers.map((text) => {
    const at = text.indexOf(':');
    return { name: text.slice(0, at).trim(), values: valuesOf(text.slice(at + 1)), whole: at > 0 };
  });
  const wrong = headers.findIndex(({ whole }) => !whole);
  if (wrong >= 0) return { refused: `header "${rule.headers[wrong]}" is no name and value with a colon` };
  if (rule.queries.length > 1) return { refused: 'netk follows one query parameter for a rule' };
  const query = rule.queries.map((text) => {
    const [key = '', ...value] = text.split('=');
    return { key, value: value.join('=') };
  });
  const common = {
    ...(headers.length > 0 ? { headers: headers.map(({ name, values }) => ({ name, values })) } : {}),
    ...(query.length > 0 ? { query } : {}),
  };
  const counts = { headers: headers.length, queries: query.length };
  if (kind === 'grpcroute') return callOf(rule, common, counts);
  const type = rule.pathType ?? 'PathPrefix';
  const named = type === 'Prefix' ? 'PathPrefix' : type;
  if (named === 'RegularExpression') return { refused: 'netk does not follow paths that are regular expressions' };
  if (named !== 'Exact' && named !== 'PathPrefix') return { refused: `${type} is no type of a path` };
  const path: Match['path'] = rule.path === undefined ? undefined : { type: named, value: rule.path };
  return {
    when: {
      ...common,
      ...(path ? { paths: routePaths(path.value, named) } : {}),
      ...(rule.method === undefined ? {} : { methods: [rule.method.toUpperCase()] }),
    },
    match: { ...counts, ...(path ? { path } : {}), ...(rule.method === undefined ? {} : { method: rule.method }) },
  };
}

/** gRPC calls are requests by POST to `/service/method`. */
function callOf(
  { method }: RouteRule,
  common: HttpCondition,
  counts: { readonly headers: number; readonly queries: number },
): { readonly when: HttpCondition; readonly match: Match } {
  if (method === undefined) return { when: common, match: counts };
  const [service = '', call] = method.split('/');
  const path = { type: 'Exact' as const, value: `/${service}` };
  const paths = [call === undefined ? `/${service}/*` : `/${service}/${call}`];
  return { when: { ...common, paths }, match: { ...counts, path, ...(call === undefined ? {} : { call }) } };
}
