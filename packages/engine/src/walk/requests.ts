import { contains, type Ip, parseCidr, showIp } from '../base/addr/index.ts';
import { matchPath } from '../base/path-regex.ts';
import type { ProgramAnswer } from '../network/network.ts';
import type { HttpCondition, Location, Relay, RelayRule } from '../network/program.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Tried } from '../trace/trace.ts';

/** A pattern in which `*` stands for any text and `?` for one character. */
export function fitsPattern(pattern: string, text: string, anyCase = false): boolean {
  const [p, t] = anyCase ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  // the last star, and where its text began: enough to go back, so that no pattern takes long
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < t.length) {
    if (p[i] === '*') {
      star = i;
      mark = j;
      i += 1;
    } else if (i < p.length && (p[i] === '?' || p[i] === t[j])) {
      i += 1;
      j += 1;
    } else if (star >= 0) {
      i = star + 1;
      mark += 1;
      j = mark;
    } else return false;
  }
  while (p[i] === '*') i += 1;
  return i === p.length;
}

/** Why a request that comes from `source` does not meet a condition; undefined: it does. */
export function unmet(when: HttpCondition, request: HttpRequest, source: Ip): string | undefined {
  const { methods, hosts, oneLabel = false, paths, regexes, headers = [], query, sources } = when;
  const host = request.host.replace(/:\d+$/, '');
  if (methods && !methods.includes(request.method)) return `method is ${request.method}`;
  const fitsHost = (each: string) => fitsPattern(each, host, true) && (!oneLabel || labels(each) === labels(host));
  if (hosts && !hosts.some(fitsHost)) return `host is ${host}`;
  if (paths && !paths.some((each) => fitsPattern(each, request.path))) return `path is ${request.path}`;
  if (regexes && !regexes.some((each) => matchPath(each, request.path, 'beginning') !== undefined))
    return `path is ${request.path}`;
  for (const { name, values } of headers) {
    const value = name.toLowerCase() === 'host' ? host : request.headers[name.toLowerCase()];
    if (value === undefined) return `no header ${name}`;
    if (!values.some((each) => fitsPattern(each, value, true))) return `${name} is ${value}`;
  }
  if (query && !query.some((each) => inQuery(each, request.query))) return `query is ${request.query ?? 'empty'}`;
  if (sources && !sources.some((each) => isIn(each, source))) return `source is ${showIp(source)}`;
  return undefined;
}

const labels = (host: string): number => host.split('.').length;

const isIn = (block: string, ip: Ip): boolean => {
  const found = parseCidr(block)?.cidr;
  return found !== undefined && contains(found, ip);
};

const inQuery = (wanted: NonNullable<HttpCondition['query']>[number], query: string | undefined): boolean =>
  pairsOf(query ?? '').some(
    ([key, value]) =>
      (wanted.key === undefined || fitsPattern(wanted.key, key, true)) && fitsPattern(wanted.value, value, true),
  );

/** `a=1&b` as keys and values, as they are written: a balancer compares what was sent. */
export const pairsOf = (query: string): readonly (readonly [string, string])[] =>
  query.split('&').flatMap((each) => {
    const at = each.indexOf('=');
    return each === '' ? [] : [at < 0 ? ([each, ''] as const) : ([each.slice(0, at), each.slice(at + 1)] as const)];
  });

/** A condition as its balancer's console lists it. */
export function showCondition({ methods, hosts, paths, regexes, headers = [], query, sources }: HttpCondition): string {
  const parts = [
    ...(hosts ? [`host ${hosts.join(' or ')}`] : []),
    ...(paths ? [`path ${paths.join(' or ')}`] : []),
    ...(regexes ? regexes.map((each) => `path ~* ^${each}`) : []),
    ...(methods ? [`method ${methods.join(' or ')}`] : []),
    ...headers.map(({ name, values }) => `header ${name}: ${values.join(' or ')}`),
    ...(query
      ? [`query ${query.map(({ key, value }) => (key === undefined ? value : `${key}=${value}`)).join(' or ')}`]
      : []),
    ...(sources ? [`source ${sources.join(' or ')}`] : []),
  ];
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

/** The rule of a relay that decides about a request; undefined: none does, or in words why that is not known. And those that were looked at before. */
export function ruleFor(
  { rules }: Relay,
  request: HttpRequest,
  source: Ip,
): { readonly rule: RelayRule | undefined; readonly tried: readonly Tried[]; readonly open?: string } {
  const tried: Tried[] = [];
  for (const rule of rules) {
    const why = unmet(rule.when, request, source);
    if (why === undefined) {
      const open = rule.when.regexes
        ?.map((each) => matchPath(each, request.path, 'beginning'))
        .find((each) => typeof each === 'string');
      return typeof open === 'string' ? { rule: undefined, tried, open } : { rule, tried };
    }
    tried.push({ entry: showCondition(rule.when), why });
  }
  return { rule: undefined, tried };
}

/** What a program of `answers` says to a request of this path; without a word of it: 200, at once. */
export const answerTo = (answers: readonly ProgramAnswer[] | undefined, path: string): ProgramAnswer =>
  answers?.find((each) => fitsPattern(each.path, path)) ?? usual;

const usual: ProgramAnswer = { path: '*', status: 200, seconds: 0 };

/** Where a redirect sends who asked: what it does not name stays. */
export function locationOf(
  { scheme, host, port, path, query }: Location,
  asked: HttpRequest,
  { dport, namesPort = false }: { readonly dport: number; readonly namesPort?: boolean | undefined },
): string {
  const fill = (text: string): string =>
    text
      .replaceAll('#{protocol}', asked.scheme)
      .replaceAll('#{host}', asked.host.replace(/:\d+$/, ''))
      .replaceAll('#{port}', String(dport))
      .replaceAll('#{path}', asked.path.replace(/^\//, ''))
      .replaceAll('#{query}', asked.query ?? '');
  const to = fill(scheme ?? asked.scheme).toLowerCase();
  const at = fill(port ?? String(dport));
  const usualPort = to === 'https' ? '443' : '80';
  const rest = fill(query ?? asked.query ?? '');
  return `${to}://${fill(host ?? asked.host.replace(/:\d+$/, ''))}${at === usualPort && !namesPort ? '' : `:${at}`}${fill(path ?? asked.path)}${rest === '' ? '' : `?${rest}`}`;
}

/** Whether a status is one of a list such as `200`, `200-399` or `200,301`. */
export const isAmong = (codes: string, status: number): boolean =>
  codes.split(',').some((each) => {
    const [from, to] = each.split('-').map(Number);
    return from !== undefined && status >= from && status <= (to ?? from);
  });
