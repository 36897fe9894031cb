import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { PolicyDirection, PolicyName } from '../trace/policy.ts';
import type { Peers } from './guard.ts';
import type { Protocol } from './header.ts';

/** Destination ports of one protocol; without `from`: all of them. */
export interface PolicyPorts {
  /** Undefined: every protocol. */
  readonly protocol?: Protocol;
  readonly from?: number;
  readonly to?: number;
}

/** One of several things that a line means: addresses together with ports. */
export interface PolicyReach {
  /** Undefined: every address. */
  readonly peers?: Peers;
  /** Undefined: every packet. */
  readonly ports?: readonly PolicyPorts[];
}

/** One rule of a policy, as addresses and ports: whom a selector means was found before. */
export interface PolicyLine {
  /** `pass` leaves the decision to the tiers behind its own. */
  readonly action: 'allow' | 'deny' | 'pass';
  /** It matches a packet that one of these means; none: no packet. */
  readonly reach: readonly PolicyReach[];
  readonly policy: PolicyName;
  /** From 1, among the rules of its direction. */
  readonly rule: number;
  /** `networkpolicy shop/web ingress rule 1: tcp/80 from podSelector app=web`. */
  readonly entry: string;
  readonly source: ElementId;
}

/** Policies that are asked together: the first line that matches decides, and what none matches goes to the next tier. */
export interface PolicyTier {
  readonly lines: readonly PolicyLine[];
  /** The policies that isolate: what no line of theirs allows is dropped here. Undefined: it goes on. */
  readonly isolating?: readonly PolicyName[];
}

/** What is decided about the packets of one direction, as the pod has it. */
export interface PolicyList {
  readonly direction: PolicyDirection;
  readonly tiers: readonly PolicyTier[];
  /** Drop cause. */
  readonly cause: CauseCode;
  /** Everything is dropped before any line is read, and what a trace says of it. */
  readonly closed?: { readonly entry: string; readonly source: ElementId };
}

/**
 * Policies of a pod at the node's end of its link. It sees packets, and no pods: what comes in by the interface is the pod's egress,
 * what goes out by it its ingress. It keeps the flows that it let through by addresses and ports: answers pass; an ICMP error about
 * a flow is a packet of its own, but to a program that says what is related.
 */
export interface PolicyGuard {
  readonly in?: PolicyList;
  readonly out?: PolicyList;
  /** Peers whose packets pass without a look at the lines: the pod's own node. `sends`: what it sends to the pod, with any address. */
  readonly exempt?: { readonly of: ReadonlySet<Ip>; readonly text: string; readonly sends?: true };
  /** Undefined: as packets come by the interface. Else a program of eBPF there asks, where that stands among what it does. */
  readonly program?: {
    /** What stands for a pod that a Service sends to itself: nobody asks. */
    readonly loopback: Ip;
  };
}

/** Why nobody asks about an answer. */
export const ofFlow = 'belongs to an allowed flow';

/** Why nobody asks the policies that are about a pod. It decides nothing: it is what a trace says of packets that pass all the same. */
export interface PolicySkip {
  readonly direction: PolicyDirection;
  /** Behind `skipped: `. */
  readonly why: string;
  /** Those that are about the pod. */
  readonly policies: readonly PolicyName[];
  readonly source: ElementId;
  /** Said of packets alone that the machine itself sends. */
  readonly own?: true;
}

/** Policies of one pod that nobody asks, by direction as the pod has it. */
export interface PolicySkips {
  readonly ingress?: PolicySkip;
  readonly egress?: PolicySkip;
}

/** What is said of a packet that no rule matches. */
export const isolatedText = (isolating: readonly PolicyName[]): string =>
  `isolated by ${isolating.map(({ text }) => text).join(', ')}, no rule matches`;
