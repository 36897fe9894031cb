import type { Ip } from '../../base/addr/index.ts';
import type { Chain } from '../../network/netfilter.ts';
import type { Interface, Socket } from '../../network/network.ts';
import type { Resolver } from '../../network/resolver.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import type { FileNames } from './internet-names.ts';

/** A program on a device that answers questions about names, over UDP and TCP. */
export interface NameServer {
  readonly device: string;
  readonly port: number;
  /** Undefined: at every address. */
  readonly address?: Ip;
  readonly owner: string;
  readonly resolver: Resolver;
}

/** A kind of server: what runs it, and where a file has it. */
export interface NameServers {
  readonly id: string;
  readonly doc: string;
  of(plan: Plan, names: FileNames): readonly NameServer[];
  /** What it adds to every node of a cluster, beside its sockets; undefined: nothing. */
  onNodes?(plan: Plan, cluster: PlannedCluster): OnNodes | undefined;
}

/** What servers of names have on a node. */
export interface OnNodes {
  readonly interfaces: readonly Interface[];
  /** They stand in front of those of the proxy and the CNI. */
  readonly chains: readonly Chain[];
  /** Sockets that answer no questions about names. */
  readonly sockets: readonly Socket[];
}
