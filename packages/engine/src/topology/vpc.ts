import type { Placement } from './backend.ts';
import type { PacketFilter } from './filter.ts';
import type { ElementId } from './id.ts';
import type { Setting } from './setting.ts';
import type { Written } from './written.ts';

export type { Written } from './written.ts';

export interface Vpc {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  /** Primary first, then secondary, then IPv6 blocks, as written. */
  readonly cidrs: readonly Written[];
  /** A name of the registry of clouds; undefined when the author left it out. */
  readonly cloud?: string;
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  /** Of the whole network, where its cloud has no tables of subnets. */
  readonly routes?: readonly Route[];
  readonly gateways: readonly Gateway[];
  readonly securityGroups: readonly PacketFilter[];
  readonly networkAcls: readonly PacketFilter[];
  readonly firewallRules: readonly PacketFilter[];
  readonly endpoints: readonly VpcEndpoint[];
  readonly hosts: readonly Host[];
  readonly settings: readonly Setting[];
}

export interface Subnet {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly vpc: ElementId;
  readonly cidrs: readonly Written[];
  readonly zone?: string;
  /** `route-table rt-pub` inside the subnet. A subnet with own `route` lines has them in `routes` instead. */
  readonly routeTable?: Use;
  readonly routes: readonly Route[];
  readonly networkAcl?: Use;
  readonly settings: readonly Setting[];
}

/** A reference that stands on a line of its own: `route-table rt-pub`, `network-acl open`. */
export interface Use {
  readonly id: ElementId;
  readonly of: ElementId;
}

export interface RouteTable {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly routes: readonly Route[];
  /** Virtual private gateways that put the routes that they know into it. */
  readonly propagating?: readonly ElementId[];
  readonly settings: readonly Setting[];
}

/** `route <cidr | prefix-list> -> <target>`. The target is an element, or one of the builtins `blackhole` and `local`. */
export interface Route {
  readonly id: ElementId;
  readonly destination: string;
  /** The prefix list that the destination names, where the file declares one. */
  readonly list?: ElementId;
  readonly target: RouteTarget;
  /** `priority 900`, `tags web`: of a network of Google Cloud. */
  readonly settings?: readonly Setting[];
}

export type RouteTarget =
  | { readonly kind: 'element'; readonly of: ElementId }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'local' }
  /** The Internet, of a network of Google Cloud: `default-internet-gateway`. */
  | { readonly kind: 'internet' };

export interface Gateway {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly kind: 'internet-gateway' | 'egress-only-internet-gateway' | 'nat-gateway' | 'vpn-gateway' | 'cloud-nat';
  readonly vpc: ElementId;
  /** The subnet it stands in (a NAT gateway), by containment or by `in`. */
  readonly subnet?: ElementId;
  readonly addresses: readonly Written[];
  readonly eips: readonly Written[];
  readonly settings: readonly Setting[];
}

export interface VpcEndpoint {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly kind?: string;
  readonly service?: string;
  /** Subnets with the addresses that it has there. */
  readonly placements?: readonly Placement[];
  /** Subnets without. */
  readonly subnets: readonly ElementId[];
  /** The addresses of the service, where the file has them (a gateway endpoint). */
  readonly prefixList?: ElementId;
  readonly securityGroups: readonly ElementId[];
  readonly settings: readonly Setting[];
}

/** A machine that is no node: in a subnet, on the Internet, or in a LAN. */
export interface Host {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly machine?: string;
  readonly addresses: readonly Written[];
  readonly place:
    | { readonly kind: 'subnet'; readonly of: ElementId }
    | { readonly kind: 'vpc'; readonly of: ElementId }
    | { readonly kind: 'as'; readonly of: ElementId }
    | { readonly kind: 'lan'; readonly of: ElementId }
    | { readonly kind: 'internet' };
  readonly ports: readonly Port[];
  readonly eips: readonly Written[];
  readonly securityGroups?: readonly ElementId[];
  readonly settings: readonly Setting[];
}

/** `port [name] n[/proto] [-> target] [nodePort n] [hostPort n] [hostIP addr] [listen addr]`. */
export interface Port {
  readonly id: ElementId;
  readonly name?: string;
  readonly port: number;
  /** Lower case; `tcp` when left out. */
  readonly protocol: string;
  /** The target port of a Service: a number or the name of a container port. */
  readonly target?: number | string;
  readonly nodePort?: number;
  /** Of a pod: the port of its node that leads to it. */
  readonly hostPort?: number;
  /** The only address of the node on which `hostPort` counts. */
  readonly hostIp?: string;
  readonly listen?: string;
}

export interface Peering {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly requester: ElementId;
  readonly accepter: ElementId;
  readonly settings: readonly Setting[];
}

export interface TransitGateway {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly attachments: readonly Attachment[];
  /** Its own route tables; where it has none, all attachments share the default one. */
  readonly routeTables?: readonly RouteTable[];
  /** Of the default route table. */
  readonly routes: readonly Route[];
  readonly settings: readonly Setting[];
}

/** `attachment prod { subnets a, b; association core; propagation core }`. */
export interface Attachment {
  readonly id: ElementId;
  /** What is attached: a VPC, a VPN connection or a virtual interface. */
  readonly vpc: ElementId;
  readonly subnets: readonly ElementId[];
  /** The table that its packets are routed by. */
  readonly association?: ElementId;
  /** The tables that learn its blocks. */
  readonly propagations?: readonly ElementId[];
  readonly settings?: readonly Setting[];
}

/** `prefix-list pl-s3 { entry 52.216.0.0/15 }`: blocks under one name. */
export interface PrefixList {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly entries: readonly Written[];
  readonly settings: readonly Setting[];
}

/** `customer-gateway hq-cgw 198.51.100.7`: what AWS knows of a router on premises. */
export interface CustomerGateway {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly addresses: readonly Written[];
  readonly settings: readonly Setting[];
}

/** `vpn-connection hq from office to hq-cgw`. */
export interface VpnConnection {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  /** A virtual private gateway, or a transit gateway. */
  readonly gateway: ElementId;
  readonly customer: ElementId;
  readonly settings: readonly Setting[];
}

/** `virtual-interface dx from office to lan hq`, of Direct Connect. */
export interface VirtualInterface {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly gateway: ElementId;
  readonly lan: ElementId;
  readonly settings: readonly Setting[];
}
