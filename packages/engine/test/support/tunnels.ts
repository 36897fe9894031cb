import { cidr, type Ip, ip as parse, single } from '../../src/base/addr/index.ts';
import { baseRules, connected, defaultVia, lo, localTable } from '../../src/compilers/machine.ts';
import { type Header, headerOf, type Protocol } from '../../src/network/header.ts';
import { type Chain, joinRulesets } from '../../src/network/netfilter.ts';
import type { Device, Interface, Link, Network } from '../../src/network/network.ts';
import type { Route } from '../../src/network/route.ts';
import type { Tunnel } from '../../src/network/tunnel.ts';
import { nothingForeign } from '../../src/network/unmodelled.ts';
import type { ElementId } from '../../src/topology/id.ts';

const source = 'test' as ElementId;

/** How two machines and their pods are joined. */
export interface Joined {
  readonly kind: Tunnel['kind'];
  /** Bytes; undefined: nothing is too large. */
  readonly mtu?: { readonly pod?: number; readonly tunnel?: number; readonly wire?: number };
  /** What is different of both tunnels. */
  readonly tunnel?: Partial<Tunnel>;
  /** Chains of both machines, by the tunnel's port. */
  readonly chains?: readonly Chain[];
  /** What is different of the second machine's tunnel. */
  readonly other?: Partial<Tunnel>;
  readonly tracked?: boolean;
  /** Whether the tunnels send by the wire alone; the kernel then refuses them an MTU that the wire has not. */
  readonly bound?: boolean;
}

export const tunnelPort = 4789;

/** Pods 10.244.<n>.2 on machines 10.0.0.<n>, as flannel (VXLAN) and Calico (IP in IP) join them. */
export function tunnelled(joined: Joined): Network {
  const devices = [1, 2].flatMap((n) => side(n, joined));
  const links: Link[] = [
    ...[1, 2].map((n) => ({
      id: `veth ${n}`,
      l2: true,
      members: [
        { device: `node${n}`, interface: 'veth0' },
        { device: `pod${n}`, interface: 'eth0' },
      ],
    })),
    { id: 'wire', l2: true, members: [1, 2].map((n) => ({ device: `node${n}`, interface: 'eth0' })) },
  ];
  return {
    devices: new Map(devices.map((each) => [each.id, each])),
    links: new Map(links.map((each) => [each.id, each])),
    unmodelled: nothingForeign,
    drawn: new Map(),
    mappings: [],
    podBlock: () => undefined,
  };
}

const mac = (kind: number, n: number): string => `02:0${kind}:00:00:00:0${n}`;
const gateway = parse('169.254.1.1');
const bytes = (mtu: number | undefined) => (mtu === undefined ? {} : { mtu });

function side(n: number, joined: Joined): readonly Device[] {
  const { kind, mtu = {}, tracked = true, bound = true } = joined;
  const peer = 3 - n;
  const [pod, node, far] = [parse(`10.244.${n}.2`), parse(`10.0.0.${n}`), parse(`10.0.0.${peer}`)];
  const [own, theirs] = [parse(`10.244.${n}.0`), parse(`10.244.${peer}.0`)];
  const framed = kind !== 'ipip';
  const nic = (name: string, rest: Omit<Interface, 'name' | 'answers'>, answers: readonly Ip[] = []): Interface => ({
    name,
    answers,
    ...rest,
  });
  const tunnel: Tunnel = {
    kind,
    local: node,
    ...(framed
      ? { vni: 1, port: tunnelPort, ...(bound ? { dev: 'eth0' } : {}), forwarding: new Map([[mac(3, peer), far]]) }
      : {}),
    ...joined.tunnel,
    ...(n === 2 ? joined.other : {}),
  };
  const nics = [
    nic('eth0', { mac: mac(1, n), addresses: [{ ip: node, bits: 24 }], link: 'wire', ...bytes(mtu.wire) }, [node]),
    nic('veth0', { mac: mac(2, n), addresses: [], link: `veth ${n}`, ...bytes(mtu.pod) }),
    nic('tun0', {
      ...(framed ? { mac: mac(3, n) } : {}),
      addresses: [{ ip: own, bits: 32 }],
      tunnel,
      ...bytes(mtu.tunnel),
    }),
  ];
  const main: Route[] = [
    { to: single(pod), type: 'unicast', dev: 'veth0', scope: 'link' },
    connected('eth0', { ip: node, bits: 24 }),
    { to: cidr(`10.244.${peer}.0/24`), type: 'unicast', via: framed ? theirs : far, dev: 'tun0', onlink: true },
  ];
  const shared = { source, rules: baseRules, rpFilter: {} };
  return [
    {
      ...shared,
      id: `pod${n}`,
      name: `pod${n}`,
      kind: 'pod',
      interfaces: [
        lo,
        nic('eth0', { mac: mac(4, n), addresses: [{ ip: pod, bits: 32 }], link: `veth ${n}`, ...bytes(mtu.pod) }, [
          pod,
        ]),
      ],
      tables: new Map([
        ['local', localTable([nic('eth0', { addresses: [{ ip: pod, bits: 32 }] })])],
        ['main', [{ to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' }, defaultVia(gateway, 'eth0')]],
      ]),
      neighbours: [{ ip: gateway, dev: 'eth0', mac: mac(2, n), state: 'PERMANENT' }],
      conntrack: false,
      forwarding: false,
      sockets: (['tcp', 'udp'] as const).map((protocol) => ({ protocol, port: 80, owner: `pod${n}`, source })),
    },
    {
      ...shared,
      id: `node${n}`,
      name: `node${n}`,
      kind: 'node',
      interfaces: [lo, ...nics],
      tables: new Map<string, readonly Route[]>([
        ['local', localTable(nics)],
        ['main', main],
      ]),
      neighbours: framed ? [{ ip: theirs, dev: 'tun0', mac: mac(3, peer), state: 'PERMANENT' }] : [],
      ruleset: joinRulesets([joined.chains ?? []]),
      conntrack: tracked,
      forwarding: true,
      sockets: [{ protocol: 'tcp', port: 22, owner: `sshd${n}`, source }],
    },
  ];
}

/** The first packet of a pod or a machine to an address. */
export const firstPacket = (of: {
  readonly src: string;
  readonly dst: string;
  readonly protocol?: Protocol;
  readonly dport?: number;
  readonly ttl?: number;
  readonly size?: Header['size'];
}): Header => {
  const { protocol = 'tcp', dport = 80, ttl = 64 } = of;
  const ported = protocol === 'tcp' || protocol === 'udp';
  return headerOf({
    protocol,
    src: parse(of.src),
    dst: parse(of.dst),
    sport: ported ? 40_000 : 1,
    dport: ported ? dport : 0,
    ttl,
    flags: protocol === 'tcp' ? 'SYN' : ported ? 'data' : 'echo-request',
    ...(of.size === undefined ? {} : { size: of.size }),
  });
};
