import { type Cidr, type Ip, ip } from '../../src/base/addr/index.ts';
import type { FilterList, Guard, InterfaceFilters, Peers } from '../../src/network/guard.ts';
import type { Header, Protocol } from '../../src/network/header.ts';
import type { Chain, Match, Ruleset, Target } from '../../src/network/netfilter.ts';
import type { AddressMapping, Device, Interface, Network } from '../../src/network/network.ts';
import type { PolicyRule, Route } from '../../src/network/route.ts';

const base = BigInt(ip('2001:db8::'));

/** An address of IPv4 as one of 2001:db8::/96: in the same order, and in the same blocks with prefixes longer by 96. */
export const embedded = (address: Ip): Ip => (typeof address === 'number' ? base | BigInt(address) : address);
const unembedded = (address: Ip): Ip => (typeof address === 'bigint' ? Number(address - base) : address);
const block = (of: Cidr): Cidr => (typeof of.base === 'number' ? { base: embedded(of.base), bits: of.bits + 96 } : of);
const protocolOf = <P extends Protocol | undefined>(protocol: P): P | 'icmpv6' =>
  protocol === 'icmp' ? 'icmpv6' : protocol;

export const embeddedHeader = (header: Header): Header => ({
  ...header,
  protocol: protocolOf(header.protocol),
  src: embedded(header.src),
  dst: embedded(header.dst),
});

const peers = (of: Peers): Peers => ({ ...of, has: (address) => of.has(unembedded(address)) });
const list = (of: FilterList): FilterList => ({
  ...of,
  rules: of.rules.map((rule) => ({
    ...rule,
    ...(rule.protocol ? { protocol: protocolOf(rule.protocol) } : {}),
    ...(rule.peers ? { peers: peers(rule.peers) } : {}),
  })),
  ...(of.exempt ? { exempt: peers(of.exempt) } : {}),
});
const guard = ({ addresses, egress, ingress }: Guard): Guard => ({
  ...(addresses ? { addresses: { ...addresses, of: new Set([...addresses.of].map(embedded)) } } : {}),
  ...(egress ? { egress: list(egress) } : {}),
  ...(ingress ? { ingress: list(ingress) } : {}),
});
const filters = ({ receive, send }: InterfaceFilters): InterfaceFilters => ({
  ...(receive ? { receive: list(receive) } : {}),
  ...(send ? { send: list(send) } : {}),
});

const iface = (of: Interface): Interface => ({
  ...of,
  addresses: of.addresses.map(({ ip: own, bits }) => {
    const { base: at, bits: wide } = block({ base: own, bits });
    return { ip: at, bits: wide };
  }),
  answers: of.answers.map(embedded),
  ...(of.guard ? { guard: guard(of.guard) } : {}),
});
const rule = (of: PolicyRule): PolicyRule => ({
  ...of,
  ...(of.from ? { from: block(of.from) } : {}),
  ...(of.to ? { to: block(of.to) } : {}),
});
const route = (of: Route): Route => ({
  ...of,
  to: block(of.to),
  ...(of.via === undefined ? {} : { via: embedded(of.via) }),
  ...(of.src === undefined ? {} : { src: embedded(of.src) }),
});

function match(of: Match): Match {
  if (of.kind === 'src' || of.kind === 'dst') return { ...of, block: block(of.block) };
  return of.kind === 'protocol' || of.kind === 'bare' ? { ...of, protocol: protocolOf(of.protocol) } : of;
}
const target = (of: Target): Target => (of.kind === 'dnat' || of.kind === 'snat' ? { ...of, to: embedded(of.to) } : of);

/** Chains are looked up again and again, and have to stay the same. */
function rulesetOf(of: Ruleset): Ruleset {
  const known = new Map<Chain, Chain>();
  const chain = (each: Chain): Chain => {
    const made = known.get(each) ?? {
      ...each,
      rules: each.rules.map((one) => ({ ...one, matches: one.matches.map(match), target: target(one.target) })),
    };
    known.set(each, made);
    return made;
  };
  return {
    get(key) {
      const found = of.get(key);
      return found && chain(found);
    },
    *chains() {
      for (const each of of.chains()) yield chain(each);
    },
  };
}

const mapping = (of: AddressMapping): AddressMapping => ({
  ...of,
  pairs: new Map([...of.pairs].map(([inner, pair]) => [embedded(inner), { ...pair, public: embedded(pair.public) }])),
});

function device(of: Device): Device {
  const { ruleset, nft: _, ...rest } = of;
  return {
    ...rest,
    interfaces: of.interfaces.map(iface),
    // what IPv4 has stays behind, and would stop everything
    rules: [],
    forwarding: false,
    six: {
      rules: of.rules.map(rule),
      forwarding: of.forwarding,
      ...(ruleset ? { ruleset: rulesetOf(ruleset) } : {}),
    },
    tables: new Map([...of.tables].map(([name, routes]) => [name, routes.map(route)])),
    neighbours: of.neighbours.map((each) => ({ ...each, ip: embedded(each.ip) })),
    sockets: of.sockets.map((each) =>
      each.address === undefined ? each : { ...each, address: embedded(each.address) },
    ),
    rpFilter: {},
    ...(of.filters ? { filters: new Map([...of.filters].map(([name, each]) => [name, filters(each)])) } : {}),
    ...(of.mapping ? { mapping: mapping(of.mapping) } : {}),
    ...(of.unmodelled
      ? {
          unmodelled: of.unmodelled.map((mark) => ({
            ...mark,
            ...(mark.to ? { to: new Set([...mark.to].map(embedded)) } : {}),
            ...(mark.outside ? { outside: mark.outside.map(block) } : {}),
          })),
        }
      : {}),
  };
}

/** The same network of IPv6. */
export function embeddedNetwork(of: Network): Network {
  const { known, ranges } = of.unmodelled;
  return {
    devices: new Map([...of.devices].map(([id, each]) => [id, device(each)])),
    links: of.links,
    unmodelled: {
      known: new Map([...known].map(([address, what]) => [embedded(address), what])),
      ranges: ranges.map(({ from, to, what }) => ({ from: embedded(from), to: embedded(to), what })),
    },
    drawn: new Map([...of.drawn].map(([address, what]) => [embedded(address), what])),
    mappings: of.mappings.map(mapping),
    podBlock(address) {
      const found = of.podBlock(unembedded(address));
      return found && block(found);
    },
  };
}

/** The network without what IPv6 has nothing like: filters of the reverse path, and chains of nftables' family ip. */
export const commonNetwork = (of: Network): Network => ({
  ...of,
  devices: new Map(
    [...of.devices].map(([id, each]) => {
      const { ruleset, nft: _, ...rest } = each;
      return [id, { ...rest, ...(ruleset ? { ruleset } : {}), rpFilter: {} }];
    }),
  ),
});
