import type { Ip } from '../../base/addr/index.ts';
import type { Device, Interface } from '../../network/network.ts';
import type { BalancerNode, PlannedBalancer } from '../../plan/balancer.ts';

/** One node of a balancer with what it is plugged in by. */
export interface BalancerPlace {
  readonly balancer: PlannedBalancer;
  readonly node: BalancerNode;
  /** What a trace calls the node: the balancer, and the zone where it has several. */
  readonly name: string;
  readonly nic: Interface;
  readonly router: { readonly ip: Ip; readonly bits: number };
}

/** A kind of load balancer: turns each node of a planned one into a device. */
export interface BalancerKind {
  readonly id: string;
  readonly doc: string;
  /** With nobody healthy it sends to everybody. */
  readonly failsOpen: boolean;
  /** Checks that a target passes which was registered just now; undefined: its system does not say. */
  readonly firstChecks?: number;
  /** The network checks that its packets have its own addresses. */
  readonly checked: boolean;
  /** Its nodes have the address that people dial themselves, beside the one that they ask from: no gateway translates it. */
  readonly ownsPublic?: true;
  lower(place: BalancerPlace): Device;
}
