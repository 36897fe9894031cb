import { parseIp } from '../../base/addr/index.ts';
import { type Chain, joinRulesets } from '../../network/netfilter.ts';
import type { Device, Interface, Link } from '../../network/network.ts';
import type { Route } from '../../network/route.ts';
import type { PlannedCarrier } from '../../plan/plan.ts';
import { localTable } from '../machine.ts';
import { type Line, publicMtu, sideOf } from './lines.ts';

/** Carriers say how many ports a customer has, and not which one a connection gets (RFC 6888 leaves it open). */
const drawsAlike = 'the carrier NAT draws each source port of 1024-65535 alike';

/** A carrier's translator: the customers behind it share its public address, and nobody comes in uncalled (RFC 6888). */
export function carrierNat(
  carrier: PlannedCarrier,
  lines: readonly Line[],
): { readonly device: Device; readonly links: readonly Link[] } {
  const { id, name, address, source } = carrier;
  const own = parseIp(address)!;
  const side = sideOf(id, lines);
  const out: Interface = {
    ...{ name: 'out', link: `line ${id}`, mtu: publicMtu },
    addresses: [{ ip: own, bits: 32 }],
    answers: [own],
  };
  const chains: Chain[] = [
    {
      ...{ table: 'filter', name: 'INPUT', policy: 'DROP', stage: 'carrier NAT', rules: [], source },
      refusal: { entry: `${name}: no connection of it has this packet as an answer`, cause: 'NAT-IN' },
    },
    {
      ...{ table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', stage: 'carrier NAT' },
      rules: [
        {
          matches: [{ kind: 'out', name: 'out' }],
          target: { kind: 'snat', to: own, ports: { kind: 'random', fully: true, assumes: drawsAlike } },
          entry: `${name}: source becomes ${address} and a free port of 1024-65535`,
          source,
        },
      ],
    },
  ];
  const main: Route[] = [
    { to: { base: 0, bits: 0 }, type: 'unicast', dev: 'out', entry: `${name}: to its provider` },
    ...side.routes,
  ];
  const device: Device = {
    ...{ id, name, kind: 'internet', source, interfaces: [...side.interfaces, out] },
    rules: [
      { priority: 0, table: 'local' },
      { priority: 32766, table: 'main' },
    ],
    tables: new Map([
      ['local', localTable([out]).filter(({ dev }) => dev !== 'lo')],
      ['main', main],
    ]),
    neighbours: [],
    ruleset: joinRulesets([chains]),
    conntrack: true,
    forwarding: true,
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => 'carrier NAT', noRoute: 'BGP-NOROUTE' },
  };
  return { device, links: side.links };
}
