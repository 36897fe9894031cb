import { type Header, sameTuple, swapped, type Tuple, tupleOf } from '../network/header.ts';

/** Flows that the stateful filters of one device's interfaces have let through, by interface. */
export class TrackedFlows {
  readonly #flows = new Map<string, Tuple[]>();

  /** Whether the packet belongs to a flow that passed here, in either direction; an ICMP error to the flow it is about. */
  has(place: string, packet: Header): boolean {
    const flows = this.#flows.get(place);
    if (!flows) return false;
    const wanted = packet.about ?? packet;
    const back = swapped(wanted);
    for (const flow of flows) if (sameTuple(flow, wanted) || sameTuple(flow, back)) return true;
    return false;
  }

  add(place: string, packet: Tuple): void {
    const flows = this.#flows.get(place);
    if (flows) flows.push(tupleOf(packet));
    else this.#flows.set(place, [tupleOf(packet)]);
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
