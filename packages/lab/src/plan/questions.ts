import type { Branch, HttpRequest, Trace } from '@netk/engine';
import type { Wanted } from './plan-lab.ts';

type Unnumbered = Omit<Wanted, 'id' | 'sport'>;

/** One connection that a trace may start with, and the branches that do; a reason where a laboratory cannot send it. */
export interface Question {
  readonly branches: readonly Branch[];
  readonly wanted: Unnumbered | string;
}

/** What a trace does not say of its first connection; `tries`: whoever relays it there tries others by itself. */
export type Given = Pick<Wanted, 'size' | 'request'> & { readonly tries?: true };

const firstPort = 20_000;

/** A port of its own keeps the connections of one laboratory apart; which one it is plays no part. */
export const numbered = (wanted: Unnumbered | string, id: number): Wanted | string =>
  typeof wanted === 'string' ? wanted : { ...wanted, id, sport: firstPort + id };

/** The connections that a trace starts with: one for each sender, and each address that a name may mean. */
export function questionsOf(trace: Trace, given: Given): readonly Question[] {
  const all = [...trace.routes, ...(trace.others ?? [])];
  const groups = grouped(all, ({ forward: [first] }) => `${first?.id} ${first?.steps[0]?.after?.dst}`);
  if (all.length === 0) return [{ branches: [], wanted: wantedOf(trace, all, given) }];
  return [...groups.values()].map((branches) => ({ branches, wanted: wantedOf(trace, branches, given) }));
}

function wantedOf(trace: Trace, branches: readonly Branch[], given: Given): Unnumbered | string {
  const [first] = branches;
  const hop = first?.forward[0];
  const packet = hop?.steps[0]?.after;
  const unknown = branches.find(({ verdict }) => verdict === 'undetermined');
  if (!first || !hop || !packet)
    return trace.reasons?.join('; ') ?? unknown?.assumes?.join('; ') ?? 'no packet is sent';
  if (unknown) return `undetermined: ${unknown.assumes?.join('; ') ?? ''}`;
  const { legs: own = [] } = first;
  if (own.some(({ kind }) => kind === 'lease')) return 'it asks for an address, and has none yet';
  const isLookup = own.length > 0 && own.every(({ kind }) => kind === 'lookup');
  if (isLookup && own.some(({ because }) => because !== undefined))
    return 'servers of names that ask others do not run here';
  if (trace.flow.connections !== undefined) return 'it asks for a later connection of its client';
  const { protocol, src, dst, dport } = packet;
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp' && protocol !== 'icmpv6')
    return `${protocol} is not sent by the laboratory`;
  if (branches.some(({ choices }) => choices.some(({ kind }) => kind === 'source port')))
    return 'a port that is drawn decides';
  if (!given.tries && branches.some(({ choices }) => choices.some(({ kind }) => kind === 'next target')))
    return 'a relay tries another endpoint, which no relay of the laboratory does but nginx';
  if (branches.some(({ cause }) => cause === 'CLIENT-TIMEOUT')) return 'clients of the laboratory wait longer';
  if (branches.some(({ to }) => to !== undefined)) return 'it leaves to what is not described';
  if (branches.some(({ reply }) => (reply[0]?.steps[0]?.after?.ttl ?? 64) < 64))
    return 'who answers sends its packets with a TTL of its own';
  const untold = branches.find(({ client }) => client === 'unknown');
  if (untold) return untold.assumes?.join('; ') ?? 'what the client sees is not known';
  if (protocol === 'tcp' && packet.flags !== 'SYN') return 'it asks for a later packet of a connection';
  const { size, request = requestOf(branches) } = given;
  if (request === undefined && branches.some(({ client }) => client.startsWith('http-')))
    return 'what it asks for is not in its trace';
  // a relay that has nobody to ask opens no connection of its own, and closes the one that it was asked on
  const unrouted = [...new Set(branches.flatMap(unroutedOf))];
  const relayed = branches.some(({ legs, client }) => connectionsOf(legs).length > 1 || client === 'closed');
  return {
    ...{ device: hop.id, protocol, src, dst, dport: dport ?? 0 },
    ...(size === undefined ? {} : { size }),
    ...(trace.flow.binds === undefined ? {} : { binds: true as const }),
    ...(packet.mark === undefined ? {} : { mark: Number(packet.mark) }),
    ...(relayed ? { relayed: true as const } : {}),
    ...(unrouted.length > 0 ? { unrouted } : {}),
    ...(request ? { request } : {}),
  };
}

/** Who tells whom that there is no route, on either way. */
const unroutedOf = ({ forward, reply }: Branch): readonly string[] =>
  [...forward, ...reply].flatMap(({ id, steps }) =>
    steps.flatMap(({ kind, after }) =>
      kind === 'originate' && after?.protocol === 'icmp' && routeErrors.has(after.flags ?? '')
        ? [`${id} ${after.dst}`]
        : [],
    ),
  );

const routeErrors: ReadonlySet<string> = new Set(['net-unreachable', 'host-unreachable']);

const connectionsOf = (legs: Branch['legs'] = []) => legs.filter(({ kind }) => kind === 'connection');

/** What is asked for on the first connection; where that is an address alone, what a relay there takes it for. */
function requestOf(branches: readonly Branch[]): HttpRequest | undefined {
  for (const { legs, request } of branches) {
    const open = connectionsOf(legs);
    const own = request ?? open[0]?.request;
    if (own?.kind === 'http') return own;
    const later = open.find(({ request }) => request !== undefined)?.request;
    if (later?.kind === 'http') return asAsked(later);
  }
  return undefined;
}

const added = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port'];

/** A request without what relays wrote into it. */
function asAsked(request: HttpRequest): HttpRequest {
  const scheme = request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !added.includes(name)));
  return { ...request, scheme, headers };
}

/** Lists of what has the same key, in the order of their first members. */
export function grouped<T, K>(all: readonly T[], keyOf: (each: T) => K): ReadonlyMap<K, readonly T[]> {
  const out = new Map<K, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const own = out.get(key);
    if (own) own.push(each);
    else out.set(key, [each]);
  }
  return out;
}
