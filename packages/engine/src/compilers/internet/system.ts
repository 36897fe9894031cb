import { type Ip, parseCidr, single } from '../../base/addr/index.ts';
import type { Device, Interface, Link } from '../../network/network.ts';
import type { Route } from '../../network/route.ts';
import { type Learned, propagate } from './bgp/propagate.ts';
import type { Speaker } from './bgp/speaker.ts';
import { type Line, publicMtu, sideOf } from './lines.ts';
import { internetId, type System, type Systems, showBlock, showSystem } from './systems.ts';

/** Public addresses of what is not modelled, by the system that they belong to. */
export type Foreign = ReadonlyMap<
  string,
  readonly { readonly ip: Ip; readonly address: string; readonly what: string }[]
>;

/** What lies behind systems and has no line of its own. */
export interface Behind {
  readonly foreign: Foreign;
  /** Addresses that stand for those of a cloud's services, by its system. */
  readonly standIns: ReadonlyMap<string, readonly Ip[]>;
}

/** The routers of all systems, one each, with what BGP taught them. */
export function systemDevices(
  systems: Systems,
  speakers: readonly Speaker[],
  lines: readonly Line[],
  { foreign, standIns }: Behind,
): { readonly devices: readonly Device[]; readonly links: readonly Link[] } {
  const known = propagate(speakers);
  const names = new Map(systems.all.map(({ id, name }) => [id, name]));
  const twice = new Set([...names.values()].filter((name, i, all) => all.indexOf(name) !== i));
  /** What an interface to another system is called. */
  const towards = (id: string): string => `as-${twice.has(names.get(id)!) ? id : names.get(id)}`;
  const links: Link[] = [];
  const devices = systems.all.map((system): Device => {
    const { id } = system;
    const speaker = speakers.find((each) => each.id === id)!;
    const own = sideOf(
      id,
      lines.filter(({ to }) => to === id),
    );
    links.push(...own.links);
    const interfaces: Interface[] = [...own.interfaces];
    for (const { to } of speaker.sessions) {
      const link = `bgp ${[id, to].sort().join(' ')}`;
      interfaces.push({ name: towards(to), addresses: [], answers: [], link, mtu: publicMtu });
      links.push({ id: link, l2: false, members: [{ device: id, interface: towards(to) }] });
    }
    const routes: Route[] = [...own.routes];
    const attached = new Set(routes.map(({ to }) => to.base));
    for (const { ip, address, what } of foreign.get(id) ?? [])
      if (!attached.has(ip)) routes.push({ to: single(ip), type: 'unicast', entry: address, unmodelled: what });
    for (const { block, routes: learned, unsettled } of known) {
      const route = learned?.get(id);
      const isOwn = (): boolean => speaker.announces.some((each) => showBlock(each.block) === showBlock(block));
      if (unsettled && speaker.sessions.length > 0 && !isOwn()) routes.push(unsettledRoute(block));
      if (route) routes.push(learnedRoute(route, towards(route.neighbour), names.get(route.neighbour)!));
    }
    return deviceOf(system, interfaces, routes, standIns.get(id));
  });
  return { devices, links };
}

const unsettledRoute = (to: Route['to']): Route => ({
  ...{ to, type: 'unicast', entry: `${showBlock(to)}: local preferences go round in a circle` },
  unmodelled: 'a route that never settles',
});

/** As a table of BGP shows it: the prefix, over whom, the path, and by what it beat the others. */
const learnedRoute = ({ block, path, why }: Learned, dev: string, neighbour: string): Route => ({
  ...{ to: block, type: 'unicast', dev },
  entry: `${showBlock(block)} via ${neighbour}, as-path ${path.join(' ')}${why === undefined ? '' : `: ${why}`}`,
});

/** A block in which no address is public. */
const nowhere = single(0);

/** The router that stands for a system: one of many, which count as one. It says nothing of what it drops. */
function deviceOf(
  system: System,
  interfaces: readonly Interface[],
  routes: readonly Route[],
  standIns: readonly Ip[] = [],
): Device {
  const { id, name, written } = system;
  const announced = (written?.announces ?? []).flatMap(({ text }) => parseCidr(text)?.cidr ?? []);
  return {
    id,
    name,
    kind: 'internet',
    ...(written ? { source: written.id } : {}),
    interfaces,
    rules: [{ priority: 100, table: 'world' }],
    tables: new Map([['world', routes]]),
    neighbours: [],
    conntrack: false,
    forwarding: true,
    sockets: [],
    rpFilter: {},
    silent: true,
    // a system that announces nothing has nobody behind it
    ...(announced.length > 0 || standIns.length > 0
      ? { beyond: { announced: announced.length > 0 ? announced : [nowhere], standIns: standIns.map(single) } }
      : {}),
    words: { table: () => showSystem(system), noRoute: 'BGP-NOROUTE' },
  };
}

/** The one router of an Internet without systems: it has a way to everything, and beyond it is everybody. */
export function wholeInternet(
  lines: readonly Line[],
  { foreign, standIns }: Behind,
): { readonly devices: readonly Device[]; readonly links: readonly Link[] } {
  const { interfaces, routes, links } = sideOf(internetId, lines);
  const known = new Set(routes.map(({ to }) => to.base));
  const others = (foreign.get(internetId) ?? []).flatMap(({ ip, address, what }): Route[] =>
    known.has(ip) ? [] : [{ to: single(ip), type: 'unicast', entry: address, unmodelled: what }],
  );
  const system: System = { id: internetId, name: 'Internet', number: 0 };
  return {
    devices: [
      {
        ...deviceOf(system, interfaces, [...routes, ...others]),
        beyond: { announced: [], standIns: (standIns.get(internetId) ?? []).map(single) },
      },
    ],
    links,
  };
}
