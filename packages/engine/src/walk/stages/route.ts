import { cidr, contains, type Ip, showIp, single } from '../../base/addr/index.ts';
import type { Header } from '../../network/header.ts';
import type { Device } from '../../network/network.ts';
import { type Route, showRoute, showRule } from '../../network/route.ts';
import { isBeyond } from '../../network/unmodelled.ts';
import type { Outcome, Passage } from '../passage.ts';

/** What a routing decision is asked about: usually the packet as it is, and where it came in. */
interface Asked {
  readonly packet: Pick<Header, 'src' | 'dst' | 'mark'>;
  readonly iif: string | undefined;
}

/** Makes the routing decision; how the packet ends because there is none, or undefined: `passage.route` is the route. */
export function decide(passage: Passage, asked: Asked = passage): Outcome | undefined {
  const { device, compiled, log } = passage;
  const { packet, iif } = asked;
  passage.around.footprint?.packet(passage.packet);
  const unknown = passage.meet('routing');
  if (unknown) return unknown;
  if (packet.dst === everybody && iif !== undefined) return toEverybody(passage, iif);
  const rules = compiled.rulesFor(packet.dst);
  const found = rules.lookup(compiled, rules.knowsSenders ? { ...packet, smac: passage.sender } : packet, iif);
  const words = device.words;
  if (!found) {
    if (device.beyond && isBeyond(device.beyond, packet.dst)) return leave(passage);
    const cause = words?.noRoute ?? 'HOST-NOROUTE';
    const step = {
      stage: words ? 'route table' : rulesOf(packet.dst),
      entry: `no route to ${showIp(packet.dst)}`,
      tried: compiled.rulesFor(packet.dst).tried(packet, iif),
    };
    const outcome = passage.drop(step, cause);
    return device.silent ? outcome : { kind: 'unreachable', cause, packet: passage.packet };
  }
  if (log && !words) {
    const tried = compiled.rulesFor(packet.dst).tried(packet, iif, found.at);
    log.add({
      kind: 'route',
      stage: rulesOf(packet.dst),
      entry: showRule(found.rule),
      ...(found.rule.source === undefined ? {} : { source: found.rule.source }),
      ...(tried.length > 0 ? { tried } : {}),
    });
  }
  return take(passage, found.route, found.rule.table, packet.dst);
}

/** What the lookup of policy rules is called. */
const rulesOf = (dst: Ip): string => (typeof dst === 'number' ? 'ip rule' : 'ip -6 rule');

/** The address of all machines of a segment. */
const everybody = 0xffffffff;

/** A broadcast is for every machine that hears it (route.c, ip_route_input_rcu, brd_input). */
function toEverybody(passage: Passage, iif: string): undefined {
  passage.route = { to: single(everybody), type: 'local', dev: iif };
  passage.log?.add({ kind: 'route', stage: 'routing', entry: 'broadcast 255.255.255.255: for this machine too' });
}

/** To what the file does not describe. */
function leave(passage: Passage): Outcome {
  const { packet } = passage;
  passage.log?.add({
    kind: 'deliver',
    stage: passage.device.words?.table('main') ?? 'route table',
    entry: `${showIp(packet.dst)} is not described: what answers there is not known`,
    after: passage.shown(),
  });
  return { kind: 'left', packet };
}

function take(passage: Passage, route: Route, table: string, dst: Ip): Outcome | undefined {
  const { device, compiled } = passage;
  const stage = (): string => device.words?.table(table) ?? `table ${table}`;
  passage.log?.add({
    kind: 'route',
    stage: stage(),
    entry: showRoute(route),
    ...(route.source === undefined ? {} : { source: route.source }),
    ...(route.default ? { default: true as const } : {}),
  });
  if (route.type === 'blackhole') {
    const { source } = route;
    const { cause = 'VPC-BLACKHOLE' } = route;
    const step = { stage: stage(), entry: showRoute(route), ...(source === undefined ? {} : { source }) };
    const outcome = passage.drop(step, cause);
    // a program of the machine itself is told by its call, with EINVAL (fib_semantics.c, fib_props; seen on 6.12)
    const isOwn =
      passage.iif === undefined && passage.tracked === undefined && !device.silent && !passage.packet.carried;
    return isOwn ? { kind: 'unreachable', cause, packet: passage.packet } : outcome;
  }
  if (route.unmodelled !== undefined)
    return { kind: 'undetermined', assumes: `${showRoute(route)}: ${route.unmodelled} is not modelled yet` };
  // a provider's `local` route stands for all subnets of the network: its own table has them
  const next = route.type === 'delegate' ? route.table !== undefined && compiled.routes(route.table)?.get(dst) : route;
  if (!next)
    return passage.drop(
      { stage: stage(), entry: `${showIp(dst)} lies in no subnet` },
      device.words?.noRoute ?? 'HOST-NOROUTE',
    );
  passage.route = next;
  return undefined;
}

/**
 * Routes a packet of the machine itself anew, because a hook changed what routing looks at (ip_route_me_harder). The rules
 * of the same hook still see the interface of the first decision: it stands in the state of the hook.
 */
export const reroute = (passage: Passage): Outcome | undefined =>
  decide(passage) ?? offLoopback(passage, 'out', passage.route?.dev);

/** The same as the machine's own packet, wherever it came from: told only where that leads elsewhere. */
export function rerouteElsewhere(passage: Passage): Outcome | undefined {
  const { compiled, packet, route } = passage;
  const found = compiled.rulesFor(packet.dst).lookup(compiled, packet, undefined);
  return found?.route === route ? undefined : decide(passage, { packet, iif: undefined });
}

const loopback = cidr('127.0.0.0/8');
/** No option of IPv6 lets `::1` use other interfaces (ip6_input.c, ip6_rcv_core; route.c, ip6_route_output_flags). */
const loopbackOfSix = cidr('::1/128');
const isLoopback = (ip: Ip): boolean => contains(typeof ip === 'bigint' ? loopbackOfSix : loopback, ip);

/**
 * Packets from and to 127.0.0.0/8 stay on `lo`, unless route_localnet is on: one that comes in is a martian
 * (ip_route_input_slow), one that would go out has no route (__mkroute_output), and its program is not told.
 */
export function offLoopback(passage: Passage, way: 'in' | 'out', at: string | undefined): Outcome | undefined {
  const { device, packet } = passage;
  const six = typeof packet.dst === 'bigint';
  if (at === undefined || at === 'lo' || (device.routeLocalnet && !six) || device.words) return undefined;
  const end = way === 'in' && isLoopback(packet.dst) ? 'dst' : 'src';
  if (!isLoopback(packet[end])) return undefined;
  if (!six && device.interfaces.some(({ name, routeLocalnet }) => routeLocalnet && name === at)) return undefined;
  const why = six ? 'it stays on lo' : `net.ipv4.conf.${at}.route_localnet = 0`;
  const entry = `martian ${end === 'dst' ? 'destination' : 'source'} ${showIp(packet[end])}: ${why}`;
  return passage.drop({ stage: way === 'in' ? 'source check' : 'routing', entry, interface: at }, 'MARTIAN');
}

/** Whether the device has the route's interface; a route to a missing one is a bug in the compiler that made it. */
export function outInterface(device: Device, route: Route): string {
  if (route.dev === undefined || !device.interfaces.some((each) => each.name === route.dev))
    throw new Error(`${device.name}: route ${showRoute(route)} has no interface`);
  return route.dev;
}
