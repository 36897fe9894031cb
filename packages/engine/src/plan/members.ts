import type { Cluster } from '../topology/cluster.ts';
import type { Setting } from '../topology/setting.ts';
import type { Controller } from './controller.ts';
import type { MachineType } from './machine-type.ts';
import type { Bgp, PassedDevices } from './plan.ts';
import type { Platform } from './platform.ts';

/** Addresses at the two ends of a subnet that a cloud keeps for itself. */
export interface Reserved {
  readonly first: number;
  readonly last: number;
  /** What each of IPv4 is kept for: from the first on, and from the last back. */
  readonly uses: readonly [first: readonly string[], last: readonly string[]];
  /** The whole rule in words. */
  readonly rule: string;
}

/** What planning needs to know of a cloud. */
export interface CloudFacts {
  readonly id: string;
  readonly machineTypes: ReadonlyMap<string, MachineType>;
  /** Packets of IPv6 are followed in it. */
  readonly carriesSix?: true;
  /** Addresses of every subnet that are never given. */
  readonly reserved: Reserved;
  /** What its router calls its interface in one of its subnets, by the place of that among them; undefined: as the subnet. */
  readonly routerPort?: (at: number) => string;
  /** Every subnet has a way to the Internet, and a machine needs an address for it or a NAT. */
  readonly open?: true;
  /** Its firewall rules are followed. */
  readonly firewalls?: true;
  /** A resolver answers at the third address of a network's block. */
  readonly resolves?: true;
  /** The server of names that its machines are given by DHCP, of which nothing is modelled. */
  readonly nameserver?: string;
}

/** What planning needs to know of a pod network. */
export interface CniFacts {
  readonly id: string;
  /**
   * Where the addresses of pods come from: the network's own; a block that the control plane gives to each node; or blocks that
   * the CNI's own manager gives to nodes as they need them, of so many bits as its settings say.
   */
  readonly podAddresses: 'network' | 'node-block' | 'own-blocks';
  /** The clouds that it is made for; undefined: any network. */
  readonly clouds?: readonly string[];
  /** Its pods may have addresses of IPv6. */
  readonly carriesSix?: true;
  /** Pods leave the cluster with their own addresses unless its `ipMasq` or an ip-masq-agent translates them. */
  readonly leavesBare?: true;
  /** Bits of the block of a node by the pods that it has room for, where nobody writes them; undefined: 24. */
  readonly blockFor?: (node: { readonly podsPerNode: number }) => number;
  /** Its nodes translate what leaves the private networks, without an agent too: the chain, what its comments begin with, and the blocks that it spares. */
  readonly masquerades?: {
    readonly chain: string;
    readonly label: string;
    /** The blocks that it spares, and why, as its comments say it. */
    readonly spares: ReadonlyMap<string, string>;
  };
  readonly blockBits?: (settings: readonly Setting[]) => number;
  /** Each node has one block, whose two ends are nobody's: its second address is the node's own. */
  readonly oneBlock?: true;
  /** The block of all pods, where nobody writes `clusterCIDR`; undefined: the platform's. */
  readonly pool?: (settings: readonly Setting[]) => string | undefined;
  /** It does the work of kube-proxy, and the cluster has none: the name of the proxy that stands for it. */
  readonly ownProxy?: (settings: readonly Setting[]) => string | undefined;
  /** How its nodes tell each other, and others, of their blocks; undefined: not by BGP. */
  readonly bgp?: (settings: readonly Setting[]) => Bgp | undefined;
  /** The devices on every node that packets of pods pass, by their names there. */
  readonly passes?: (settings: readonly Setting[]) => PassedDevices;
}

type Named<T> = Readonly<Record<string, T>>;

/** The compilers that there are, as far as planning needs to know them: the plan is made before any of them compiles. */
export interface Members {
  readonly clouds: Named<CloudFacts>;
  readonly platforms: Named<Platform>;
  readonly cnis: Named<CniFacts>;
  readonly proxies: Named<{ readonly id: string }>;
  /** Who enforces network policies, by CNI. */
  readonly policies: Named<{ readonly id: string }>;
  readonly balancers: Named<{ readonly id: string }>;
  readonly controllers: Named<Controller>;
  /** Whether a setting of `kube-proxy … { }` of a cluster is followed. */
  followsProxySetting(setting: Setting, cluster: Cluster): boolean;
}

/** A member by name; undefined: none has this name. */
export const memberOf = <T>(members: Named<T>, name: string | undefined): T | undefined =>
  name !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
