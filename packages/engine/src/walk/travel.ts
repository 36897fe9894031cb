import type { Ip } from '../base/addr/index.ts';
import type { Header } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { PolicySkip } from '../network/policy.ts';
import { innermost } from '../network/tunnel.ts';
import type { PolicyDecision } from '../trace/policy.ts';
import type { Hop, Step } from '../trace/trace.ts';
import { type CompiledDevice, compiledOf } from './compiled-device.ts';
import { Connections } from './conntrack.ts';
import type { Decider } from './decider.ts';
import type { Bound } from './ebpf/flows.ts';
import { EbpfBook } from './ebpf/flows.ts';
import { FlowBook } from './flow-book.ts';
import type { Footprint } from './footprint.ts';
import { type Crossed, type HandedFlow, type Lifted, type Outcome, Passage, type Surroundings } from './passage.ts';
import { originate, receive } from './path.ts';
import type { HealthOf } from './pick.ts';
import { type PortCuts, PortDraws } from './port-draws.ts';
import { type Wires, wiresOf } from './wire.ts';

/** How a walk is made. */
export interface Manner {
  readonly decider: Decider;
  readonly cuts: PortCuts;
  readonly lifted?: Lifted;
  /** Whether its ways are described, step by step. */
  readonly described: boolean;
  readonly footprint?: Footprint | undefined;
  /** What runs of one walk find out once for all of them; undefined: it is the only one. */
  readonly shared?: Map<string, unknown> | undefined;
}

/** The state that a connection leaves behind in the network: packets of one walk share it. */
export class Journey implements Surroundings {
  network: Network;
  wires: Wires;
  readonly decider: Decider;
  readonly seed: () => string;
  readonly flows = new FlowBook();
  readonly ebpf = new EbpfBook();
  readonly lifted: Lifted;
  readonly draws: PortDraws;
  readonly described: boolean;
  readonly footprint: Footprint | undefined;
  readonly handed: HandedFlow[] = [];
  idle: number | undefined;
  nth = 1;
  readonly remembered = new Map<string, Map<Ip, string>>();
  readonly healthOf: HealthOf;
  readonly #connections = new Map<string, Connections>();

  constructor(
    network: Network,
    seed: () => string,
    { decider, cuts, lifted = none, described, footprint }: Manner,
    healthOf: HealthOf,
  ) {
    this.healthOf = healthOf;
    this.lifted = lifted;
    this.draws = new PortDraws(cuts, lifted.size === 0);
    this.network = network;
    this.wires = wiresOf(network);
    this.decider = decider;
    this.seed = footprint ? marked(seed, footprint) : seed;
    this.described = described;
    this.footprint = footprint;
  }

  /** Goes on in another state of its network: what devices have tracked stays. */
  moveTo(network: Network): void {
    this.network = network;
    this.wires = wiresOf(network);
  }

  /** What devices track, by their ids. */
  get tracking(): ReadonlyMap<string, Connections> {
    return this.#connections;
  }

  connectionsOf(device: Device): Connections | undefined {
    if (!device.conntrack) return undefined;
    let connections = this.#connections.get(device.id);
    if (!connections) {
      connections = new Connections();
      this.#connections.set(device.id, connections);
    }
    return connections;
  }
}

const none: Lifted = new Set();

/** The seed, and a mark where somebody takes it. */
const marked = (seed: () => string, footprint: Footprint) => () => {
  footprint.alone = true;
  return seed();
};

/** One device that a packet passed. */
export interface Passed {
  readonly device: Device;
  /** The interfaces by which it came in, was to go out, and went out. */
  readonly entered: string | undefined;
  readonly towards: string | undefined;
  readonly left: string | undefined;
  /** Its destination was changed here. */
  readonly redirected: boolean;
  /** Its bridge passed it from port to port, and no hook of netfilter saw it. */
  readonly switched?: boolean;
  /** What network policies decided here, in order. */
  readonly policies?: readonly PolicyDecision[] | undefined;
  /** Undefined: the way is not described. */
  readonly steps: readonly Step[] | undefined;
}

/** The way of one packet: what it passed, where it ended and how. */
export interface Travelled {
  readonly passed: readonly Passed[];
  readonly at: Device;
  /** The packet as it was sent. */
  readonly first: Header;
  readonly outcome: Outcome;
  /** Whether it reached the machine that it was for. */
  readonly arrived: boolean;
  /** The packet as its last device had it. */
  readonly last: Header;
}

/** Where a packet begins: which program sends it, and how. */
export interface Start {
  readonly device: Device;
  readonly packet: Header;
  readonly entry: () => string;
  readonly random: boolean;
  /** Set where a relay opens its own connection: the steps with which it chose to whom. */
  readonly relayed?: { readonly chosen: readonly Step[] } | undefined;
  /** Its socket is bound to somebody else than the program asked for. */
  readonly bound?: Bound | undefined;
  /** A program of eBPF sends it, by the interface that the packet came in by which it is about. */
  readonly reflected?: string | undefined;
  /** Policies about its sender that nobody asks. */
  readonly skip?: PolicySkip | undefined;
}

/** More devices than any real path has: a loop that the TTL would end anyway. */
const mostHops = 128;

/**
 * Sends one packet and follows it until it ends. `arrive` says what a packet meets that has reached the machine it was
 * for: a listening socket, or the program that waits for the answer.
 */
export function travel(
  journey: Journey,
  start: Start,
  arrive: (passage: Passage, packet: Header) => Outcome,
): Travelled {
  const passed: Passed[] = [];
  const way = { passed, first: start.packet };
  const { met } = journey.decider;
  let { device } = start;
  met.add(device.id);
  let { dst } = innermost(start.packet);
  let arrived = false;
  let passage = new Passage(journey, compiledOf(device), start.packet);
  if (passage.log) for (const step of start.relayed?.chosen ?? []) passage.log.add(step);
  let crossed: Crossed = originate(passage, {
    ...start,
    kind: start.relayed ? 'connect' : 'originate',
  });
  for (;;) {
    if (crossed.kind === 'delivered') {
      arrived = true;
      crossed = arrive(passage, crossed.packet);
    }
    const { entered, towards, left, log, switched, decisions: policies } = passage;
    const { packet: last } = passage;
    passed.push({
      device,
      entered,
      towards,
      left,
      redirected: innermost(last).dst !== dst,
      switched,
      policies,
      steps: log?.steps,
    });
    if (crossed.kind !== 'next') return { ...way, at: device, outcome: crossed, arrived, last };
    if (passed.length >= mostHops)
      return { ...way, at: device, outcome: { kind: 'dropped', cause: 'TTL' }, arrived, last };
    dst = innermost(crossed.packet).dst;
    const next: CompiledDevice = crossed.member.device;
    device = next.device;
    met.add(device.id);
    passage = new Passage(journey, next, crossed.packet);
    crossed = receive(passage, crossed.member.interface);
  }
}

/** The devices of a described way, with their steps. */
export const hopsOf = ({ passed }: Travelled): readonly Hop[] =>
  passed.map(({ device: { name: device, id, kind, zone, source }, steps = [] }): Hop => {
    // a traced packet has many: spreads cost more than all that is put into one
    if (zone === undefined)
      return source === undefined ? { device, id, kind, steps } : { device, id, kind, steps, source };
    return source === undefined ? { device, id, kind, zone, steps } : { device, id, kind, zone, steps, source };
  });
