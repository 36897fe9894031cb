import { showIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import { matchPath, rewritten } from '../base/path-regex.ts';
import type { Pool } from '../network/balance.ts';
import { type Header, show, showEnd } from '../network/header.ts';
import type { Device } from '../network/network.ts';
import type { HttpSide, Relay, RelayAction, Rewriting, Upstream } from '../network/program.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Step } from '../trace/trace.ts';
import { authenticate } from './authenticate.ts';
import { fraction, showFraction } from './fraction.ts';
import { type Picking, pick, pickAnother } from './pick.ts';
import { locationOf, ruleFor, showCondition } from './requests.ts';

/** It opens a connection. */
export interface Dial {
  readonly kind: 'dial';
  readonly upstream: Upstream;
  readonly steps: readonly Step[];
  /** What it asks there, if it reads requests; what it was asked, if it only passes bytes on. */
  readonly request: HttpRequest | undefined;
  readonly http: HttpSide | undefined;
  /** The pool that it picked from, if any. */
  readonly pool: Pool | undefined;
  readonly idleSeconds: number | undefined;
}

/** It answers itself; with a cause: because something is wrong. `closed`: without a word. */
export interface OwnAnswer {
  readonly kind: 'itself';
  readonly status: number | 'closed';
  /** Where a redirect leads. */
  readonly location?: string;
  readonly cause?: CauseCode;
  readonly step: Step;
}

export type Decided = Dial | OwnAnswer | { readonly kind: 'unknown'; readonly why: string };

/** What a relay does about a connection that it accepted, and about the request on it. */
export function decideFor(
  picking: Picking,
  device: Device,
  relay: Relay,
  packet: Header,
  asked: HttpRequest | undefined,
): Decided {
  const { http } = relay;
  if (!http) {
    if (relay.rules.length > 0) return notKnown(notModelled(`${relay.name} decides by what is asked for`));
    if (relay.otherwise.kind === 'answer' || relay.otherwise.kind === 'redirect')
      return notKnown(notModelled(`${relay.name} answers itself`));
    return act(picking, { device, relay, packet, request: asked, before: [] }, relay.otherwise);
  }
  const request = asked ?? plainRequest(packet, http);
  const mismatch = speaksOther(http, request, packet, relay);
  if (mismatch) return mismatch;
  const many = forwardedTooOften(http, request, packet, relay);
  if (many) return many;
  const { rule, tried, open } = ruleFor(relay, request, packet.src);
  if (open !== undefined) return notKnown(open);
  const entry = rule
    ? `${showCondition(rule.when)}: ${showAction(rule.action)}`
    : `no rule${tried.length > 0 ? ' fits' : ''}: ${showAction(relay.otherwise)}`;
  const source = rule?.source ?? relay.source;
  const step: Step = {
    ...{
      kind: 'balance',
      stage: http.rules ?? 'listener rule',
      entry: `${request.method} ${request.host}${request.path}: ${entry}`,
    },
    ...(tried.length > 0 ? { tried } : {}),
    ...(source === undefined ? {} : { source }),
  };
  const asks = rule ? rule.authentication : relay.authentication;
  const who = asks && authenticate(asks, request);
  if (who?.kind === 'unknown') return notKnown(who.why);
  if (who?.kind === 'answered') {
    const how = { stage: 'authenticate', entry: `${step.entry}; ${who.entry}`, ...(tried.length > 0 ? { tried } : {}) };
    const { location } = who;
    return {
      ...itself(packet, how, who.status, asks?.source === undefined ? {} : { source: asks.source }),
      ...(location === undefined ? {} : { location }),
    };
  }
  const at = { device, relay, packet, request, before: [step] };
  return act(picking, at, rule ? rule.action : relay.otherwise, rule === undefined);
}

interface At {
  readonly device: Device;
  readonly relay: Relay;
  readonly packet: Header;
  readonly request: HttpRequest | undefined;
  readonly before: readonly Step[];
}

const notKnown = (why: string): Decided => ({ kind: 'unknown', why });

/** What a program asks that was told an address only. */
const plainRequest = ({ dst, dport }: Header, { tls }: HttpSide): HttpRequest => ({
  kind: 'http',
  method: 'GET',
  scheme: tls ? 'https' : 'http',
  host: dport === (tls ? 443 : 80) ? showIp(dst) : showEnd(dst, dport, 'tcp'),
  path: '/',
  headers: {},
});

/** A listener with TLS that is spoken to without, or the other way round. */
function speaksOther({ tls }: HttpSide, { scheme }: HttpRequest, packet: Header, relay: Relay): OwnAnswer | undefined {
  if ((scheme === 'https') === (tls !== undefined)) return undefined;
  const entry = tls
    ? `${relay.name} expects TLS, and got a plain request: 400`
    : `${relay.name} expects a plain request, and got a TLS handshake: 400`;
  return itself(packet, { stage: 'listener', entry, cause: 'LB-TLS' }, tls ? 400 : 'closed', relay);
}

/** A request whose X-Forwarded-For has more addresses than the listener reads. */
function forwardedTooOften(
  { mostForwarded }: HttpSide,
  { headers }: HttpRequest,
  packet: Header,
  relay: Relay,
): OwnAnswer | undefined {
  const count = headers['x-forwarded-for']?.split(',').length ?? 0;
  if (mostForwarded === undefined || count <= mostForwarded) return undefined;
  const entry = `X-Forwarded-For has ${count} addresses, and ${relay.name} reads ${mostForwarded}: 463`;
  return itself(packet, { stage: 'listener', entry, cause: 'LB-RULE' }, 463, relay);
}

function itself(
  packet: Header,
  { stage, entry, cause, tried }: { stage: string; entry: string; cause?: CauseCode; tried?: Step['tried'] },
  status: OwnAnswer['status'],
  { source }: Pick<Relay, 'source'>,
): OwnAnswer {
  const kind = cause === undefined ? 'balance' : 'drop';
  const step: Step = {
    ...{ kind, stage, entry, after: show(packet, { ctstate: undefined, connmark: undefined }) },
    ...(cause === undefined ? {} : { cause }),
    ...(tried ? { tried } : {}),
    ...(source === undefined ? {} : { source }),
  };
  return { kind: 'itself', status, ...(cause === undefined ? {} : { cause }), step };
}

function act(picking: Picking, at: At, action: RelayAction, byDefault = false): Decided {
  const { device, relay, packet, request, before } = at;
  const said = before[0]?.entry;
  const tried = before[0]?.tried;
  const rule = { stage: relay.http?.rules ?? 'listener rule', ...(tried ? { tried } : {}) };
  switch (action.kind) {
    case 'refuse':
      return itself(packet, { ...rule, entry: said ?? `${relay.name} closes it` }, 'closed', relay);
    case 'answer': {
      const wrong = byDefault && action.status >= 400;
      const how = { ...rule, entry: said ?? showAction(action), ...(wrong ? { cause: 'LB-RULE' as const } : {}) };
      return itself(packet, how, action.status, relay);
    }
    case 'redirect': {
      const to = request
        ? locationOf(action.location, request, { dport: packet.dport, namesPort: relay.http?.namesPort })
        : '';
      const entry = `${said ?? relay.name} → ${to}`;
      return { ...itself(packet, { ...rule, entry }, action.status, relay), location: to };
    }
    case 'connect': {
      const { upstreams } = action;
      const total = upstreams.reduce((sum, { weight }) => sum + weight, 0);
      const shareOf = ({ weight }: Upstream) => fraction(weight, total);
      const options = upstreams.map((each) => ({ label: each.name, probability: shareOf(each) }));
      const choice = upstreams.length === 1 ? 0 : picking.decider.choose('upstream', device, relay.name, options);
      const upstream = upstreams[choice]!;
      const chosen: Step = {
        kind: 'balance',
        stage: 'relay',
        entry: `${relay.name} picks ${upstream.name} of ${upstreams.length}, probability ${showFraction(shareOf(upstream))}`,
        ...(upstream.source === undefined ? {} : { source: upstream.source }),
      };
      return dialTo(at, upstream, upstreams.length === 1 ? before : [...before, chosen]);
    }
    case 'balance': {
      const asked = action.rewrite ? asRewritten(action.rewrite, request) : request;
      if (typeof asked === 'string') return notKnown(asked);
      const picked = pick(picking, device, relay.name, action.to);
      if (picked.kind === 'unknown') return notKnown(picked.why);
      if (picked.kind === 'target')
        return dialTo({ ...at, request: asked }, picked.target, [...before, picked.step], picked.pool);
      const told = relay.http?.nobody;
      const unhealthy = told ? (picked.blocked ?? told.cause) : 'LB-UNHEALTHY';
      const cause = picked.why === 'unhealthy' ? unhealthy : picked.why === 'zone' ? 'LB-AZ-EMPTY' : 'LB-NOTARGET';
      const status = relay.http ? (told?.status ?? 503) : 'closed';
      const entry = `${picked.step.entry}: ${relay.http ? `answers ${status}` : 'closes the connection'}`;
      const why = picked.step.tried ? { tried: picked.step.tried } : {};
      return itself(packet, { stage: picked.step.stage, entry, cause, ...why }, status, picked.step);
    }
  }
}

/** A request for the path that a rule makes of its own; in words: why that is not known. */
function asRewritten({ regex, to }: Rewriting, request: HttpRequest | undefined): HttpRequest | undefined | string {
  if (!request) return request;
  const match = matchPath(regex, request.path, 'anywhere');
  if (match === undefined) return request;
  if (typeof match === 'string') return match;
  const path = rewritten(to, match);
  return path === undefined
    ? `rewrite-target ${to} says more than a path, which is not followed`
    : { ...request, path };
}

function dialTo({ relay, packet, request }: At, upstream: Upstream, steps: readonly Step[], pool?: Pool): Dial {
  const { http, idleSeconds } = relay;
  const next = http && request ? forwarded(http, request, packet, pool?.tls ?? false) : request;
  return { kind: 'dial', upstream, steps, request: next, http, pool, idleSeconds: pool?.answerSeconds ?? idleSeconds };
}

/** Whom a relay dialled in vain, and what came of it in words. */
export interface Failed {
  readonly upstream: Upstream;
  readonly why: string;
}

/** Whom it dials next; undefined: nobody is left. */
export function dialAnother(picking: Picking, device: Device, dial: Dial, failed: readonly Failed[]): Dial | undefined {
  const upstreams = failed.map(({ upstream }) => upstream);
  const picked = dial.pool && pickAnother(picking, device, dial.pool, upstreams);
  if (!picked) return undefined;
  const tried = failed.map(({ upstream: { address, port }, why }) => ({ entry: showEnd(address, port, 'tcp'), why }));
  return { ...dial, upstream: picked.target, steps: [...dial.steps.slice(0, -1), { ...picked.step, tried }] };
}

/** A value behind those that a header has. */
const also = (earlier: string | undefined, own: string): string => (earlier === undefined ? own : `${earlier}, ${own}`);

/** The request as the relay asks it: with who asked, and how. */
function forwarded(
  { forwards, via }: HttpSide,
  request: HttpRequest,
  { src, dst, dport }: Header,
  tls: boolean,
): HttpRequest {
  const plain: HttpRequest = { ...request, scheme: tls ? 'https' : 'http' };
  const earlier = forwards === 'replace' ? undefined : request.headers['x-forwarded-for'];
  const own = forwards === 'append-both' ? `${showIp(src)}, ${showIp(dst)}` : showIp(src);
  return {
    ...plain,
    headers: {
      ...request.headers,
      'x-forwarded-for': also(earlier, own),
      'x-forwarded-proto': request.scheme,
      ...(via === undefined ? { 'x-forwarded-port': String(dport) } : { via: also(request.headers.via, via) }),
    },
  };
}

function showAction(action: RelayAction): string {
  switch (action.kind) {
    case 'refuse':
      return 'close';
    case 'answer':
      return `answer ${action.status}`;
    case 'redirect':
      return `redirect ${action.status}`;
    case 'connect':
      return `forward to ${action.upstreams.map(({ name }) => name).join(', ')}`;
    case 'balance':
      return action.rewrite ? `forward, rewrite to ${action.rewrite.to}` : 'forward';
  }
}
