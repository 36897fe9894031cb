import type { Authentication, HttpCondition, Rewriting } from '../network/program.ts';
import type { FilterLine, PacketFilter } from '../topology/filter.ts';
import type { ElementId } from '../topology/id.ts';

/** A load balancer as its controller makes it of Services, Ingresses or Gateways. Only what a packet can meet. */
export interface PlannedBalancer {
  /** The element that it is made of: the first of a group. */
  readonly id: ElementId;
  /** All elements that it is made of. */
  readonly members: readonly ElementId[];
  /** A name of the registry of balancers: `alb`, `nlb`, `clb`, `nginx`. */
  readonly kind: string;
  /** What a trace calls it: the name of its first member. */
  readonly name: string;
  /** A name of the registry of controllers. */
  readonly controller: string;
  readonly cluster: ElementId;
  readonly vpc?: ElementId;
  readonly scheme: 'internal' | 'internet-facing';
  /** One for each zone, sorted by zone; none: see `refused`. */
  readonly nodes: readonly BalancerNode[];
  /** Those of zones that are gone, which no name leads to. */
  readonly gone?: readonly BalancerNode[];
  readonly listeners: readonly Listener[];
  readonly groups: readonly TargetGroup[];
  /** Of its interfaces; undefined: it has none at all (a network load balancer that was made without). */
  readonly securityGroups?: readonly ElementId[];
  /** Whether a node sends to targets of other zones, where a group does not say it. */
  readonly crossZone: boolean;
  /** Seconds that a connection may stay silent. */
  readonly idleSeconds: number;
  /** Names that its DNS records are made for by what claims it: hosts of rules, listeners and `hostname` settings. */
  readonly hosts: readonly string[];
  /** The balancer that is its only target, and is made of the same elements: whose names lead to this one, which stands before it in the plan. */
  readonly fronts?: ElementId;
  /** What decides about its flows and nobody can know, in words. */
  readonly undetermined?: string;
  /** Why the controller makes none, in its own words: a walk to it is not delivered anywhere. */
  readonly refused?: string;
}

export interface BalancerNode {
  /** Of its placement line, or derived from the balancer's. */
  readonly id: ElementId;
  readonly subnet: ElementId;
  readonly zone?: string;
  readonly address: string;
  /** The address that people of the network dial, where it is another than the one that its node asks from. */
  readonly dialled?: string;
  /** The address that packets keep on their way to a machine, which takes it for its own: that of a forwarding rule, which stands in the status of its Services. */
  readonly passed?: string;
  /** The address that its checks come from, where that is not its own. */
  readonly prober?: string;
  /** The subnets whose machines may be its clients, where not everybody may. */
  readonly clients?: readonly ElementId[];
  /** Clients of every region may use it, of networks that are joined too. */
  readonly everywhere?: true;
  /** The address of the Internet that is translated to it: written (`eip`), or drawn by the provider. */
  readonly public?: { readonly address: string; readonly drawn: boolean };
}

/** The address that people dial at a node of a balancer. */
export const dialledAt = (
  { scheme }: Pick<PlannedBalancer, 'scheme'>,
  { address, dialled, public: outer }: BalancerNode,
): string | undefined => (scheme === 'internet-facing' ? outer?.address : (dialled ?? address));

export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'UDP' | 'TCP_UDP' | 'TLS';

export interface Listener {
  readonly id: ElementId;
  readonly port: number;
  readonly protocol: ListenerProtocol;
  /** Names or ARNs; the first is the default. */
  readonly certificates: readonly string[];
  /** Hosts that these are for, by their names: of those whose author says it. */
  readonly certified?: Readonly<Record<string, readonly string[]>>;
  /** By priority: the first whose condition holds decides. */
  readonly rules: readonly ListenerRule[];
  readonly otherwise: ListenerAction;
  /** Asked for before that. */
  readonly authentication?: Authentication;
}

export interface ListenerRule {
  readonly priority: number;
  readonly when: HttpCondition;
  /** Asked for before the action. */
  readonly authentication?: Authentication;
  readonly action: ListenerAction;
  readonly source: ElementId;
}

export type ListenerAction =
  /** To one of the groups, drawn by their weights. */
  | {
      readonly kind: 'forward';
      readonly to: readonly { readonly group: string; readonly weight: number }[];
      /** The path that is asked for in the place of the one that fits the expression. */
      readonly rewrite?: Rewriting;
    }
  /** Parts that are missing stay as asked: `#{host}` and the like are kept as the balancer writes them. */
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly protocol?: string;
      readonly host?: string;
      readonly port?: string;
      readonly path?: string;
      readonly query?: string;
    }
  | { readonly kind: 'fixed'; readonly status: number };

export type TargetType = 'instance' | 'ip' | 'alb';

export interface TargetGroup {
  /** Unique in its balancer: namespace/service:port and what tells such groups apart. */
  readonly id: string;
  readonly name: string;
  readonly type: TargetType;
  /** What its system calls targets of the type, where that is another word. */
  readonly called?: string;
  readonly protocol: ListenerProtocol;
  readonly targets: readonly Target[];
  readonly health: HealthCheck;
  /** Whether its targets see the client's address (network load balancers). */
  readonly preserveClientIp: boolean;
  readonly proxyProtocol: boolean;
  /** Undefined: as the balancer. */
  readonly crossZone?: boolean;
  readonly algorithm:
    | 'round_robin'
    | 'least_outstanding_requests'
    | 'weighted_random'
    | 'flow_hash'
    | '5-tuple hash'
    | '2-tuple hash';
  /** How it knows a client again, whom it then sends where it was sent before: `lb_cookie`, `source_ip`. */
  readonly sticky?: string;
  /** Seconds in which a new target gets less than its share; undefined: it gets its share at once. */
  readonly slowStart?: number;
  /** Seconds that an answer of its targets may take, where that is not said of the balancer. */
  readonly answerSeconds?: number;
  /** The Service whose port it is. */
  readonly service?: ElementId;
  readonly source: ElementId;
}

/** Whether the addresses of clients are kept whatever is written: over UDP (Network Load Balancer user guide, Client IP preservation). */
export const keepsAlways = (group: Pick<TargetGroup, 'protocol'> | undefined): boolean =>
  group?.protocol === 'UDP' || group?.protocol === 'TCP_UDP';

export interface Target {
  /** The pod or node; what is neither has the id of the endpoint's line. */
  readonly id: ElementId;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly zone?: string;
  /** Registered for the zone `all`: nodes of each zone send to it. */
  readonly everyZone?: true;
  /** Being deregistered: no new connection goes there. */
  readonly draining?: true;
}

export interface HealthCheck {
  readonly protocol: 'TCP' | 'HTTP' | 'HTTPS';
  readonly port: number | 'traffic-port';
  /** Of HTTP and HTTPS. */
  readonly path?: string;
  /** The host that is asked for; undefined: where it asks. */
  readonly host?: string;
  /** Status codes that are healthy: `200`, `200-399`, `200,301`. */
  readonly codes: string;
  /** Seconds; 0: nobody asks, and ready endpoints count as healthy (nginx). */
  readonly interval: number;
  readonly timeout: number;
  /** Answers in a row after which a target changes. */
  readonly healthy: number;
  readonly unhealthy: number;
  readonly source?: ElementId;
}

/** What a controller adds to the filters of a VPC. */
export interface AddedFilters {
  /** Security groups that it makes. */
  readonly groups: readonly (PacketFilter & { readonly vpc: ElementId })[];
  /** Lines that it adds to groups which exist, the one that a platform makes for the cluster included. */
  readonly lines: readonly { readonly group: ElementId; readonly line: FilterLine }[];
}
