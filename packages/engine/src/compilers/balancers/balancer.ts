import type { Ip } from '../../base/addr/index.ts';
import type { PoolStage } from '../../network/balance.ts';
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
  /** Its interfaces in the subnets of its targets, where it hands packets over itself; they have no address there. */
  readonly ports: readonly BalancerPort[];
}

/** An interface of a balancer in a subnet, and the addresses of the targets that it has there. */
export interface BalancerPort {
  readonly interface: Interface;
  readonly targets: ReadonlySet<string>;
}

/** What checks of Elastic Load Balancing call themselves (its user guide, health checks). */
export const elasticAgent = 'ELB-HealthChecker/2.0';

/** A kind of load balancer: turns each node of a planned one into a device. */
export interface BalancerKind {
  readonly id: string;
  readonly doc: string;
  /** What a person calls it before its name; undefined: its id in capitals. */
  readonly title?: string;
  /** What it calls the set of targets that it picks from; undefined: a target group. */
  readonly pools?: PoolStage;
  /** What its checks call themselves where they ask with HTTP. */
  readonly agent: string;
  /** With nobody healthy it sends to everybody. */
  readonly failsOpen: boolean;
  /** Checks that a target passes which was registered just now; undefined: its system does not say. */
  readonly firstChecks?: number;
  /** The network checks that its packets have its own addresses. */
  readonly checked: boolean;
  /** Its nodes have the address that people dial themselves, beside the one that they ask from: no gateway translates it. */
  readonly ownsPublic?: true;
  /** Its targets are asked by machines that do nothing else, and not by its nodes: what a trace calls them. */
  readonly askers?: string;
  lower(place: BalancerPlace): Device;
}
