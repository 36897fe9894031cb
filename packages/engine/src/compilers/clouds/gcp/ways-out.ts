import { cidr, type Ip } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import { type GcpNetwork, type Nat, single } from './network.ts';
import { peerPort } from './peerings.ts';
import type { Hop, WrittenRoute } from './written-routes.ts';

/** The router's interface to the Internet. */
export const internetPort = 'internet';

export const internetTable = '#internet';
const googleTable = '#google';
const natTable = ({ gateway }: Nat): string => `#nat ${gateway.id}`;

export const natPort = ({ gateway }: Nat): string => `to-${gateway.name}`;

const everywhere = cidr('0.0.0.0/0');
const googleAccess = "which addresses are Google's own services (private-ip-google-access)";

/** A route with all that are like it: of several with the same number the network spreads flows over them. */
interface Chosen extends Omit<WrittenRoute, 'hop'> {
  readonly hop: Hop | { readonly kind: 'peer'; readonly dev: string };
}

/**
 * The ways out of a network: the routes that are written, as rules in the order in which they are looked at, and what a machine's way to the Internet is where one of
 * them leads there: its external address, else the NAT of its region, else none.
 */
export function waysOut(network: GcpNetwork): {
  readonly rules: readonly PolicyRule[];
  readonly tables: readonly (readonly [string, readonly Route[]])[];
} {
  const rules: PolicyRule[] = [];
  const add = (rule: Omit<PolicyRule, 'priority'>): void => {
    rules.push({ priority: 200 + rules.length, ...rule });
  };
  const tables: (readonly [string, readonly Route[]])[] = [];
  for (const [at, route] of chosenIn(network).entries()) {
    const to = route.to.bits === 0 ? {} : { to: route.to };
    const table = `#route ${at}`;
    const own = routeOf(network, route);
    if (own) tables.push([table, [own]]);
    for (const from of route.from ?? [undefined]) {
      if (own) add({ ...senderOf(from), ...to, table });
      else for (const rule of toInternet(network, from)) add({ ...rule, ...to });
    }
  }
  return { rules, tables: [...tables, ...internetTables(network)] };
}

/** Of each destination the routes up to the first that is for all machines. */
function chosenIn({ routes, peers }: GcpNetwork): readonly Chosen[] {
  const imported = peers.flatMap((peer) =>
    peer.imported.map((route): Chosen => ({ ...route, hop: { kind: 'peer', dev: peerPort(peer) } })),
  );
  const all = [...routes, ...imported].sort((a, b) => b.to.bits - a.to.bits || a.priority - b.priority);
  const ended = new Set<string>();
  return all.flatMap((route, at): Chosen[] => {
    if (ended.has(route.text)) return [];
    const alike = all.filter((each) => each.text === route.text && each.priority === route.priority);
    if (!route.from) ended.add(route.text);
    if (alike.length < 2) return [route];
    // several are for the same machines: told once
    if (all.indexOf(alike[0]!) !== at) return [];
    const { from: _, ...rest } = route;
    ended.add(route.text);
    return [
      {
        ...rest,
        hop: {
          kind: 'unmodelled',
          what: `which of ${alike.length} routes to ${route.text} with the priority ${route.priority} a flow takes`,
        },
      },
    ];
  });
}

/** What leaves by a route; undefined: it leads to the Internet. */
function routeOf({ subnets }: GcpNetwork, { to, text, hop, tags, source }: Chosen): Route | undefined {
  const base = { to, ...(source === undefined ? {} : { source }) };
  const marked = tags.length > 0 ? ` (tags ${tags.join(', ')})` : '';
  switch (hop.kind) {
    case 'internet':
      return undefined;
    case 'instance': {
      const dev = subnets.find(({ id }) => id === hop.subnet)!.name;
      return { ...base, type: 'unicast', via: hop.via, dev, entry: `${text} → ${hop.name}${marked}` };
    }
    case 'peer':
      return { ...base, type: 'unicast', dev: hop.dev, entry: `${text} → ${hop.dev}: a route that is told` };
    case 'blackhole':
      return { ...base, type: 'blackhole', entry: `${text} → blackhole` };
    case 'unmodelled':
      return { ...base, type: 'unicast', entry: hop.what, unmodelled: hop.what };
  }
}

/** What a machine sends, known by its interface. */
const senderOf = (address: Ip | undefined): Pick<PolicyRule, 'sender'> =>
  address === undefined ? {} : { sender: { mac: macOf('gce', address), address } };

/** How machines reach the Internet; `from`: those that a route is for. */
function toInternet(
  { passed, external, nats, subnets, reachGoogle, strangers }: GcpNetwork,
  from: Ip | undefined,
): readonly Omit<PolicyRule, 'priority'>[] {
  const only = senderOf(from);
  return [
    // who answers in the place of a balancer needs no other address
    ...passed.map(({ address }) => ({ ...only, from: single(address), table: internetTable })),
    ...[...external.keys()].map((ip) => ({ ...only, from: single(ip), table: internetTable })),
    ...subnets.flatMap(({ id, name }): Omit<PolicyRule, 'priority'>[] => {
      const nat = nats.find(({ serves }) => serves(id));
      if (nat) return [{ ...only, iif: name, table: natTable(nat) }];
      if (!reachGoogle.has(id)) return [];
      return [
        ...strangers.map((ip) => ({ ...only, iif: name, to: single(ip), table: internetTable })),
        { ...only, iif: name, table: googleTable },
      ];
    }),
    { ...only, table: internetTable },
  ];
}

function internetTables({ nats }: GcpNetwork): readonly (readonly [string, readonly Route[]])[] {
  const internet: Route = {
    ...{ to: everywhere, type: 'unicast', dev: internetPort, default: true },
    entry: '0.0.0.0/0 → default-internet-gateway',
  };
  const google: Route = { to: everywhere, type: 'unicast', entry: googleAccess, unmodelled: googleAccess };
  return [
    [internetTable, [internet]],
    [googleTable, [google]],
    ...nats.map((nat) => {
      const { name, id } = nat.gateway;
      const entry = nat.crowded ?? `0.0.0.0/0 → ${name}`;
      const unknown = nat.crowded === undefined ? {} : { unmodelled: nat.crowded };
      return [
        natTable(nat),
        [{ to: everywhere, type: 'unicast', dev: natPort(nat), entry, source: id, ...unknown } as const],
      ] as const;
    }),
  ];
}
