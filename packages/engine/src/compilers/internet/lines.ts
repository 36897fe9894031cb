import { type Ip, single } from '../../base/addr/index.ts';
import type { Interface, Link } from '../../network/network.ts';
import type { Route } from '../../network/route.ts';

/** Bytes that pass everywhere on the Internet: those of an Ethernet. */
export const publicMtu = 1500;

/** Something with a line to a system: an internet gateway, a machine, a home router, a carrier's translator. */
export interface Line {
  /** The system, or the translator, that it leads to. */
  readonly to: string;
  /** What the interface is called there. */
  readonly name: string;
  readonly link: string;
  /** The interface at its other end; undefined: the other end joins itself to the link. */
  readonly end?: { readonly device: string; readonly interface: string };
  /** The addresses behind it, with the words of the route. */
  readonly ips: readonly Ip[];
  readonly entry: string;
  /** Whole blocks behind it. */
  readonly routes?: readonly Route[];
}

/** One side of lines: the interfaces, the routes to what is behind them, and the links. */
export function sideOf(
  device: string,
  lines: readonly Line[],
): { readonly interfaces: readonly Interface[]; readonly routes: readonly Route[]; readonly links: readonly Link[] } {
  return {
    interfaces: lines.map(({ name, link }) => ({ name, addresses: [], answers: [], link, mtu: publicMtu })),
    routes: lines.flatMap(({ name, ips, entry, routes = [] }) => [
      ...ips.map((ip): Route => ({ to: single(ip), type: 'unicast', dev: name, entry })),
      ...routes,
    ]),
    links: lines.map(({ link, name, end }) => ({
      ...{ id: link, l2: false },
      members: [{ device, interface: name }, ...(end ? [end] : [])],
    })),
  };
}
