import { type Header, show } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import { type MarkedHook, meets } from '../network/unmodelled.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Packet, Step } from '../trace/trace.ts';
import { type Connections, showConnection, type Tracked } from './conntrack.ts';
import type { Decider } from './decider.ts';
import type { FlowBook } from './flow-book.ts';
import type { PortDraws } from './port-draws.ts';
import type { Member } from './wire.ts';

/** A packet that a rule stopped while the sending program was still in its call: the call may tell. */
export type Within = 'call';

/** How a packet's way through one device ended. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly packet: Header; readonly owner: string }
  /** The machine answers with a refusal: RST, or ICMP port unreachable. */
  | {
      readonly kind: 'refused';
      readonly packet: Header;
      readonly cause: CauseCode;
      readonly by: 'rst' | 'icmp';
      readonly within?: Within;
    }
  /** The machine says that there is no way: ICMP host unreachable. */
  | { readonly kind: 'unreachable'; readonly cause: CauseCode; readonly packet: Header }
  | { readonly kind: 'dropped'; readonly cause: CauseCode; readonly within?: Within }
  /** It goes on to what the file does not describe. */
  | { readonly kind: 'left'; readonly packet: Header }
  | { readonly kind: 'undetermined'; readonly assumes: string };

/** What surrounds a passage: the network and the state of the stateful filters. */
export interface Surroundings {
  readonly network: Network;
  readonly flows: FlowBook;
}

/** Where the packet goes on, or how it ended. */
export type Crossed = { readonly kind: 'next'; readonly member: Member; readonly packet: Header } | Outcome;

/** Keys of stops that are lifted. */
export type Lifted = ReadonlySet<string>;

export const liftKey = (device: string, { stage, entry }: { readonly stage: string; readonly entry: string }): string =>
  `${device}\n${stage}\n${entry}`;

/** Whether two packets show the same, with what an ICMP error carries inside. */
function samePacket(a: Packet | undefined, b: Packet | undefined): boolean {
  if (!a || !b) return a === b;
  for (const key in a) if (key !== 'inner' && a[key as keyof Packet] !== b[key as keyof Packet]) return false;
  for (const key in b) if (a[key as keyof Packet] === undefined && b[key as keyof Packet] !== undefined) return false;
  return samePacket(a.inner, b.inner);
}

/** One packet on its way through one device: the packet as it is now, and the steps so far. */
export class Passage {
  readonly device: Device;
  readonly decider: Decider;
  readonly connections: Connections | undefined;
  /** Seed of everything random in this walk. */
  readonly seed: string;
  readonly draws: PortDraws;
  /** Addresses that a provider drew: what is known of them. */
  readonly drawnAddresses: Network['drawn'];
  readonly steps: Step[] = [];
  packet: Header;
  iif: string | undefined;
  oif: string | undefined;
  tracked: Tracked | undefined;
  /** Stops that do not count: the question is what would stop the packet next. */
  readonly #lifted: Lifted;

  constructor(
    device: Device,
    packet: Header,
    context: {
      readonly decider: Decider;
      readonly connections: Connections | undefined;
      readonly seed: string;
      readonly lifted: Lifted;
      readonly draws: PortDraws;
      readonly drawn: Network['drawn'];
    },
  ) {
    this.device = device;
    this.packet = packet;
    this.decider = context.decider;
    this.connections = context.connections;
    this.seed = context.seed;
    this.draws = context.draws;
    this.drawnAddresses = context.drawn;
    this.#lifted = context.lifted;
  }

  /** The packet as a trace shows it here and now. */
  shown(packet: Header = this.packet): Packet {
    const { tracked } = this;
    return show(packet, { ctstate: tracked?.state, connmark: tracked?.connection.mark });
  }

  /** Adds a step. One that names no element of the source comes from the device itself: its own tables. */
  add(step: Step): void {
    const { source } = this.device;
    this.steps.push(step.source !== undefined || source === undefined ? step : { ...step, source });
  }

  /** Does `change`, and adds the step with the packet before and after it, if that differs. */
  change(step: Omit<Step, 'before' | 'after'>, change: () => void): void {
    const { packet, tracked } = this;
    const [ctstate, connmark] = [tracked?.state, tracked?.connection.mark];
    change();
    const same =
      packet === this.packet && ctstate === this.tracked?.state && connmark === this.tracked?.connection.mark;
    if (same) {
      this.add(step);
      return;
    }
    const before = show(packet, { ctstate, connmark });
    const after = this.shown();
    const differs = !samePacket(before, after);
    this.add({ ...step, ...(differs ? { before, after } : {}) });
  }

  /** Ends the way here. */
  drop(step: { readonly stage: string; readonly entry: string } & Partial<Step>, cause: CauseCode): Outcome {
    this.add({ ...step, kind: 'drop', cause });
    if (this.tracked && this.connections) this.connections.forget(this.tracked.connection);
    return { kind: 'dropped', cause };
  }

  /** Ends the way here: what acts on the packet is not modelled. */
  unknown(why: string, step: Partial<Step> = {}): Outcome {
    this.add({ ...step, kind: 'filter', stage: 'not modelled', entry: why });
    return { kind: 'undetermined', assumes: why };
  }

  /** Ends the way here if something that is not modelled may act on the packet at this hook of the device. */
  meet(hook: MarkedHook): Outcome | undefined {
    const { unmodelled } = this.device;
    const mark = unmodelled?.find((each) => each.hook === hook && meets(each, this.packet, this.iif));
    return mark && this.unknown(mark.why);
  }

  /** Ends the way here, unless this stop is lifted: then the step says so, and the packet goes on. */
  stop(
    step: { readonly stage: string; readonly entry: string } & Partial<Step>,
    cause: CauseCode,
  ): Outcome | undefined {
    if (!this.#lifted.has(liftKey(this.device.id, step))) return this.drop(step, cause);
    this.add({ ...step, kind: 'filter', entry: `lifted: ${step.entry}` });
    return undefined;
  }

  /** The tracked connection, for steps that changed it. */
  get connectionText(): { readonly conntrack?: string } {
    return this.tracked ? { conntrack: showConnection(this.tracked.connection) } : {};
  }
}
