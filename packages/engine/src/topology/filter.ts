import type { IcmpMessage } from '../base/icmp.ts';
import type { ElementId } from './id.ts';
import type { Setting } from './setting.ts';

/** What a packet filter's line is about: `tcp/443`, `tcp/30000-32767`, `all`, `icmp`, `icmp/echo-request`, `esp`, `ip/77`, `tcp/http`. */
export interface PortSpec {
  /** Lower case; `all` for any; one of IP without a name is `ip/77`. */
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly named?: string;
  /** Of ICMP, instead of ports; undefined: every message. */
  readonly icmp?: IcmpMessage;
}

/** A peer of a filter line: addresses, the blocks of a prefix list, or everything that carries a security group (`self` is resolved to the group itself). */
export type FilterPeer =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'security-group'; readonly group: ElementId; readonly text: string }
  | { readonly kind: 'prefix-list'; readonly list: ElementId; readonly text: string };

/** One line of a security group, network ACL or firewall rule. */
export interface FilterLine {
  readonly id: ElementId;
  readonly direction: 'ingress' | 'egress';
  /** Where the system numbers its lines (network ACL, firewall rule). */
  readonly number?: number;
  readonly action?: 'allow' | 'deny';
  readonly ports: readonly PortSpec[];
  /** Empty: any peer. */
  readonly peers: readonly FilterPeer[];
}

export interface PacketFilter {
  readonly id: ElementId;
  readonly name: string;
  readonly doc?: string;
  readonly lines: readonly FilterLine[];
  readonly settings: readonly Setting[];
}
