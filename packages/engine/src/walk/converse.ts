import { showIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import type { FlowListener } from '../network/balance.ts';
import { headerOf, show, showEnd, swapped } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Relay } from '../network/program.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Step } from '../trace/trace.ts';
import type { Answer, Sending } from './answer.ts';
import { type Attempt, isToTryAgain, justAfter, waitedFor, whyFailed } from './attempt.ts';
import { certificateShown } from './certificates.ts';
import { closing } from './conntrack.ts';
import type { Decider } from './decider.ts';
import { sourceTo } from './fib.ts';
import { HealthBook } from './health.ts';
import { isKept, later } from './kept.ts';
import { lease } from './lease.ts';
import { dialled } from './leg-ways.ts';
import { byName } from './names/by-name.ts';
import type { Opening } from './opening.ts';
import type { Outcome } from './passage.ts';
import { gaveUp, inPatience } from './patience.ts';
import { localPorts } from './port-draws.ts';
import { type Decided, type Dial, decideFor, dialAnother, type Failed, type OwnAnswer } from './relay.ts';
import { answerTo } from './requests.ts';
import { awaited, exchange } from './there-and-back.ts';
import { Journey, type Manner, type Start, type Travelled, travel } from './travel.ts';
import { withSteps } from './with-steps.ts';

/** More connections one behind the other than any real path has: relays that pass to each other. */
export const mostLegs = 8;

/** Sends the first packet, and its answer back through the same state; where a relay takes it, goes on as the relay does. */
export function thereAndBack(network: Network, opening: Opening, manner: Manner): Answer {
  const book = healthBookOf(network);
  const make = (decider: Decider) =>
    new Journey(network, opening.seed, { ...manner, decider }, (device, pool, target) => book.of(device, pool, target));
  const own = (sending: Sending) => assuming(inPatience(converse(make(manner.decider), sending, 1), sending), sending);
  if ('leases' in opening) return lease(make(manner.decider), opening);
  return 'stub' in opening ? byName(opening, manner, make, own) : own(opening);
}

const assuming = (answer: Answer, { assumes }: Sending): Answer =>
  assumes === undefined ? answer : { ...answer, assumes: [...(answer.assumes ?? []), assumes] };

const books = new WeakMap<Network, HealthBook>();

/** What is known of the health of targets, kept with the network. */
export function healthBookOf(network: Network): HealthBook {
  let book = books.get(network);
  if (!book) {
    book = new HealthBook(network, thereAndBack);
    books.set(network, book);
  }
  return book;
}

type Delivered = Extract<Outcome, { kind: 'delivered' }>;

/** It depends on something that is not known. */
const openIn =
  (own: Answer) =>
  (why: string): Answer => ({ ...own, verdict: 'undetermined', client: 'unknown', assumes: [why] });

/** The n-th connection of a client: those before it leave behind what machines remember of the client. */
function nthOf(journey: Journey, sending: Sending): Answer {
  const { connections = 1, packet } = sending;
  for (let nth = 1; nth < connections; nth++) {
    journey.nth = nth;
    const earlier = exchange(journey, { ...sending, packet: { ...packet, sport: packet.sport + nth - 1 } });
    if (earlier.verdict === 'undetermined') return earlier;
  }
  journey.nth = connections;
  return exchange(journey, { ...sending, packet: { ...packet, sport: packet.sport + connections - 1 } });
}

/** A connection, and those that relays open behind it; `number` is its own place among them. */
function converse(journey: Journey, sending: Sending, number: number): Answer {
  const idle = sending.kept ? 0 : sending.idle;
  const own =
    sending.connections !== undefined
      ? nthOf(journey, sending)
      : idle === undefined
        ? exchange(journey, sending)
        : later(journey, sending, idle);
  if (own.verdict !== 'delivered') return own;
  const { outcome, at } = own.forward;
  if (outcome.kind !== 'delivered') return own;
  const { relay } = outcome;
  const open = openIn(own);
  const by = passedBy(own);
  const tls = by?.listener.tls;
  if (tls && sending.request?.scheme === 'http')
    return open(notModelled(`what ${by.name} says to a plain request where it expects TLS`));
  if (by?.listener.header && sending.request)
    return open(notModelled(`whether ${outcome.owner} reads the PROXY header of ${by.name}`));
  const request: HttpRequest | undefined =
    tls === 'ends' && sending.request ? { ...sending.request, scheme: 'http' } : sending.request;
  if (!relay) return request ? answered(own, outcome, request) : own;
  if (number === mostLegs) return open(`more than ${mostLegs} connections one behind the other, by relays`);
  if (journey.footprint) journey.footprint.alone = true;
  const given = gaveUp(sending, relay, outcome.packet);
  if (given) return itself(own, given);
  const shown = certificateShown(sending, relay, request);
  if (shown && 'status' in shown) return itself(own, shown);
  const taken = shown ? { ...own, forward: withSteps(own.forward, [shown]) } : own;
  return goOn(journey, taken, relay, decideFor(journey, at, relay, outcome.packet, request), number);
}

/** What a relay does about a connection that it accepted. */
function goOn(journey: Journey, own: Answer, relay: Relay, decided: Decided, number: number): Answer {
  const { at } = own.forward;
  const open = openIn(own);
  switch (decided.kind) {
    case 'unknown':
      return open(decided.why);
    case 'itself':
      return itself(own, decided);
    case 'dial': {
      const dialled = dial(at, decided, number);
      if (typeof dialled === 'string') return open(dialled);
      // who only passes bytes on passes TLS on too
      const { certified } = own.sending;
      const passed = relay.http || certified === undefined ? dialled : { ...dialled, certified };
      const isOpen = relay.http !== undefined && isKept(journey.decider, at, relay.name, decided.upstream.name);
      const next: Sending = isOpen ? { ...passed, kept: true } : passed;
      const came = converse(journey, next, number + 1);
      return relay.http ? tried(journey, own, { dial: decided, came }, number) : behind(journey, own, came, decided);
    }
  }
}

/**
 * What comes of a request that is passed on, to others where the first fails. As nginx does: what it has said to one it says to
 * no other unless that changes nothing (ngx_http_upstream.c: POST, LOCK and PATCH are not said twice), and of those that it
 * has it begins again with the first.
 */
function tried(journey: Journey, own: Answer, first: Attempt, number: number): Answer {
  const { at } = own.forward;
  const attempts = [first];
  const most = first.dial.http?.tries ?? 1;
  const failed: Failed[] = [];
  let last = first;
  while (attempts.length < most && isToTryAgain(last)) {
    failed.push({ upstream: last.dial.upstream, why: whyFailed(last) });
    const another = dialAnother(journey, at, last.dial, failed);
    const next = another && dial(at, another, number);
    if (!another || typeof next === 'string' || !next) break;
    last = { dial: another, came: converse(journey, next, number + 1) };
    attempts.push(last);
  }
  // those that are left over are dialled as before, with the same end
  const all = attempts.length < most && isToTryAgain(last) ? (attempts[(most - 1) % attempts.length] ?? last) : last;
  const passed = passedOn(own, all.came, all.dial);
  const waited = waitedFor(attempts.filter((each) => each !== all));
  const answer = waited === 0 ? passed : { ...passed, seconds: (passed.seconds ?? 0) + waited };
  if (attempts.length === 1 || (first.dial.pool?.targets.length ?? 0) < 3) return answer;
  const alike = `${at.name} tries each of the other endpoints alike`;
  return { ...answer, assumes: [...(answer.assumes ?? []), alike] };
}

/** The balancer that passed a connection on, and the listener that took it; not the one that opened it, as its checks are. */
function passedBy({ forward: { passed }, sending }: Answer): { name: string; listener: FlowListener } | undefined {
  for (const { device } of passed) {
    const { balances } = device;
    if (!balances || device.id === sending.device.id) continue;
    const listener = balances.listeners.find(({ port }) => port === sending.packet.dport);
    if (listener) return { name: balances.name, listener };
  }
  return undefined;
}

/** What a program says to a request: it is asked nothing else here. */
function answered(own: Answer, { answers, owner, packet }: Delivered, request: HttpRequest): Answer {
  const { status, seconds, source } = answerTo(answers, request.path);
  const cause = status === 'none' ? 'LB-TIMEOUT' : status === 'rst' ? 'APP-RST' : undefined;
  const how = status === 'none' ? 'says nothing' : status === 'rst' ? 'resets the connection' : `answers ${status}`;
  const step: Step = {
    ...{ kind: cause ? 'drop' : 'deliver', stage: 'program' },
    entry: `${request.method} ${request.path}: ${owner} ${how}${seconds > 0 ? `, after ${seconds} s` : ''}`,
    after: show(packet, { ctstate: undefined, connmark: undefined }),
    ...(cause ? { cause } : {}),
    ...(source === undefined ? {} : { source }),
  };
  const forward = withSteps(own.forward, [step]);
  const died = { direction: 'forward', hop: forward.passed.length - 1 } as const;
  // nothing says it of a program that is asked directly; a relay's author has said how it speaks to its targets
  const taken = request.scheme === 'https' && !own.sending.relayed ? { assumes: [`${owner} speaks TLS`] } : {};
  if (typeof status === 'number') return { ...own, forward, status, seconds, client: clientOf(status), ...taken };
  const client = status === 'none' ? 'timeout' : 'closed';
  return { ...own, forward, verdict: 'not-delivered', cause: cause!, client, died };
}

const clientOf = (status: number): Answer['client'] => (status === 200 ? 'ok' : `http-${status}`);

/** A relay that answers a request itself: with what it was told to, or because it has nobody to ask. */
function itself(own: Answer, { status, location, cause, step }: OwnAnswer): Answer {
  const forward = withSteps(own.forward, [step]);
  const died = { direction: 'forward', hop: forward.passed.length - 1 } as const;
  const seen =
    status === 'closed'
      ? { client: 'closed' as const }
      : { status, client: clientOf(status), ...(location === undefined ? {} : { location }) };
  if (cause === undefined) return { ...own, ...seen, forward };
  return { ...own, ...seen, forward, verdict: 'not-delivered', cause, died };
}

/** The connection that a relay opens for one that it accepted; in words, why that is not known. */
function dial(device: Device, { upstream, steps, request }: Dial, number: number): Sending | string {
  const { address: dst, port: dport, name, meant } = upstream;
  const src = sourceTo(device, dst);
  if (src === undefined) return `${device.name} has no address from which it could dial ${showIp(dst)}`;
  return {
    device,
    // the connections of one conversation have ports that are told apart at a glance
    packet: headerOf({ protocol: 'tcp', src, dst, sport: 40_000 + 2 * number, dport, ttl: 64, flags: 'SYN' }),
    to: name,
    seed: () => `${showIp(src)} ${showEnd(dst, dport, 'tcp')} tcp`,
    port: { range: localPorts, how: 'even' },
    meant,
    ...(request ? { request } : {}),
    relayed: { chosen: steps },
  };
}

/** Where a connection behind this one died, counted from the first hop of this one. */
const deeper = (own: Answer, { died }: Answer): Pick<Answer, 'died'> =>
  died ? { died: { ...died, hop: died.hop + (died.direction === 'forward' ? own.forward.passed.length : 0) } } : {};

const bothWays = ({ sending, forward, later }: Answer, next: Answer) => ({ sending, forward, later, next });

/**
 * What comes of a request that a relay passed on: the answer that it got, or one of its own. It has nothing to go by but what
 * its own connection came to.
 */
function passedOn(own: Answer, next: Answer, { http, idleSeconds }: Dial): Answer {
  const ways = { ...deeper(own, next), ...bothWays(own, next), reply: own.reply };
  const { status, seconds = 0 } = next;
  if (next.verdict === 'undetermined') return { ...next, ...ways };
  const late = idleSeconds !== undefined && seconds > idleSeconds;
  if (status !== undefined && !late) return { ...next, ...ways };
  const died = { direction: 'forward', hop: own.forward.passed.length + next.forward.passed.length - 1 } as const;
  const accepted = next.forward.outcome.kind === 'delivered' && next.reply?.outcome.kind === 'delivered';
  const silent = next.client === 'timeout';
  const usual = silent ? 504 : next.client === 'unreachable' ? http!.unreachable : 502;
  const waited = late || (silent && accepted);
  const code = waited ? 504 : (http!.failed ?? usual);
  const took = waited ? justAfter(idleSeconds ?? 0) : silent ? (http!.connectSeconds ?? 0) : 0;
  return {
    ...next,
    ...ways,
    ...(late ? { verdict: 'not-delivered', cause: 'LB-TIMEOUT', died } : {}),
    status: code,
    seconds: took,
    client: clientOf(code),
  };
}

/** What comes of a connection whose relay went on: the relay has nothing to say until the one behind is answered. */
function behind(journey: Journey, own: Answer, next: Answer, { idleSeconds }: Dial): Answer {
  const ways = { ...deeper(own, next), ...bothWays(own, next) };
  const { status, seconds = 0, ...rest } = next;
  const accepted = next.forward.outcome.kind === 'delivered' && next.reply?.outcome.kind === 'delivered';
  const isSilent = status === undefined && own.sending.request !== undefined && accepted && next.client === 'timeout';
  if (idleSeconds !== undefined && (isSilent || (status !== undefined && seconds > idleSeconds))) {
    const died = { direction: 'forward', hop: own.forward.passed.length + next.forward.passed.length - 1 } as const;
    return {
      ...rest,
      ...ways,
      verdict: 'not-delivered',
      cause: 'LB-TIMEOUT',
      client: 'closed',
      died,
      reply: own.reply,
    };
  }
  if (next.verdict !== 'not-delivered' || status !== undefined || isSilent)
    return { ...next, ...ways, reply: own.reply };
  const reply = close(journey, own, next);
  return { ...next, client: reply.outcome.kind === 'delivered' ? 'closed' : 'timeout', ...ways, reply };
}

/**
 * The end of a connection whose relay reached nobody. Its kernel had accepted it before the relay knew of it, so that nothing
 * is refused: the program closes it, with a FIN (seen of a relay in Python, socat 1.7 and HAProxy 2.6 on Linux 6.18; where the
 * asker had sent what the relay had not read yet, a RST follows, which the first of them does).
 */
function close(journey: Journey, { forward, sending }: Answer, next: Answer): Travelled {
  const { packet } = forward.outcome as Delivered;
  const start: Start = {
    device: forward.at,
    packet: headerOf({ ...swapped(packet), ttl: 64, flags: closing }),
    random: false,
    entry: () =>
      `close() towards ${showEnd(packet.src, packet.sport, 'tcp')}: ${dialled(next.sending.packet)} ${failed(next)}`,
  };
  return travel(journey, start, (passage, back) => awaited(passage, back, sending));
}

const failed = ({ client }: Answer): string =>
  client === 'timeout' ? 'did not answer' : client === 'closed' ? 'was closed' : `failed (${client})`;
