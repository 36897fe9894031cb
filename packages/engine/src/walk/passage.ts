import type { Ip } from '../base/addr/index.ts';
import { type Header, show } from '../network/header.ts';
import type { Device, Interface } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import { type MarkedHook, meets } from '../network/unmodelled.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { PolicyDecision } from '../trace/policy.ts';
import type { Packet, Step } from '../trace/trace.ts';
import type { CompiledDevice } from './compiled-device.ts';
import { type Connection, type Connections, showConnection, type Tracked } from './conntrack.ts';
import type { EbpfBook } from './ebpf/flows.ts';
import type { FlowBook } from './flow-book.ts';
import type { Footprint } from './footprint.ts';
import { Log, type Moment } from './log.ts';
import type { Outcome, Within } from './outcome.ts';
import type { Picking } from './pick.ts';
import type { PortDraws } from './port-draws.ts';
import type { Member, Wires } from './wire.ts';

export type { Outcome, Within };

/** Where the packet goes on, or how it ended. */
export type Crossed = { readonly kind: 'next'; readonly member: Member; readonly packet: Header } | Outcome;

/** Keys of stops that are lifted. */
export type Lifted = ReadonlySet<string>;

export const liftKey = (device: string, { stage, entry }: { readonly stage: string; readonly entry: string }): string =>
  `${device}\n${stage}\n${entry}`;

/** What all packets of one walk share: the network, and the state that they leave behind in it. */
export interface Surroundings extends Picking {
  readonly wires: Wires;
  readonly flows: FlowBook;
  readonly ebpf: EbpfBook;
  /** Seed of everything random in this walk. */
  readonly seed: () => string;
  readonly draws: PortDraws;
  /** Stops that do not count: the question is what would stop the packet next. */
  readonly lifted: Lifted;
  /** Whether the way is described; if not, only its end is known. */
  readonly described: boolean;
  /** What is looked at, where somebody wants to know. */
  readonly footprint: Footprint | undefined;
  /** Which of the connections of its client this is: 1, 2, … */
  readonly nth: number;
  /** Clients that lists remember, by device and list, with what they were given. */
  readonly remembered: Map<string, Map<Ip, string>>;
  /** Seconds that known connections have said nothing. */
  readonly idle: number | undefined;
  /** Flows that keep their client's address, and the balancers that they come back to. */
  readonly handed: HandedFlow[];
  connectionsOf(device: Device): Connections | undefined;
}

/** A flow that a balancer passed on with its client's address: its network brings the answers back to it. */
export interface HandedFlow {
  readonly balancer: string;
  readonly connection: Connection;
}

/** One packet on its way through one device: the packet as it is now, and what was decided so far. */
export class Passage {
  readonly device: Device;
  readonly compiled: CompiledDevice;
  readonly around: Surroundings;
  readonly connections: Connections | undefined;
  readonly log: Log | undefined;
  packet: Header;
  iif: string | undefined;
  /** The MAC of who sent the frame: a network may know its machines by it. */
  sender: string | undefined;
  /** The interface on the wire by which it came in. */
  at: Interface | undefined;
  oif: string | undefined;
  tracked: Tracked | undefined;
  /** A rule says that it belongs to no connection here. */
  untracked = false;
  /** IPVS has had it on this machine: it takes no packet twice (`skb->ipvs_property`). */
  balanced = false;
  /** IPVS has taken it from the hook where it is, and sends it on itself. */
  taken = false;
  /** It only passed through a bridge, and no hook of netfilter saw it. */
  switched = false;
  /** The route that was found last. */
  route: Route | undefined;
  /** Where the routing decision stands in the log. */
  routedAt = 0;
  /** The interface by which it first came in. */
  entered: string | undefined;
  /** The interface by which it was to go out, where something stands there. */
  towards: string | undefined;
  /** The interface by which it went out. */
  left: string | undefined;
  /** What network policies decided, in order. */
  decisions: PolicyDecision[] | undefined;

  constructor(around: Surroundings, compiled: CompiledDevice, packet: Header) {
    const { device } = compiled;
    this.around = around;
    this.device = device;
    this.packet = packet;
    this.compiled = compiled;
    this.connections = around.connectionsOf(device);
    this.log = around.described ? new Log(device) : undefined;
    around.footprint?.device(device);
    around.footprint?.packet(packet);
  }

  /** What connection tracking says of the packet; undefined: it has not seen it. */
  get ctstate(): string | undefined {
    return this.tracked?.state ?? (this.untracked ? 'UNTRACKED' : undefined);
  }

  /** The packet as a trace shows it here and now. */
  shown(packet: Header = this.packet): Packet {
    return show(packet, { ctstate: this.ctstate, connmark: this.tracked?.connection.mark });
  }

  /** The packet as a step that changes it has it; undefined: nobody reads it. */
  moment(): Moment | undefined {
    const { log, packet, tracked, ctstate } = this;
    return log && { packet, ctstate, connmark: tracked?.connection.mark };
  }

  /** Adds a step that changed the packet, or may have. */
  changed(before: Moment | undefined, step: Omit<Step, 'before' | 'after'>): void {
    const after = this.moment();
    if (before && after) this.log?.changed(before, after, step);
  }

  /** Network policies decided something about it. */
  decided(decision: PolicyDecision): void {
    this.decisions ??= [];
    this.decisions.push(decision);
  }

  /** Ends the way here. */
  drop(step: { readonly stage: string; readonly entry: string } & Partial<Step>, cause: CauseCode): Outcome {
    this.log?.add({ ...step, kind: 'drop', cause });
    if (this.tracked && this.connections) this.connections.forget(this.tracked.connection);
    return { kind: 'dropped', cause };
  }

  /** Ends the way here: what acts on the packet is not modelled. */
  unknown(why: string, step: Partial<Step> = {}): Outcome {
    this.log?.add({ ...step, kind: 'filter', stage: 'not modelled', entry: why });
    return { kind: 'undetermined', assumes: why };
  }

  /** Ends the way here if something that is not modelled may act on the packet at this hook of the device. */
  meet(hook: MarkedHook): Outcome | undefined {
    const { unmodelled } = this.device;
    if (!unmodelled) return undefined;
    this.around.footprint?.packet(this.packet);
    const mark = unmodelled.find((each) => each.hook === hook && meets(each, this.packet, this.iif));
    return mark && this.unknown(mark.why);
  }

  /** Ends the way here, unless this stop is lifted: then the step says so, and the packet goes on. */
  stop(
    step: { readonly stage: string; readonly entry: string } & Partial<Step>,
    cause: CauseCode,
  ): Outcome | undefined {
    const { lifted } = this.around;
    if (lifted.size === 0 || !lifted.has(liftKey(this.device.id, step))) return this.drop(step, cause);
    this.log?.add({ ...step, kind: 'filter', entry: `lifted: ${step.entry}` });
    return undefined;
  }

  /** The tracked connection, for steps that changed it. */
  get connectionText(): { readonly conntrack?: string } {
    return this.tracked ? { conntrack: showConnection(this.tracked.connection) } : {};
  }
}
