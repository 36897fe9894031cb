import type { ElementId } from '../../topology/id.ts';

/**
 * What a diagram draws: nested boxes with ids that are the elements' own, and the words on them. No coordinates.
 * The input of the layout.
 */
export interface Scene {
  /** Machines on the Internet side that are behind no home router, in natural order. */
  readonly internet: readonly SceneHost[];
  /** Servers that answer for a zone of names and stand in no line of their own, in natural order; the label is the zone. */
  readonly names: readonly SceneHost[];
  /** The networks behind home routers. */
  readonly lans: readonly SceneLan[];
  /** What carries packets between them and the VPCs. */
  readonly systems: readonly SceneSystem[];
  readonly vpcs: readonly SceneVpc[];
}

export interface SceneHost {
  readonly id: ElementId;
  readonly label: string;
  /** Its address. */
  readonly sub: string;
  readonly kind:
    | 'host'
    | 'client'
    | 'server'
    | 'home-router'
    | 'nat-gateway'
    | 'control-plane'
    | 'vpc-endpoint'
    | 'balancer';
  /** The element that it is made of, where that is another one. */
  readonly element?: ElementId;
}

/** A network at home: its machines, and the routers behind which they are. */
export interface SceneLan {
  readonly id: ElementId;
  readonly label: string;
  readonly cidr: string;
  readonly hosts: readonly SceneHost[];
  /** With the address that each has outside. */
  readonly routers: readonly SceneHost[];
}

/** An autonomous system, or a carrier's translator. */
export interface SceneSystem {
  /** The device's id. */
  readonly id: string;
  readonly label: string;
  /** `AS 64500`. */
  readonly sub: string;
  /** How far it is from the people: the order in which packets of theirs meet it. */
  readonly rank: number;
  readonly element?: ElementId;
}

export interface SceneVpc {
  readonly id: ElementId;
  readonly label: string;
  readonly cidr: string;
  readonly igw?: { readonly id: ElementId; readonly label: string /** Undefined: IGW. */; readonly short?: string };
  /** Its egress-only internet gateway. */
  readonly eigw?: { readonly id: ElementId; readonly label: string };
  /** What else stands at its edge, in natural order; undefined: nothing. */
  readonly edges?: readonly SceneEdge[];
  readonly zones: readonly { readonly id: string; readonly label: string }[];
  /** Rows of subnets by reach: public first, isolated last. */
  readonly rows: readonly { readonly id: string; readonly label: string }[];
  readonly subnets: readonly SceneSubnet[];
  readonly balancers: readonly SceneBalancer[];
  readonly groups: readonly SceneTargetGroup[];
  readonly services: readonly SceneService[];
}

/** What joins a VPC with another network: a peering connection, a transit gateway, a gateway endpoint. */
export interface SceneEdge {
  readonly id: ElementId;
  readonly label: string;
  readonly kind: 'vpc-peering-connection' | 'transit-gateway' | 'vpn-gateway' | 'nat-gateway' | 'vpc-endpoint';
  /** `to vpc data`. */
  readonly leads: string;
}

export interface SceneSubnet {
  readonly id: ElementId;
  readonly label: string;
  readonly cidr: string;
  readonly zone: string;
  readonly row: string;
  readonly table: string;
  /** The router's interface in it, where that is not called as the subnet. */
  readonly routerPort?: string;
  readonly used: number;
  readonly usable: number;
  readonly hosts: readonly SceneHost[];
  readonly nodes: readonly SceneNode[];
}

export interface SceneNode {
  readonly id: ElementId;
  readonly label: string;
  readonly machine: string;
  readonly used: number;
  readonly max?: number;
  readonly enis: readonly SceneEni[];
  /** The bridge that its pods are on. */
  readonly bridge?: string;
  /** The tunnel by which their packets go to other nodes. */
  readonly tunnel?: string;
  /** Whom it tells of its blocks by BGP. */
  readonly bgp?: SceneSpeaker;
}

/** A speaker of BGP. */
export interface SceneSpeaker {
  /** `BGP of AS 64512 with every node`. */
  readonly words: string;
  /** Its cluster, where each node speaks to each other. */
  readonly mesh?: ElementId;
  /** Whom it speaks to besides, where they stand in the picture: nodes, hosts, and subnets for the router in them. */
  readonly peers: readonly ElementId[];
}

export interface SceneEni {
  readonly id: ElementId;
  readonly label: string;
  readonly address: string;
  readonly pods: readonly ScenePod[];
}

/** A pod below the interface that its address belongs to; and each of its further interfaces below its own. */
export interface ScenePod {
  readonly id: ElementId;
  /** The pod, where this is one of its further interfaces: its id ends with the name of that. */
  readonly of?: ElementId;
  readonly label: string;
  readonly address: string;
  /** What network policies let in and out of it, a line for each direction; undefined: none is enforced at it. */
  readonly guarded?: string;
}

/** The nodes of a load balancer in one row of subnets. */
export interface SceneBalancer {
  readonly id: ElementId;
  readonly label: string;
  readonly row: string;
  /** `HTTPS :443`; empty: not known. */
  readonly listens: string;
  /** It ends the connections that it takes, and opens others. */
  readonly ends: boolean;
  /** Zone id → its node there: the id of the device, and its address. */
  readonly ports: Readonly<Record<string, { readonly id: ElementId; readonly address: string }>>;
}

/** One shelf of targets. Groups that have the very same ones share it. */
export interface SceneTargetGroup {
  /** The group's in the network, which its health is told by. */
  readonly id: string;
  readonly label: string;
  /** Whose it is: `ALB portal`. */
  readonly of: string;
  /** `HTTP · ip`. */
  readonly sub: string;
  readonly element: ElementId;
  /** The other groups of the shelf, in natural order. */
  readonly others: readonly { readonly id: string; readonly label: string; readonly of: string }[];
  /** Pods or nodes; what is neither has the id of its endpoint's line. */
  readonly targets: readonly { readonly id: ElementId; readonly label: string; readonly port: number }[];
}

/** One shelf. Services that pick the very same pods share one, so that a diagram grows with what differs. */
export interface SceneService {
  readonly id: ElementId;
  readonly label: string;
  /** The other services of the shelf, in natural order. */
  readonly others: readonly { readonly id: ElementId; readonly label: string; readonly sub: string }[];
  /** `10.100.20.30:80 · :31080`. */
  readonly sub: string;
  readonly endpoints: readonly { readonly pod: ElementId; readonly label: string; readonly share: string }[];
}
