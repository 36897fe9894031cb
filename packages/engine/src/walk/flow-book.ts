import { type Header, sameTuple, swapped, type Tuple, tupleOf } from '../network/header.ts';

/** Flows that the stateful filters of one device's interfaces have let through, by interface. */
export class TrackedFlows {
  readonly #flows = new Map<string, Tuple[]>();

  /** Whether the packet belongs to a flow that passed here, in either direction; an ICMP error to the flow it is about. */
  has(place: string, packet: Header): boolean {
    const wanted = packet.about ? tupleOf(packet.about) : packet;
    const back = swapped(wanted);
    return (this.#flows.get(place) ?? []).some((flow) => sameTuple(flow, wanted) || sameTuple(flow, back));
  }

  add(place: string, packet: Tuple): void {
    this.#flows.set(place, [...(this.#flows.get(place) ?? []), tupleOf(packet)]);
  }
}

/** The tracked flows of all devices of one walk. */
export class FlowBook {
  readonly #devices = new Map<string, TrackedFlows>();

  at(device: string): TrackedFlows {
    let flows = this.#devices.get(device);
    if (!flows) {
      flows = new TrackedFlows();
      this.#devices.set(device, flows);
    }
    return flows;
  }
}
