import type { Cidr, Family, Ip } from '../../base/addr/index.ts';
import type { Device, Interface, Link } from '../../network/network.ts';
import type { CloudFacts } from '../../plan/members.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';

/** A cloud: turns its part of a plan into neutral devices, and says how a machine is attached to it. */
export interface Cloud extends CloudFacts {
  readonly doc: string;
  /** The device at the border to the Internet that every network has without a word in the file. */
  readonly borderOf?: (vpc: ElementId) => { readonly id: ElementId; readonly name: string };
  /** Bytes of the largest packet between its machines. */
  readonly mtu: number;
  /** The devices of one VPC and the fabric to attach machines to. `fabricOf` has those of other VPCs, once all are made. */
  lower(plan: Plan, vpc: ElementId, fabricOf: (vpc: ElementId) => Fabric | undefined): Fabric;
  /** What joins its VPCs with each other and with what lies outside of them; undefined: nothing does. */
  between?(plan: Plan): { readonly devices: readonly Device[]; readonly links: readonly Link[] };
}

/** What a machine plugs in: an interface with its addresses and its filters. */
export interface Plug {
  readonly id: ElementId;
  /** The interface, where several have what they come from in common. */
  readonly eni?: ElementId;
  /** The device's interface name, `eth0`. */
  readonly name: string;
  readonly device: string;
  readonly subnet: ElementId;
  readonly primary: Ip;
  readonly secondaries: readonly Ip[];
  /** Its IPv6 address, and blocks that the network sends to it besides. */
  readonly six?: Ip;
  readonly blocks?: readonly Cidr[];
  readonly securityGroups: readonly ElementId[];
  /** The machine's interface has none of the addresses: somebody behind it does (a branch interface of a pod). */
  readonly bare?: true;
  /** `false`: the provider's own devices, which no security group guards and whose addresses are not checked. */
  readonly guarded: boolean;
  /** `false`: guarded, but its packets may have addresses that are not its own. */
  readonly checked?: boolean;
  /** The type of the machine, where it has one. */
  readonly machine?: string;
  /** Bytes of the largest packet, where something on the machine sets it; undefined: the cloud's own. */
  readonly mtu?: number;
}

/** One VPC's network, open for more interfaces. */
export interface Fabric {
  readonly devices: readonly Device[];
  /** Makes the interface and joins it to its subnet's segment. */
  attach(plug: Plug): Interface;
  /** The router of a subnet, and the length of its prefix: of IPv4 where no family is said. */
  routerOf(subnet: ElementId, family?: Family): { readonly ip: Ip; readonly bits: number } | undefined;
  /** Where the cloud's own checks of targets come from: no subnet that is written. */
  readonly probers?: ElementId;
  /** Addresses of balancers that the cloud draws, with what they are. */
  readonly drawn?: ReadonlyMap<Ip, string>;
  /** All segments, with the interfaces that were attached so far. */
  links(): readonly Link[];
  /** The addresses of the interfaces that carry a security group of it, also those that are attached later. */
  carriersOf?(group: ElementId): ReadonlySet<Ip>;
  /** The interfaces that lead to the Internet: joined to the world by the caller. */
  readonly uplinks: readonly Uplink[];
}

/** An interface of a gateway that leads to the Internet. */
export interface Uplink {
  readonly device: string;
  readonly interface: string;
  readonly publics: readonly Ip[];
  /** Whole blocks behind it. */
  readonly blocks?: readonly Cidr[];
  /** The cloud's autonomous system, which announces them. */
  readonly system?: { readonly number: number; readonly name: string };
  /** What stands for addresses of the cloud's own services, which the file does not have. */
  readonly standIns?: readonly Ip[];
}
