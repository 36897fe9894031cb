import { cidr, contains, showIp } from '../base/addr/index.ts';
import type { Device } from '../network/network.ts';
import { type Route, showRoute, showRule } from '../network/route.ts';
import { isBeyond } from '../network/unmodelled.ts';
import type { Step } from '../trace/trace.ts';
import { isLocal, lookup, routeIn } from './fib.ts';
import type { Outcome, Passage } from './passage.ts';

/** The route that the packet takes; or how it ends because there is none. */
export type Routed = { readonly kind: 'route'; readonly route: Route } | Outcome;

/** Makes the routing decision and writes it into the trace: the rule, then the table's route. */
export function decide(passage: Passage): Routed {
  const { device, packet, iif } = passage;
  const unknown = passage.meet('routing');
  if (unknown) return unknown;
  const found = lookup(device, packet, iif);
  const words = device.words;
  if (!('route' in found)) {
    if (device.beyond && isBeyond(device.beyond, packet.dst)) return leave(passage);
    const cause = words?.noRoute ?? 'HOST-NOROUTE';
    const step = {
      stage: words ? 'route table' : 'ip rule',
      entry: `no route to ${showIp(packet.dst)}`,
      tried: found.tried,
    };
    const outcome = passage.drop(step, cause);
    return device.silent ? outcome : { kind: 'unreachable', cause, packet: passage.packet };
  }
  if (!words)
    passage.add({
      kind: 'route',
      stage: 'ip rule',
      entry: showRule(found.rule),
      ...(found.rule.source === undefined ? {} : { source: found.rule.source }),
      ...(found.tried.length > 0 ? { tried: found.tried } : {}),
    });
  return take(passage, found.route, words ? words.table(found.table) : `table ${found.table}`);
}

/** To what the file does not describe. */
function leave(passage: Passage): Outcome {
  const { packet } = passage;
  passage.add({
    kind: 'deliver',
    stage: passage.device.words?.table('main') ?? 'route table',
    entry: `${showIp(packet.dst)} is not described: what answers there is not known`,
    after: passage.shown(),
  });
  return { kind: 'left', packet };
}

function take(passage: Passage, route: Route, stage: string): Routed {
  const { device, packet } = passage;
  const step: Step = {
    kind: 'route',
    stage,
    entry: showRoute(route),
    ...(route.source === undefined ? {} : { source: route.source }),
    ...(route.default ? { default: true as const } : {}),
  };
  if (route.type === 'blackhole') {
    passage.add(step);
    return passage.drop(
      { stage, entry: showRoute(route), ...(route.source === undefined ? {} : { source: route.source }) },
      'VPC-BLACKHOLE',
    );
  }
  passage.add(step);
  if (route.unmodelled !== undefined)
    return { kind: 'undetermined', assumes: `${showRoute(route)}: ${route.unmodelled} is not modelled yet` };
  if (route.type !== 'delegate') return { kind: 'route', route };
  const next = route.table === undefined ? undefined : routeIn(device, route.table, packet.dst);
  if (next) return { kind: 'route', route: next.route };
  return passage.drop(
    { stage, entry: `${showIp(packet.dst)} lies in no subnet` },
    device.words?.noRoute ?? 'HOST-NOROUTE',
  );
}

/**
 * The checks of a packet's source. One that claims to be from this machine itself comes from nowhere (accept_local is
 * off; fib_frontend.c). The reverse-path filter: strict (1) wants the way back to the source to leave by the interface where the packet came
 * in, loose (2) wants any way back. Marks do not take part (src_valid_mark is off).
 */
export function reversePath(passage: Passage): Outcome | undefined {
  const { device, packet, iif } = passage;
  if (iif !== undefined && iif !== 'lo' && isLocal(device, packet.src))
    return passage.drop(
      {
        stage: 'source check',
        entry: `martian source ${showIp(packet.src)}: an address of this machine`,
        interface: iif,
      },
      'MARTIAN',
    );
  const mode = iif !== undefined && Object.hasOwn(device.rpFilter, iif) ? device.rpFilter[iif] : undefined;
  if (mode === undefined || iif === undefined) return undefined;
  const back = lookup(device, { src: packet.dst, dst: packet.src, mark: 0 }, undefined);
  const found = 'route' in back ? back : undefined;
  const ok = found !== undefined && found.route.type === 'unicast' && (mode === 2 || found.route.dev === iif);
  const entry = `net.ipv4.conf.${iif}.rp_filter = ${mode}: ${found ? `${showRule(found.rule)}, ${showRoute(found.route)}` : 'no way back'}`;
  if (!ok) return passage.stop({ stage: 'rp_filter', entry, interface: iif }, 'RPF');
  passage.add({ kind: 'filter', stage: 'rp_filter', entry, interface: iif });
  return undefined;
}

const loopback = cidr('127.0.0.0/8');

/**
 * Packets from and to 127.0.0.0/8 stay on `lo`, unless route_localnet is on: one that comes in is a martian
 * (ip_route_input_slow), one that would go out has no route (__mkroute_output), and its program is not told.
 */
export function offLoopback(passage: Passage, way: 'in' | 'out', at: string | undefined): Outcome | undefined {
  const { device, packet } = passage;
  if (at === undefined || at === 'lo' || device.routeLocalnet || device.words) return undefined;
  const end = way === 'in' && contains(loopback, packet.dst) ? 'dst' : 'src';
  if (!contains(loopback, packet[end])) return undefined;
  const entry = `martian ${end === 'dst' ? 'destination' : 'source'} ${showIp(packet[end])}: net.ipv4.conf.${at}.route_localnet = 0`;
  return passage.drop({ stage: way === 'in' ? 'source check' : 'routing', entry, interface: at }, 'MARTIAN');
}

/** Whether the device has the route's interface; a route to a missing one is a bug in the compiler that made it. */
export function outInterface(device: Device, route: Route): string {
  if (route.dev === undefined || !device.interfaces.some((each) => each.name === route.dev))
    throw new Error(`${device.name}: route ${showRoute(route)} has no interface`);
  return route.dev;
}
