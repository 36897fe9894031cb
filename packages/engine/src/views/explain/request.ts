import { poolStages } from '../../network/balance.ts';
import type { Request } from '../../trace/request.ts';
import type { Branch, Leg } from '../../trace/trace.ts';

/** `GET shop.example.com/api?page=2`, `A www.example.com`. */
export function requestText(request: Request): string {
  if (request.kind === 'dns') return `${request.type} ${request.name}`;
  const { method, host, path, query } = request;
  return `${method} ${host}${path}${query === undefined ? '' : `?${query}`}`;
}

/** Whether nobody between the two ends of the connection can read it. */
export const isInTls = (request: Request): boolean => request.kind === 'http' && request.scheme === 'https';

/** The headers of a request that were not in it, or were others, when the relay took it. */
export function addedHeaders(before: Request | undefined, after: Request): readonly (readonly [string, string])[] {
  if (after.kind !== 'http') return [];
  const known = before?.kind === 'http' ? before.headers : {};
  return Object.entries(after.headers).filter(([name, value]) => known[name] !== value);
}

/** `X-Forwarded-For`: as headers are usually written. */
export const headerName = (name: string): string => name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

/** The request of a leg in one line: `GET shop.example.com/api, in TLS`, and which headers its relay added. */
export function requestLine(legs: readonly Leg[], index: number): string | undefined {
  const request = legs[index]?.request;
  // a question about a name is told where it is asked
  if (!request || request.kind === 'dns') return undefined;
  const before = requestBefore(legs, index);
  const added = before ? addedHeaders(before, request).map(([name]) => `+ ${headerName(name)}`) : [];
  return [requestText(request), ...(isInTls(request) ? ['in TLS'] : []), ...added].join(', ');
}

/** What a branch asks for over its only connection, in one line; undefined: nothing, or it has several. */
export const onlyRequest = ({ request }: Pick<Branch, 'request'>): string | undefined =>
  request && [requestText(request), ...(isInTls(request) ? ['in TLS'] : [])].join(', ');

/** What the relay was asked that asks this: the request of the connection before. */
export const requestBefore = (legs: readonly Leg[], index: number): Request | undefined =>
  legs.slice(0, index).findLast(({ kind, request }) => kind === 'connection' && request)?.request;

/** The status that the client got; undefined: it asked for no page, or got no answer to it. */
export function statusOf({
  client,
  legs = [],
  forward,
  request: own,
}: Pick<Branch, 'client' | 'legs' | 'forward' | 'request'>): number | undefined {
  if (client.startsWith('http-')) return Number(client.slice('http-'.length));
  const asked = own?.kind === 'http' || legs.some(({ request }) => request?.kind === 'http');
  const told = forward.at(-1)?.steps.at(-1)?.stage === 'program';
  return client === 'ok' && (asked || told) ? 200 : undefined;
}

/** Who made the answer that the client sees: the last that saw it, and none behind that. */
export function answeredBy({ legs = [], forward, client }: Pick<Branch, 'client' | 'legs' | 'forward'>): string {
  const from = legs.findLast((leg) => leg.client === client);
  return (from?.forward ?? forward).at(-1)?.device ?? 'whoever is there';
}

/** The targets that health checks say are no good, where one was to be picked: `pod1: timeout (SG-IN)`. */
export const unhealthyOf = ({ forward }: Pick<Branch, 'forward'>): readonly string[] =>
  forward
    .flatMap(({ steps }) => steps.filter(({ stage }) => poolStages.some((each) => each === stage)))
    .flatMap(({ tried = [] }) => tried.map(({ entry, why }) => `${entry}: ${why}`));
