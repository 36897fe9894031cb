import { type Ip, showIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Protocol, Tuple } from './header.ts';

/** The schedulers of the kernel that kube-proxy takes (net/netfilter/ipvs). */
export const schedulers = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'dh', 'sed', 'nq', 'mh'] as const;
export type Scheduler = (typeof schedulers)[number];

/** IP Virtual Server of one machine. Answers are tracked beside connections (`net.ipv4.vs.conntrack` = 1). */
export interface Ipvs {
  /** By `tcp 10.96.0.10:80`. */
  readonly virtual: ReadonlyMap<string, VirtualServer>;
}

/** An address and a port whose connections go to one of several machines, with the addresses of their packets rewritten. */
export interface VirtualServer {
  readonly protocol: Protocol;
  readonly address: Ip;
  readonly port: number;
  readonly scheduler: Scheduler;
  /** Seconds for which a client is sent where it was sent before. */
  readonly persistent?: number;
  /** What stands behind it (a Service). */
  readonly of: string;
  readonly servers: readonly RealServer[];
  /** Why it has no server, where it has none. */
  readonly cause?: CauseCode;
  readonly source?: ElementId;
}

/** One of the machines behind it, each with the weight 1: `-m`, both addresses of a packet are rewritten. */
export interface RealServer {
  readonly address: Ip;
  readonly port: number;
  /** What a choice calls it. */
  readonly label: string;
  readonly source?: ElementId;
}

/** Under which a virtual server is found that a packet is for. */
export const virtualKey = ({ protocol, dst, dport }: Pick<Tuple, 'protocol' | 'dst' | 'dport'>): string =>
  `${protocol} ${showIp(dst)}:${dport}`;

const option: Readonly<Partial<Record<Protocol, string>>> = { tcp: '-t', udp: '-u', sctp: '--sctp-service' };

const service = ({ protocol, address, port }: VirtualServer): string =>
  `${option[protocol] ?? '-t'} ${showIp(address)}:${port}`;

/** The line of `ipvsadm -Sn` that makes a virtual server. */
export const showVirtual = (virtual: VirtualServer): string =>
  `-A ${service(virtual)} -s ${virtual.scheduler}${virtual.persistent === undefined ? '' : ` -p ${virtual.persistent}`}`;

/** The line of `ipvsadm -Sn` that adds a real server. */
export const showReal = (virtual: VirtualServer, { address, port }: RealServer): string =>
  `-a ${service(virtual)} -r ${showIp(address)}:${port} -m -w 1`;

const numbers: readonly Protocol[] = ['tcp', 'udp', 'sctp'];

/** Virtual servers as ipvsadm sorts them: by protocol, address and port; and their servers by address and port. */
export const sortedVirtual = ({ virtual }: Ipvs): readonly VirtualServer[] =>
  [...virtual.values()]
    .sort(
      (a, b) =>
        numbers.indexOf(a.protocol) - numbers.indexOf(b.protocol) ||
        Number(a.address) - Number(b.address) ||
        a.port - b.port,
    )
    .map((each) => ({
      ...each,
      servers: [...each.servers].sort((a, b) => Number(a.address) - Number(b.address) || a.port - b.port),
    }));
