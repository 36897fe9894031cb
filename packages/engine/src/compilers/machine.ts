import { type Cidr, cidr, type Ip, mask, parseIp, single } from '../base/addr/index.ts';
import type { Protocol } from '../network/header.ts';
import { protocols } from '../network/header.ts';
import type { Device, Interface, Neighbour, Socket } from '../network/network.ts';
import type { PolicySkip } from '../network/policy.ts';
import type { PolicyRule, Route } from '../network/route.ts';
import type { Listen } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';

/** The rules that every Linux machine has. */
export const baseRules: readonly PolicyRule[] = [
  { priority: 0, table: 'local' },
  { priority: 32766, table: 'main' },
  { priority: 32767, table: 'default' },
];

/** Those of IPv6: there is no table `default` (net/ipv6/fib6_rules.c). */
export const baseRulesOfSix: readonly PolicyRule[] = [
  { priority: 0, table: 'local' },
  { priority: 32766, table: 'main' },
];

const loopback: Cidr = cidr('127.0.0.0/8');
const loopbackOfSix = 1n;

/** The number by which a guest agent knows its routes again (GoogleCloudPlatform/guest-agent, google_guest_agent/addresses.go). */
const guestAgent = '66';

/** The `local` table: loopback, every address of every interface, and what it takes besides. */
export function localTable(interfaces: readonly Interface[]): Route[] {
  const own = interfaces.flatMap((each) =>
    each.addresses.map(
      ({ ip }): Route => ({ to: single(ip), type: 'local', dev: each.name, proto: 'kernel', scope: 'host', src: ip }),
    ),
  );
  const taken = interfaces.flatMap(({ name: dev, takes = [] }) =>
    takes.map((ip): Route => ({ to: single(ip), type: 'local', dev, proto: guestAgent, scope: 'host' })),
  );
  return [...loopbackRoutes, ...own, ...taken];
}

const loopbackRoutes: readonly Route[] = [
  { to: loopback, type: 'local', dev: 'lo', proto: 'kernel', scope: 'host', src: 0x7f000001 },
  { to: single(loopbackOfSix), type: 'local', dev: 'lo', proto: 'kernel', src: loopbackOfSix },
];

/** The route of the subnet that an interface is in. */
export const connected = (name: string, address: { readonly ip: Ip; readonly bits: number }): Route => ({
  to: { base: mask(address.ip, address.bits), bits: address.bits },
  type: 'unicast',
  dev: name,
  proto: 'kernel',
  scope: 'link',
  src: address.ip,
});

/** The metric of routes from router advertisements (amazon-ec2-net-utils, systemd-networkd). */
const advertisedMetric = 512;

/** What a router's advertisement makes of the main table: its subnet is on the link, and it leads everywhere. */
export const advertised = (
  dev: string,
  own: Ip,
  router: { readonly ip: Ip; readonly bits: number },
): readonly Route[] => {
  const of = { type: 'unicast', dev, proto: 'ra', metric: advertisedMetric } as const;
  return [
    { ...of, to: { base: mask(own, router.bits), bits: router.bits } },
    { ...of, to: { base: 0n, bits: 0 }, via: router.ip },
  ];
};

/** What a machine has a way to on its own segment: the block of its subnet; its router alone, where its prefix is its address. */
export const ownSegment = (name: string, ip: Ip, router: { readonly ip: Ip; readonly bits: number }): Route =>
  router.bits === 32 && typeof ip === 'number'
    ? { to: single(router.ip), type: 'unicast', dev: name, scope: 'link', src: ip }
    : connected(name, { ip, bits: router.bits });

export const defaultVia = (via: Ip, dev: string): Route => ({
  to: { base: typeof via === 'number' ? 0 : 0n, bits: 0 },
  type: 'unicast',
  via,
  dev,
});

/** Linux gives `lo` 64 KiB (drivers/net/loopback.c). */
export const lo: Interface = {
  name: 'lo',
  addresses: [
    { ip: 0x7f000001, bits: 8 },
    { ip: loopbackOfSix, bits: 128 },
  ],
  answers: [],
  mtu: 65536,
};

/** Listening sockets from what the author declared. */
export function socketsOf(listens: readonly Listen[], owner: string, skip?: PolicySkip): Socket[] {
  return listens.flatMap((each) => {
    if (!protocols.includes(each.protocol as Protocol)) return [];
    const address = each.address === undefined ? undefined : parseIp(each.address);
    return {
      protocol: each.protocol as Protocol,
      port: each.port,
      ...(address === undefined || address === 0 || address === 0n ? {} : { address }),
      owner: each.container === undefined ? owner : `${owner}/${each.container}`,
      ...(each.answers ? { answers: each.answers } : {}),
      source: each.id,
      ...(skip ? { skip } : {}),
    };
  });
}

/** A machine that forwards nothing: a pod, a host, a server. `main` is its main routing table. */
export function endSystem(of: {
  readonly id: string;
  readonly name: string;
  readonly kind: Device['kind'];
  readonly source: ElementId;
  readonly zone?: string | undefined;
  readonly nic: Interface;
  /** What it has besides. */
  readonly others?: readonly Interface[];
  readonly main: readonly Route[];
  /** Tables beside main, and the rules that lead to them. */
  readonly tables?: ReadonlyMap<string, readonly Route[]>;
  readonly rules?: readonly PolicyRule[];
  readonly neighbours?: readonly Neighbour[];
  readonly listens: readonly Listen[];
}): Device {
  return {
    id: of.id,
    name: of.name,
    kind: of.kind,
    source: of.source,
    ...(of.zone === undefined ? {} : { zone: of.zone }),
    interfaces: [lo, of.nic, ...(of.others ?? [])],
    rules: of.rules ? [...baseRules, ...of.rules].sort((a, b) => a.priority - b.priority) : baseRules,
    six: { rules: baseRulesOfSix, forwarding: false },
    tables: new Map([['local', localTable([of.nic, ...(of.others ?? [])])], ['main', of.main], ...(of.tables ?? [])]),
    neighbours: of.neighbours ?? [],
    conntrack: false,
    forwarding: false,
    sockets: socketsOf(of.listens, of.name),
    socketsUnknown: of.listens.length === 0,
    rpFilter: {},
  };
}

/** How a provider's own device routes that stands in a subnet: its own subnet, and the router for everything else. */
export function boxRouting(
  name: string,
  nic: Interface,
  router: { readonly ip: Ip; readonly bits: number },
): Pick<Device, 'rules' | 'tables'> {
  const own = nic.addresses[0]!.ip;
  return {
    rules: [
      { priority: 0, table: 'local' },
      { priority: 32766, table: 'main' },
    ],
    tables: new Map([
      ['local', localTable([nic]).filter((route) => route.dev !== 'lo')],
      [
        'main',
        [
          { ...defaultVia(router.ip, nic.name), entry: `${name}: to the VPC router` },
          { ...connected(nic.name, { ip: own, bits: router.bits }), entry: `${name}: own subnet` },
        ],
      ],
    ]),
  };
}
