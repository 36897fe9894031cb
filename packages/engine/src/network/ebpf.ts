import { type Cidr, type Ip, showIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import { hasPorts, type Protocol, type Tuple } from './header.ts';
import type { Mark } from './unmodelled.ts';

/** Programs of eBPF in the kernel of one machine, and the maps that they ask. */
export interface Ebpf {
  readonly services: ServiceMap;
  /** Pods of the machine by their addresses: the machine's end of their links. */
  readonly endpoints: ReadonlyMap<Ip, string>;
  /** Addresses of all machines of the cluster, and which are this one's own: a node port is dialled at any of them. */
  readonly hosts: ReadonlySet<Ip>;
  readonly own: ReadonlySet<Ip>;
  /** Programs at cgroup/connect4 and sendmsg4, for every program that runs in this kernel, in pods too. */
  readonly connect?: true;
  /** Programs of sched_cls by the interface that they are attached to. */
  readonly tc: ReadonlyMap<string, TcPrograms>;
}

/** What is attached to one interface with clsact. */
export interface TcPrograms {
  readonly ingress?: TcProgram;
  readonly egress?: TcProgram;
}

/** What a program is called, and what it does with a packet, one after the other, until something has redirected or dropped it. */
export interface TcProgram {
  readonly name: string;
  readonly does: readonly TcAction[];
}

export type TcAction =
  /** A packet to an address of a Service gets a backend, and remembers it. */
  | ServiceAction
  /** The policies of the pod behind the interface say whether the packet may go on. */
  | { readonly kind: 'policies' }
  /** An answer to what was translated here gets the addresses back that were asked. */
  | {
      readonly kind: 'reverse';
      /** Answers alone that are for this address: it stands for who asked itself. */
      readonly to?: Ip;
    }
  /** A packet that another machine passed on says whom its client asked: answers of its flow come from there. */
  | { readonly kind: 'asked' }
  /** A packet to a pod of this machine goes to the pod's end, past routing and netfilter. */
  | { readonly kind: 'endpoint' }
  /** A packet to a block of another machine goes into a tunnel to it. */
  | {
      readonly kind: 'tunnel';
      readonly dev: string;
      readonly to: readonly TunnelEnd[];
      /** Every packet; those that were translated here; or those that say whom their client asked. */
      readonly of: 'all' | 'translated' | 'asked';
    }
  /** A packet leaves by the routing tables alone: every one that is not the machine's own, or those that were translated here. */
  | { readonly kind: 'route'; readonly of: 'all' | 'translated' }
  /** What pods send out of the cluster gets the address of the interface. */
  | MasqueradeAction
  /** What is for nobody ends here. */
  | { readonly kind: 'unroutable' };

export interface ServiceAction {
  readonly kind: 'services';
  /** Who asks: pods of this machine, of cluster IPs alone; or others, of everything else. */
  readonly by: 'pods' | 'others';
  /** How packets to a backend elsewhere are sent on, by their protocol: with the address of this machine, or with what says whom the client asked. */
  readonly forward: { readonly tcp: 'snat' | 'dsr'; readonly udp: 'snat' | 'dsr' };
  /** The address that stands for the client, where it is not kept; and the one that does in a tunnel to these. */
  readonly snat: Ip;
  readonly inTunnel?: { readonly snat: Ip; readonly to: readonly TunnelEnd[] };
  /** Cluster IPs answer others too. */
  readonly clusterIps: boolean;
  /** What a Service without a backend answers: ICMP port unreachable, or nothing. */
  readonly refuses: boolean;
  /** Where a pod is sent to itself, the address that stands for it. */
  readonly loopback: Ip;
  /** Why the choice of a backend is not known, where it is none by chance. */
  readonly unknownChoice?: string;
  /** Pods may ask for addresses of every type, and not for cluster IPs alone. */
  readonly every?: true;
  /** Why it is not known what a Service without a backend answers. */
  readonly unknownEmpty?: string;
  /** What becomes of other ports of an address that Services have, where that is not known. */
  readonly unknownPorts?: string;
}

export interface MasqueradeAction {
  readonly kind: 'masquerade';
  readonly address: Ip;
  /** Blocks that pods reach with their own addresses, and machines. */
  readonly except: readonly Cidr[];
  readonly exceptHosts: boolean;
}

export interface TunnelEnd {
  readonly block: Cidr;
  readonly node: Ip;
}

/** Ports of source that programs of eBPF translate to; a port among them is kept (Cilium: behind those of node ports). */
export const ebpfPorts = { from: 32768, to: 65535 } as const;

export type FrontendType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalIPs' | 'HostPort' | 'LocalRedirect';

/** The frontends of Services, by `tcp 10.96.0.10:80`. */
export interface ServiceMap {
  readonly frontends: ReadonlyMap<string, Frontend>;
  /** Node ports without an address, by `tcp 30080`: what programs find that dial one of any machine. */
  readonly nodePorts: ReadonlyMap<string, Frontend>;
  /** What acts on packets to Services and is not modelled. */
  readonly unmodelled: readonly Mark[];
}

/** An address and a port of a Service, and who is behind it. */
export interface Frontend {
  readonly type: FrontendType;
  readonly protocol: Protocol;
  /** Undefined: whatever address the machines of the cluster have. */
  readonly address?: Ip;
  readonly port: number;
  /** The name of the Service. */
  readonly of: string;
  /** Whom pods and machines of the cluster are sent to, and whom others are. */
  readonly inside: readonly Backend[];
  readonly outside: readonly Backend[];
  /** Who else may ask; undefined: everybody. */
  readonly sources?: readonly Cidr[];
  readonly cause: CauseCode;
  readonly source?: ElementId;
  /** The number under which answers find it. */
  readonly id: number;
}

export interface Backend {
  readonly address: Ip;
  readonly port: number;
  /** What a choice calls it. */
  readonly label: string;
  readonly node?: ElementId;
  readonly source?: ElementId;
}

/** Under which a frontend is found that a packet is for. */
export const frontendKey = ({ protocol, dst, dport }: Pick<Tuple, 'protocol' | 'dst' | 'dport'>): string =>
  `${protocol} ${showIp(dst)}:${dport}`;

/** The frontend that has the ends of a packet. */
export const frontendOf = ({ frontends }: ServiceMap, packet: Tuple): Frontend | undefined =>
  hasPorts(packet.protocol) ? frontends.get(frontendKey(packet)) : undefined;

const nobody = '0.0.0.0:0';

const ends = ({ address = 0, port, protocol }: Frontend, slot: number): string =>
  `${showIp(address)}:${port}/${protocol.toUpperCase()} (${slot})`;

/** Whom a line of the map is for: others than the cluster's own programs find it with its second backends. */
const scopes = ({ inside, outside }: Frontend): readonly (readonly [string, readonly Backend[]])[] =>
  inside === outside
    ? [['', inside]]
    : [
        ['', outside],
        ['/i', inside],
      ];

/** The line of a backend as `cilium-dbg bpf lb list` prints it. */
export const showBackend = (frontend: Frontend, { address, port }: Backend, slot: number, scope = ''): string =>
  `${ends(frontend, slot)}${scope} ${showIp(address)}:${port}/${frontend.protocol.toUpperCase()} (${frontend.id}) (${slot})`;

/** The line of a frontend itself. */
export const showFrontend = (frontend: Frontend, scope = ''): string => {
  const { type, id, address } = frontend;
  const flags = [type, ...(type === 'ClusterIP' || address === undefined ? ['non-routable'] : [])];
  return `${ends(frontend, 0)}${scope} ${nobody} (${id}) (0) [${flags.join(', ')}]`;
};

/** Where a choice among the backends of a frontend is written down. */
export const scopeOf = (frontend: Frontend, backends: readonly Backend[]): string =>
  scopes(frontend).find(([, of]) => of === backends)?.[0] ?? '';

/** All lines of the map, as `cilium-dbg bpf lb list` prints them. */
export const showServiceMap = ({ frontends, nodePorts }: ServiceMap): readonly string[] =>
  [...nodePorts.values(), ...frontends.values()].flatMap((frontend) =>
    scopes(frontend).flatMap(([scope, backends]) => [
      showFrontend(frontend, scope),
      ...backends.map((each, at) => showBackend(frontend, each, at + 1, scope)),
    ]),
  );
