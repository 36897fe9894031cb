import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from './cause.ts';
import type { PolicyDecision } from './policy.ts';
import type { Request } from './request.ts';

/** One layer of headers. Addresses are text in the canonical form (RFC 5952 for IPv6), ports are numbers. */
export interface Packet {
  /** Absent while the packet is inside an IP stack. */
  readonly smac?: string;
  readonly dmac?: string;
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly protocol: string;
  readonly ttl: number;
  /** fwmark and connmark in hexadecimal text; absent: 0. They exist only inside one device. */
  readonly mark?: string;
  readonly connmark?: string;
  readonly ctstate?: string;
  /** `SYN`, `SYN,ACK`, or the ICMP type's name. */
  readonly flags?: string;
  readonly inner?: Packet;
}

export const stepKinds = [
  'originate',
  'receive',
  'neighbour',
  'bridge',
  'conntrack',
  'rule',
  'route',
  'nat',
  'filter',
  'balance',
  'resolve',
  'encapsulate',
  'decapsulate',
  'send',
  'deliver',
  'connect',
  'set',
  'drop',
] as const;
export type StepKind = (typeof stepKinds)[number];

/** An entry that was looked at before the one that decided, in the real tool's syntax, and why it did not match. */
export interface Tried {
  readonly entry: string;
  readonly why: string;
}

/** One decision or change. `before` and `after` are present where the packet changed; on `receive` and `send`, `after` is the frame. */
export interface Step {
  readonly kind: StepKind;
  /** Where: `nat PREROUTING`, `ip rule`, `table main`, `security group in`, … in the words of the tool. */
  readonly stage: string;
  /** The entry that decided, in the real tool's own syntax. */
  readonly entry: string;
  readonly before?: Packet;
  readonly after?: Packet;
  readonly interface?: string;
  /** The element of the source that caused this step. */
  readonly source?: ElementId;
  /** The step follows from a preset, not from a line that the author wrote. */
  readonly default?: true;
  /** A value in `after` is drawn at random by the real system (a source port). */
  readonly random?: true;
  readonly tried?: readonly Tried[];
  /** The connection-tracking entry after this step, as `conntrack -L` prints it. */
  readonly conntrack?: string;
  /** On `drop`: a code of the closed list of causes. */
  readonly cause?: CauseCode;
  /** What network policies said here. */
  readonly policy?: PolicyDecision;
}

export const deviceKinds = [
  'pod',
  'node',
  'host',
  'client',
  'server',
  'home-router',
  'router',
  'internet-gateway',
  'nat-gateway',
  'vpc-peering-connection',
  'transit-gateway',
  'vpn-gateway',
  'vpc-endpoint',
  'internet',
  'balancer',
  'control-plane',
] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** One passage through one device. The same device can be passed several times. */
export interface Hop {
  /** The device's display name: `nA`, `pod71`, `VPC router`. */
  readonly device: string;
  /** The device's id, unique in the network. */
  readonly id: string;
  readonly kind: DeviceKind;
  /** The zone where it stands; undefined: it stands in none, or in all. */
  readonly zone?: string;
  readonly steps: readonly Step[];
  /** The element that the device stands for. */
  readonly source?: ElementId;
}

/** One random choice that was made on the way. */
export interface Choice {
  /** `endpoint`, `zone`, `target`, … */
  readonly kind: string;
  /** The device where it was made: its name and its id. */
  readonly at: string;
  readonly id: string;
  /** Of what: the Service's name, … */
  readonly of: string;
  readonly picked: string;
  readonly probability: number;
  /** The author pinned it with `choose`. */
  readonly pinned?: true;
  /** Others that the way goes on alike with, and that it stands for: the probability is that of all of them. */
  readonly alike?: readonly string[];
}

export type Verdict = 'delivered' | 'not-delivered' | 'undetermined';

/** Something that stops a packet or its answer: where, by which entry, and the code of its cause. */
export interface Blocker {
  readonly direction: 'forward' | 'reply';
  /** The device's name and id. */
  readonly device: string;
  readonly id: string;
  readonly stage: string;
  readonly entry: string;
  readonly cause: CauseCode;
  /** What the asking program sees when this is what stops the packet. */
  readonly client: Branch['client'];
  /** What to change, naming the declaration where it is known. */
  readonly fix?: string;
  readonly source?: ElementId;
}

/** One connection, question or lease of a conversation, with its own way there and back. */
export interface Leg {
  readonly kind: 'lease' | 'lookup' | 'connection';
  /** What was asked for: `tcp 10.0.2.10:8080`, the type and name of a question. */
  readonly what: string;
  /** Who opened it, to whom. */
  readonly flow: Flow;
  readonly request?: Request;
  /** What the program that opened it sees. */
  readonly client: Branch['client'];
  readonly forward: readonly Hop[];
  readonly reply: readonly Hop[];
  /** Of a connection: it was open already, and is not opened anew. */
  readonly kept?: true;
  /** It was answered from a cache of the machine that asked: nothing was sent. */
  readonly fromCache?: true;
  /** Of a lookup: what was answered, as `10.100.20.30`, `CNAME web.example` or the name of a code. */
  readonly answer?: string;
  /** Of a lookup by a server: the place in `legs` of the question because of which it asked. */
  readonly because?: number;
}

/** What a program was told about a name. */
export interface NameLookup {
  /** As it was written. */
  readonly name: string;
  /** The library that looked it up, with its version. */
  readonly by: string;
  /** The addresses, in the order of the answer; none: it failed. */
  readonly answers: readonly string[];
  /** What the program was told where it failed: `EAI_NONAME`. */
  readonly error?: string;
  /** How many questions the library sent. */
  readonly queries: number;
  /** Seconds that it waited for servers that said nothing. */
  readonly seconds: number;
}

/** One combination of random choices, with the exact way of the first packet and of its reply. */
export interface Branch {
  /** No packet is sent: its steps are lines that are put into tables, in order. */
  readonly control?: true;
  readonly probability: number;
  /** The exact fraction, `1/3`. */
  readonly fraction: string;
  readonly choices: readonly Choice[];
  readonly verdict: Verdict;
  /** Delivered to what the file does not describe: the answer of whoever is there is not known. */
  readonly to?: 'internet';
  /** Code of the cause, when not delivered. */
  readonly cause?: CauseCode;
  /** Where the packet died: the index of the hop in `forward` or `reply`. */
  readonly died?: { readonly direction: 'forward' | 'reply'; readonly hop: number };
  /**
   * Everything that stops the packet or its answer, in order: what stops it now, then what would stop it next if that were
   * allowed, and so on. Present when not delivered.
   */
  readonly blockers?: readonly Blocker[];
  /**
   * What the asking program sees; `not-permitted` is the EPERM of its own call, `closed` a connection that was opened and is
   * closed without a byte, `http-503` the status of an answer that is none of 200, `nxdomain`, `nodata` and `servfail` a name
   * that has no address.
   */
  readonly client:
    | 'ok'
    | 'timeout'
    | 'refused'
    | 'not-permitted'
    | 'unreachable'
    | 'closed'
    | 'nxdomain'
    | 'nodata'
    | 'servfail'
    | 'unknown'
    | `http-${number}`;
  /** Of an answer that redirects: where to, its header `location`. */
  readonly location?: string;
  /** The status that a balancer wrote into its log for a client that had gone before it could answer. */
  readonly logged?: number;
  /** What an undetermined answer depends on, or what a determined one takes for granted. */
  readonly assumes?: readonly string[];
  /** The hops of all connections in the order in which they open, and those of their replies in reverse. */
  readonly forward: readonly Hop[];
  readonly reply: readonly Hop[];
  /** What is asked for over the connection, where it is one; where there are legs each has its own. */
  readonly request?: Request;
  /** Where a name was looked up: what came of it. */
  readonly lookup?: NameLookup;
  /** All legs in their order, where there are several, or one that is no connection. */
  readonly legs?: readonly Leg[];
  /** The way of the connection's second packet, where it was asked for. */
  readonly later?: readonly Hop[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  /** What is wrong with a port that a Service was asked for, and which ones it has. */
  readonly wrongPort?: string;
  /** Which of its connections the client is asked about; undefined: the first. */
  readonly connections?: number;
  /** The address that the program binds, of an interface that is not the first one of its machine. */
  readonly binds?: string;
}

/** The answer to one walk. */
export interface Trace {
  readonly id: ElementId;
  readonly name?: string;
  readonly title?: string;
  readonly flow: Flow;
  readonly verdict: Verdict | 'mixed';
  readonly routes: readonly Branch[];
  /** Branches that the pins of the walk leave out. With `routes`, their probabilities sum to 1. */
  readonly others?: readonly Branch[];
  /** Why the question as a whole is undetermined: a noun that is not modelled, a name that does not resolve. */
  readonly reasons?: readonly string[];
}
