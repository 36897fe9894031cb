import type { Cidr, Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { DeviceKind } from '../trace/trace.ts';
import type { FlowBalancer, Pool } from './balance.ts';
import type { Ebpf } from './ebpf.ts';
import type { Guard, InterfaceFilters } from './guard.ts';
import type { Protocol } from './header.ts';
import type { IpSet } from './ipset.ts';
import type { Ipvs } from './ipvs.ts';
import type { Ruleset } from './netfilter.ts';
import type { NftTable } from './nft.ts';
import type { PolicyGuard, PolicySkip, PolicySkips } from './policy.ts';
import type { Program } from './program.ts';
import type { PolicyRule, Route } from './route.ts';
import type { Tunnel } from './tunnel.ts';
import type { Beyond, ForeignAddresses, InterfaceMarks, Mark } from './unmodelled.ts';

/**
 * Neutral devices and what joins them. It knows no provider, no CNI and no proxy: those are compiled into it. The walk
 * reads it, and so can a printer of real tool output or a laboratory of network namespaces.
 */
export interface Network {
  readonly devices: Devices;
  readonly links: ReadonlyMap<string, Link>;
  /** Addresses that belong to something that is not modelled yet: a walk that needs one is undetermined. */
  readonly unmodelled: ForeignAddresses;
  /** Addresses that a provider draws and nobody can know from the file, with what they are: netk shows one in their place. */
  readonly drawn: ReadonlyMap<Ip, string>;
  /** The translations of all devices. */
  readonly mappings: readonly AddressMapping[];
  /** What balancers pick from, by id. */
  readonly pools: ReadonlyMap<string, Pool>;
  /** The network as connections found it that are older than something that ends now; undefined: nothing ends. */
  before?(): Network | undefined;
  /** The block of the network in which a pod has this address; undefined for an address that no pod has. */
  podBlock(ip: Ip): Cidr | undefined;
}

/** Devices by id. */
export interface Devices extends ReadonlyMap<string, Device> {
  /** An interface that is known before its device is: who looks for an address on a segment needs no device. */
  interfaceOf?(device: string, name: string): Interface | undefined;
}

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly source?: ElementId;
  readonly zone?: string;
  readonly interfaces: readonly Interface[];
  /** Sorted by priority. */
  readonly rules: readonly PolicyRule[];
  /** By name: `local`, `main`, `2`, …. */
  readonly tables: ReadonlyMap<string, readonly Route[]>;
  /** Permanent entries. */
  readonly neighbours: readonly Neighbour[];
  readonly ruleset?: Ruleset;
  /** What IPv6 has of its own; undefined: no tables of netfilter, the same policy rules, and nothing is forwarded. */
  readonly six?: OwnOfSix;
  /** Tables of nftables that are not those of iptables. */
  readonly nft?: readonly NftTable[];
  /** Sets that rules of iptables ask by name. */
  readonly ipsets?: readonly IpSet[];
  readonly ipvs?: Ipvs;
  /** Programs of eBPF in its kernel. */
  readonly ebpf?: Ebpf | undefined;
  /** The machine whose kernel it lives in, where programs of eBPF there concern it: a pod of a node. */
  readonly kernel?: string;
  /** Whether connections are tracked here. */
  readonly conntrack: boolean;
  readonly forwarding: boolean;
  readonly sockets: readonly Socket[];
  /** The author says nothing about who listens here: a packet that arrives has an undetermined end. */
  readonly socketsUnknown?: boolean;
  /** Sockets that a machine of its kind may have or not: which, the file does not say. */
  readonly maybeSockets?: readonly Socket[];
  /** Reverse-path filter by interface: 1 strict, 2 loose; missing: off. */
  readonly rpFilter: Readonly<Record<string, 1 | 2>>;
  /** `net.ipv4.conf.all.route_localnet`: packets from and to 127.0.0.0/8 may use interfaces other than `lo`. */
  readonly routeLocalnet?: boolean;
  /** `net.ipv4.tcp_early_demux` is 0: no socket takes a packet of its connection that is not routed to it. */
  readonly lateDemux?: true;
  /** Stateless filters by interface, for routers. */
  readonly filters?: ReadonlyMap<string, InterfaceFilters>;
  /** Stateless one-to-one translation at the border between two sides. */
  readonly mapping?: AddressMapping;
  /**
   * Seconds after which it forgets a TCP connection that says nothing: it resets what comes later. `datagrams`: after which a flow over UDP, of
   * which the next packet opens another.
   */
  readonly forgets?: {
    readonly seconds: number;
    readonly datagrams: number;
    readonly cause: CauseCode;
    readonly source?: ElementId;
  };
  /** Passes flows on to targets. */
  readonly balances?: FlowBalancer;
  /** Devices whose flows come back to them wherever their packets are sent: their network remembers them. */
  readonly handsBack?: readonly HandedBack[];
  /** It is gone: nothing comes out of it, and what comes to it is lost. */
  readonly down?: { readonly why: string; readonly cause: CauseCode; readonly source: ElementId };
  /** Drops without an ICMP answer, as provider networks do. */
  readonly silent?: boolean;
  /** Policies about what pods on its network send, which nobody asks, by pod. */
  readonly skips?: ReadonlyMap<ElementId, PolicySkip>;
  /** What acts here and is not modelled. */
  readonly unmodelled?: readonly Mark[];
  /** Which packets that find no route go on to what the file does not describe. */
  readonly beyond?: Beyond;
  /** What a trace calls the lookup, where it is not `ip rule` and `table main`. */
  readonly words?: { readonly table: (name: string) => string; readonly noRoute: CauseCode };
}

/** A device of a network that keeps flows, and the way to it. */
export interface HandedBack {
  readonly device: string;
  readonly via: Ip;
  readonly dev: string;
}

/** What a machine keeps for IPv6 apart: packets of one family never meet what the other has. Reverse paths are not filtered. */
export interface OwnOfSix {
  /** `ip -6 rule`, sorted by priority. */
  readonly rules?: readonly PolicyRule[];
  /** ip6tables. */
  readonly ruleset?: Ruleset;
  /** `net.ipv6.conf.all.forwarding`. */
  readonly forwarding: boolean;
}

export interface Interface {
  readonly name: string;
  readonly mac?: string;
  readonly addresses: readonly { readonly ip: Ip; readonly bits: number }[];
  readonly link?: string;
  /** Addresses of others that the machine takes for its own, which no interface has: routes of its table `local` that a program put there. */
  readonly takes?: readonly Ip[];
  /** Addresses that it answers for on its link, its own and those that the network sends to it. */
  readonly answers: readonly Ip[];
  /** Whole blocks that it answers for besides: prefixes that the network delegates to it. */
  readonly blocks?: readonly Cidr[];
  /** `proxy_arp`: it answers for what the machine has a route to by another interface. */
  readonly proxyArp?: true;
  /** It asks for nobody's MAC: what is sent there is a frame from itself to itself (`ip link set … arp off`). */
  readonly noArp?: true;
  /** `net.ipv4.conf.<name>.route_localnet`: packets from and to 127.0.0.0/8 may use it. */
  readonly routeLocalnet?: true;
  /** Bytes of the largest IP packet that it sends in one piece; undefined: nothing is too large for it. */
  readonly mtu?: number;
  /** What is sent here is put into a packet of the machine's own: it has no link. */
  /** It sends no more bits a second: a token bucket. */
  readonly shaper?: { readonly bits: number };
  /** The interface that what it receives goes through before anything else (an `ifb`). */
  readonly redirects?: string;
  readonly tunnel?: Tunnel;
  /** It is a bridge: its ports are the interfaces of the machine that name it, and it has no link of its own. */
  readonly bridge?: Bridge;
  /** It is a port of a bridge of the machine: frames that come in are the bridge's. */
  readonly port?: BridgePort;
  readonly guard?: Guard;
  readonly unmodelled?: InterfaceMarks;
  /** Policies of the pod at the other end of its link. */
  readonly policies?: PolicyGuard;
  /** Policies about that pod that nobody asks here, and why. */
  readonly skips?: PolicySkips;
  readonly source?: ElementId;
}

/** A bridge of Linux as an interface of its machine. It learns who is behind which port, and so knows all who ever spoke. */
export interface Bridge {
  /**
   * `net.bridge.bridge-nf-call-iptables`, and `…-ip6tables`, which is set with it: frames with IP that only pass through it meet the hooks of netfilter too, with the
   * bridge as both interfaces (net/bridge/br_netfilter_hooks.c).
   */
  readonly callsIptables: boolean;
  /** Frames for others come to the machine as well, which does nothing with them. */
  readonly promiscuous?: true;
}

export interface BridgePort {
  readonly of: string;
  /** A frame may leave by the port that it came in by. */
  readonly hairpin: boolean;
}

/** Whether an interface leads nowhere: it is there for its addresses (a `dummy` of Linux), and nobody switches it on. */
export const isDummy = ({ name, link, tunnel, bridge }: Interface): boolean =>
  name !== 'lo' && link === undefined && tunnel === undefined && bridge === undefined;

/** A segment. `l2: false`: frames are not modelled here (the Internet). */
export interface Link {
  readonly id: string;
  readonly l2: boolean;
  readonly members: readonly { readonly device: string; readonly interface: string }[];
}

export interface Neighbour {
  readonly ip: Ip;
  readonly dev: string;
  readonly mac: string;
  readonly state: 'PERMANENT';
}

export interface Socket {
  readonly protocol: Protocol;
  readonly port: number;
  /** Undefined: every address. */
  readonly address?: Ip;
  readonly owner: string;
  /** How many hops its answer to a client may go; undefined: as many as any packet. */
  readonly ttlFor?: (client: Ip) => number;
  /** What the owner does with what it accepts; undefined: it answers. */
  readonly program?: Program;
  /** Policies about its owner that nobody asks, for it is on the network of its node. */
  readonly skip?: PolicySkip;
  /** What it answers to requests, by their paths; the first that fits. Undefined: 200, at once. */
  readonly answers?: readonly ProgramAnswer[];
  readonly source?: ElementId;
}

/** What a program says to a request. */
export interface ProgramAnswer {
  /** A pattern. */
  readonly path: string;
  /** `none`: it says nothing; `rst`: it resets the connection. */
  readonly status: number | 'none' | 'rst';
  /** Seconds that it takes. */
  readonly seconds: number;
  readonly source?: ElementId;
}

export interface AddressMapping {
  /** The interface behind which private addresses are used. */
  readonly inside: string;
  readonly outside: string;
  readonly stage: string;
  /** Private → public. */
  readonly pairs: ReadonlyMap<Ip, { readonly public: Ip; readonly source?: ElementId; readonly drawn?: string }>;
  /** Blocks whose addresses are the same on both sides. */
  readonly kept?: readonly Cidr[];
  readonly cause: CauseCode;
}
