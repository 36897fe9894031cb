import type { Header } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Hop } from '../trace/trace.ts';
import { Connections } from './conntrack.ts';
import { originate, receive } from './cross-device.ts';
import type { Decider } from './decider.ts';
import { FlowBook } from './flow-book.ts';
import { type Crossed, type Lifted, type Outcome, Passage } from './passage.ts';
import { type PortCuts, PortDraws } from './port-draws.ts';

/** The state that a connection leaves behind in the network: packets of one walk share it. */
export class Journey {
  readonly network: Network;
  readonly decider: Decider;
  readonly seed: string;
  readonly flows = new FlowBook();
  readonly lifted: Lifted;
  readonly draws: PortDraws;
  readonly #connections = new Map<string, Connections>();

  constructor(network: Network, decider: Decider, seed: string, cuts: PortCuts, lifted: Lifted) {
    this.lifted = lifted;
    this.draws = new PortDraws(cuts, lifted.size === 0);
    this.network = network;
    this.decider = decider;
    this.seed = seed;
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

/** The way of one packet: its hops, where it ended and how. */
export interface Travelled {
  readonly hops: readonly Hop[];
  readonly at: Device;
  readonly outcome: Outcome;
}

/** More devices than any real path has: a loop that the TTL would end anyway. */
const mostHops = 128;

/**
 * Sends one packet and follows it until it ends. `arrive` says what a packet meets that has reached the machine it was
 * for: a listening socket, or the program that waits for the answer.
 */
export function travel(
  journey: Journey,
  start: { readonly device: Device; readonly packet: Header; readonly entry: string; readonly random: boolean },
  arrive: (passage: Passage, packet: Header) => Outcome,
): Travelled {
  const hops: Hop[] = [];
  let device = start.device;
  let passage = new Passage(device, start.packet, contextOf(journey, device));
  let crossed: Crossed = originate(passage, journey, start.entry, start.random);
  for (;;) {
    if (crossed.kind === 'delivered') crossed = arrive(passage, crossed.packet);
    hops.push({
      device: device.name,
      id: device.id,
      kind: device.kind,
      steps: passage.steps,
      ...(device.source === undefined ? {} : { source: device.source }),
    });
    if (crossed.kind !== 'next') return { hops, at: device, outcome: crossed };
    if (hops.length >= mostHops) return { hops, at: device, outcome: { kind: 'dropped', cause: 'TTL' } };
    device = crossed.member.device;
    passage = new Passage(device, crossed.packet, contextOf(journey, device));
    crossed = receive(passage, crossed.member.interface, journey);
  }
}

const contextOf = (journey: Journey, device: Device) => ({
  decider: journey.decider,
  connections: journey.connectionsOf(device),
  seed: journey.seed,
  lifted: journey.lifted,
  draws: journey.draws,
  drawn: journey.network.drawn,
});
