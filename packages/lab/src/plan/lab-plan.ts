import type { HttpCondition, HttpRequest, Location } from '@netk/engine';
import type { DnsData, DnsEntry } from '../dns/lookup.ts';

/** Everything that a laboratory needs, as data: the same values drive the walk and the kernel. */
export interface LabPlan {
  readonly namespaces: readonly Namespace[];
  /** `ip -batch` lines outside of any namespace: the veth pairs. */
  readonly links: readonly string[];
  readonly servers: readonly Server[];
  readonly flows: readonly LabFlow[];
  /** Namespaces in which a real nginx runs, with its configuration; `@DIR@` stands for a folder of its own. */
  readonly nginx?: readonly { readonly namespace: string; readonly config: string }[];
  /** Many connections of one client to one address, to see how chance spreads them. */
  readonly bursts?: readonly Burst[];
  /** `ip -batch` lines whose answers are wanted: `route get …`. */
  readonly lookups?: readonly { readonly namespace: string; readonly lines: readonly string[] }[];
  /** Servers of names, and real resolver libraries that ask them, one after the other. */
  readonly names?: { readonly servers: readonly NameServerPlan[]; readonly askers: readonly NameAsker[] };
  /** iptables by nf_tables, or the legacy tables. */
  readonly backend: Backend;
  /** Milliseconds that a client waits for an answer. */
  readonly patience: number;
  /** Whether the kernel tells which rules the first packets meet (iptables by nf_tables only). */
  readonly rules: boolean;
  /** How long a program's second lasts here, in milliseconds. */
  readonly second: number;
  /** How many flows are under way at a time. */
  readonly parallel: number;
}

export type Backend = 'nft' | 'legacy';

/** An interface of WireGuard, with whose key it has, and those whom it knows. */
export interface WireguardEnd {
  readonly interface: string;
  readonly key: string;
  readonly port: number;
  readonly peers: readonly { readonly key: string; readonly endpoint: string; readonly allowed: string }[];
}

/** One network namespace: a device, or the segment between several. */
export interface Namespace {
  readonly name: string;
  /** The device's id; undefined for a segment, whose packets are not looked at. */
  readonly device?: string;
  /** Names in the kernel (15 characters at most) → names in the network. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** Paths below /proc/sys and their values, set after the links exist. */
  readonly sysctls: readonly (readonly [string, string])[];
  /** `ip` lines of interfaces that a kernel with their module has already: its `tunl0` is in every namespace. */
  readonly found?: readonly string[];
  readonly ip: readonly string[];
  /** `ip -6` lines; undefined: IPv6 is off here. */
  readonly ip6?: readonly string[];
  readonly bridge: readonly string[];
  /** What `ipset restore` reads, before the rules that ask for the sets. */
  readonly ipset?: string;
  /** Its ends of WireGuard. */
  readonly wireguard?: readonly WireguardEnd[];
  /** What `ipvsadm -R` reads. */
  readonly ipvs?: string;
  readonly iptables?: string;
  readonly ip6tables?: string;
  readonly nft?: string;
  /** Programs of eBPF at its interfaces, and at the sockets of its kernel's namespaces. */
  readonly ebpf?: EbpfPlan;
  /** Connections are tracked here without any table of iptables. */
  readonly tracks?: true;
  /** Who tells the rules here that packets meet: xtables-monitor ends at a rule of nft that it cannot say as one of iptables. */
  readonly monitor?: 'nft';
}

export interface EbpfPlan {
  /** Pods: the machine's end of the link, and the MACs of a frame there. */
  readonly endpoints: readonly {
    readonly address: string;
    readonly interface: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly programs: readonly {
    readonly interface: string;
    readonly way: 'ingress' | 'egress';
    /** The interface is a tunnel. */
    readonly tunnel: boolean;
    readonly actions: readonly EbpfAction[];
  }[];
  readonly connect: readonly EbpfConnect[];
}

/** A destination that programs of a namespace may dial; no backend: the call fails. Protocols are numbers. */
export interface EbpfConnect {
  readonly namespace: string;
  readonly protocol: number;
  readonly address: string;
  readonly port: number;
  readonly backends: readonly (readonly [string, number])[];
}

export type EbpfAction =
  | {
      readonly do: 'services';
      readonly frontends: readonly {
        readonly protocol: number;
        readonly address: string;
        readonly port: number;
        /** What becomes of a packet where there is none: 1, it is refused. */
        readonly refuses: number;
        /** None: the packet is dropped. `source`: the address in the client's place. `asked`: 1, the packet says whom the client asked. */
        readonly backends: readonly {
          readonly address: string;
          readonly port: number;
          readonly source?: string;
          readonly asked: number;
        }[];
      }[];
      readonly option: boolean;
      readonly loopback?: string;
    }
  | {
      readonly do: 'policies';
      /** Where the other end of a connection stands in its first packet. */
      readonly peer: 'src' | 'dst';
      readonly lines: readonly {
        readonly allows: boolean;
        /** None: everybody. */
        readonly peers?: readonly string[];
        /** 0: every protocol that has ports, or none. */
        readonly protocol: number;
        readonly ports?: readonly [number, number];
      }[];
      /** What no line allows is dropped. */
      readonly isolated: boolean;
      /** What the machine itself sends passes. */
      readonly ownPasses: boolean;
      readonly loopback: string;
    }
  | { readonly do: 'reverse'; readonly to?: string }
  | { readonly do: 'asked' | 'endpoint' | 'unroutable' }
  | {
      readonly do: 'tunnel';
      readonly interface: string;
      readonly of: 'all' | 'translated' | 'asked';
      readonly options: boolean;
      readonly to: readonly { readonly base: string; readonly bits: number; readonly node: string }[];
    }
  | { readonly do: 'route'; readonly of: 'all' | 'translated' }
  | {
      readonly do: 'masquerade';
      readonly address: string;
      readonly except: readonly (readonly [string, number])[];
    };

export interface Server {
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly address?: string;
  readonly relay?: RelayPlan;
  /** What it says to requests, by the patterns of their paths; the first that fits. */
  readonly answers?: readonly {
    readonly path: string;
    readonly status: number | 'none' | 'rst';
    readonly seconds: number;
  }[];
}

/** A server that opens a connection of its own for each that it accepts, and passes on what is said there. */
export interface RelayPlan {
  /** How much larger the segment size is that its own SYN announces than the one that it was told. */
  readonly stride: number;
  /** The first whose condition the request meets decides. */
  readonly rules: readonly { readonly when: HttpCondition; readonly action: ActionPlan }[];
  readonly otherwise: ActionPlan;
  /** It reads requests. */
  readonly http?: {
    readonly tls: boolean;
    readonly forwards: 'append' | 'append-both' | 'replace';
    readonly unreachable: number;
    /** What it answers where it may dial nobody. */
    readonly nobody: number;
    /** What it answers wherever its own connection came to nothing. */
    readonly failed?: number;
  };
  readonly idleSeconds?: number;
}

export type ActionPlan =
  | {
      readonly kind: 'connect';
      readonly upstreams: readonly UpstreamPlan[];
      readonly rewrite?: { readonly regex: string; readonly to: string };
    }
  | { readonly kind: 'answer'; readonly status: number }
  /** What its location does not name stays as it was asked. */
  | { readonly kind: 'redirect'; readonly status: number; readonly location: Location; readonly namesPort: boolean }
  | { readonly kind: 'close' };

/** Whom a relay dials; without an address: it has nobody there. */
export type UpstreamPlan =
  | {
      readonly address: string;
      readonly port: number;
      readonly weight: number;
      readonly tls: boolean;
      /** Seconds that its answer may take, where the relay waits otherwise. */
      readonly idleSeconds?: number;
    }
  | { readonly weight: number };

/** A server of names: REFUSED is what it says to questions that are not in its table. */
export interface NameServerPlan {
  readonly namespace: string;
  /** Addresses that it binds; 0.0.0.0: all of its machine. */
  readonly listens: readonly string[];
  readonly answers: readonly (Pick<DnsEntry, 'rcode' | 'records'> & {
    /** While whom it is asked: what was asked before decides whom it asks itself. */
    readonly asker: number;
    readonly name: string;
    readonly type: string;
    /** What it asks others before it answers. */
    readonly behind: readonly NameQuestion[];
    readonly authority?: readonly DnsData[];
    readonly additional?: readonly DnsData[];
  })[];
  /** A real unbound runs there, which begins at these servers of the root. */
  readonly roots?: readonly string[];
  /** Seconds that it waits for each of them. */
  readonly patience: number;
}

export interface NameQuestion {
  readonly address: string;
  readonly name: string;
  readonly type: string;
  readonly transport: 'udp' | 'tcp';
}

/** A program that looks one name up. */
export interface NameAsker {
  readonly id: number;
  readonly namespace: string;
  readonly resolvConf: string;
  readonly command: readonly string[];
  /** Seconds after which it is ended. */
  readonly patience: number;
}

export interface Burst {
  readonly namespace: string;
  readonly dst: string;
  readonly dport: number;
  readonly count: number;
  /** Addresses of clients, which the namespace gets besides its own and which dial in turn. */
  readonly sources?: readonly string[];
}

/** One connection: what its client binds and dials. */
export interface LabFlow {
  readonly id: number;
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  /** The maximum segment size that its SYN announces: no translation changes it, so it tells whose SYN it is. */
  readonly segment: number;
  /** The client waits for what is said: whether a relay reached anybody shows only then. */
  readonly listens?: true;
  /** What it asks once it is connected. TLS is not spoken: the request's line names its scheme. */
  readonly request?: HttpRequest | undefined;
  /** Bytes of its first packet, and whether it has Don't Fragment; undefined: as small as it is. UDP alone. */
  readonly size?: { readonly bytes: number; readonly df: boolean } | undefined;
  /** It binds `src`, which it would not have by itself. */
  readonly binds?: true | undefined;
  /** The firewall mark of its packets. */
  readonly mark?: number | undefined;
  /** Who tells whom that a packet of it has no route: a kernel tells each peer five times, and then once a second (ip_error, net/ipv4/route.c). */
  readonly unrouted?: readonly string[];
}
