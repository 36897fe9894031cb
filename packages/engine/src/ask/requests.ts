import type { PlannedBalancer } from '../plan/balancer.ts';
import type { Walk } from '../topology/question.ts';
import type { HttpRequest } from '../trace/request.ts';

/** A URL as a program takes it apart; undefined: it is none of HTTP. */
export interface Url {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly query?: string;
}

/** Takes a URL apart (RFC 3986, and the ports of RFC 9110). */
export function urlOf(text: string): Url | undefined {
  const [, scheme, authority, path, query] = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(text) ?? [];
  // who asks says its name and password in a header, not to DNS
  const ends = /^(?:[^@]*@)?(\[[\da-f:.]+\]|[\p{L}\p{M}\d._~%-]+)(?::(\d*))?$/iu.exec(authority ?? '');
  if (!ends) return undefined;
  const [, host, written] = ends;
  const port = written === '' ? undefined : written;
  const kind = scheme!.toLowerCase() as Url['scheme'];
  const number = port === undefined ? (kind === 'https' ? 443 : 80) : Number(port);
  if (number < 1 || number > 65535) return undefined;
  return {
    ...{ scheme: kind, host: host!.replace(/^\[|\]$/g, ''), port: number, path: path === '' ? '/' : path! },
    ...(query === undefined ? {} : { query }),
  };
}

/** The request that a walk to a URL makes: `method`, and lines of `header`, one of which may name another host. */
export function requestOf({ scheme, host, port, path, query }: Url, { settings }: Pick<Walk, 'settings'>): HttpRequest {
  const headers: Record<string, string> = {};
  let method = 'GET';
  for (const { key, values } of settings) {
    if (key === 'method' && values[0] !== undefined) method = values[0].toUpperCase();
    if (key !== 'header') continue;
    const line = values.join(' ');
    const at = line.indexOf(':');
    if (at > 0) headers[line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1).trim();
  }
  const { host: other, ...rest } = headers;
  const usual = port === (scheme === 'https' ? 443 : 80);
  return {
    ...{ kind: 'http', method, scheme, host: other ?? (usual ? host : `${host}:${port}`), path },
    ...(query === undefined ? {} : { query }),
    headers: rest,
  };
}

/**
 * What a walk to an Ingress or Gateway asks for that names no URL: the host and path of its first rule, at the listener that
 * was named, or the first with TLS. Undefined: the balancer reads no requests.
 */
export function usualUrl(balancer: PlannedBalancer, port: number | undefined): Url | undefined {
  // nginx always listens for TLS, with a certificate that nobody trusts where no Ingress names another
  const inPods = balancer.kind === 'nginx';
  const open = balancer.listeners.filter(({ protocol }) => protocol === 'HTTP' || protocol === 'HTTPS');
  const listener =
    port === undefined
      ? (open.find(({ protocol, certificates }) => protocol === 'HTTPS' && (!inPods || certificates.length > 0)) ??
        open[0])
      : open.find((each) => each.port === port);
  if (!listener) return undefined;
  const when = listener.rules.find(({ action }) => action.kind === 'forward')?.when;
  const host = when?.hosts?.[0]?.replace(/^\*\./, 'www.') ?? balancer.hosts[0]?.replace(/^\*\./, 'www.');
  return {
    scheme: listener.protocol === 'HTTPS' ? 'https' : 'http',
    host: host ?? balancer.name,
    port: listener.port,
    path: when?.paths?.[0]?.replace(/[*?].*$/, '') || '/',
  };
}
