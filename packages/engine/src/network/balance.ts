import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Share, Upstream } from './program.ts';

/** What systems call the set of targets that a balancer picks from: the stage of a trace where it does. */
export const poolStages = ['target group', 'backend service'] as const;
export type PoolStage = (typeof poolStages)[number];

/** Targets among which a balancer picks, and the check that tells which of them it may pick: a target group. */
export interface Pool {
  /** Unique in the network. */
  readonly id: string;
  readonly name: string;
  /** Undefined: a target group. */
  readonly called?: PoolStage;
  /** All that are registered. */
  readonly targets: readonly PoolTarget[];
  /** Undefined: it asks none of them. */
  readonly check?: Check;
  /** With nobody healthy it picks among all. */
  readonly failsOpen: boolean;
  /** Its targets are spoken to with TLS. */
  readonly tls?: true;
  /** A node of the balancer picks among the targets of its own zone only. */
  readonly ownZone: boolean;
  /** How it picks, as its own system calls it: `round_robin`, `flow_hash`. All of them give each target an even share. */
  readonly algorithm: string;
  /** How it knows clients again, whom it sends where it sent them before. */
  readonly sticky?: string;
  /** Seconds that an answer of its targets may take; undefined: as long as the connection may stay silent. */
  readonly answerSeconds?: number;
  /** Seconds in which a new target gets less than its share. */
  readonly slowStart?: number;
  readonly source?: ElementId;
}

/** An upstream that is checked. */
export interface PoolTarget extends Upstream {
  readonly zone?: string;
  /** It is in none, and nodes of each zone send to it. */
  readonly everyZone?: true;
  /** Targets that have it in common answer a check alike. */
  readonly alike?: string;
  /** Being deregistered: no new connection goes there. */
  readonly draining?: true;
  /** The firewall mark by which the balancer's rules lead to it, where packets keep the address that was asked. */
  readonly mark?: number;
}

/** What a balancer asks each target from time to time. */
export interface Check {
  readonly protocol: 'TCP' | 'HTTP' | 'HTTPS';
  /** The device that asks, where the balancer's own node does not. */
  readonly from?: string;
  /** An address that every target takes for its own; undefined: the target's. */
  readonly address?: Ip;
  /** Undefined: the target's own. */
  readonly port?: number;
  /** Of HTTP and HTTPS. */
  readonly path?: string;
  /** The host that is asked for; undefined: where it asks. */
  readonly host?: string;
  /** `200`, `200-399`, `200,301`. */
  readonly codes: string;
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  /** Answers in a row after which a target changes. */
  readonly healthy: number;
  readonly unhealthy: number;
  /** What it calls itself where it asks with HTTP. */
  readonly agent: string;
  readonly source?: ElementId;
}

/**
 * Passes flows on without ending them: a network load balancer. A new flow to a listener goes to a target of one of its
 * pools; the source stays the client's, or becomes the balancer's own.
 */
export interface FlowBalancer {
  readonly name: string;
  /**
   * The address that it takes flows for, and is none of its own: it changes nothing of a packet, and its rules lead to the target by the
   * firewall mark that the target has. Answers do not come by.
   */
  readonly passes?: Ip;
  readonly listeners: readonly FlowListener[];
}

export interface FlowListener {
  readonly protocols: readonly ('tcp' | 'udp')[];
  readonly port: number;
  readonly to: readonly Share[];
  /** Targets get the PROXY header before what the client says. */
  readonly header?: true;
  /** Targets see the client's address. */
  readonly keepsClient: boolean;
  /** It ends TLS, and speaks to its targets without, or with TLS again. */
  readonly tls?: 'ends' | 'again';
  readonly source?: ElementId;
}
