import { type Header, sameTuple, swapped, type Tuple, tupleOf } from '../network/header.ts';

/** Flows that the stateful filters of one device's interfaces have let through, by interface. */
export class TrackedFlows {
  readonly #flows = new Map<string, Tuple[]>();

  /** Whether the packet belongs to a flow that passed here, in either direction; an ICMP error to the flow it is about. */
  has(place: string, packet: Header): boolean {
    return this.flowOf(place, packet) !== undefined;
  }

  /** The first packet of the flow that passed here, as it was, and whether this packet goes the same way. */
  flowOf(place: string, packet: Header): { readonly first: Tuple; readonly sameWay: boolean } | undefined {
    const flows = this.#flows.get(place);
    if (!flows) return undefined;
    const wanted = packet.about ?? packet;
    const back = swapped(wanted);
    for (const first of flows) {
      if (sameTuple(first, wanted)) return { first, sameWay: true };
      if (sameTuple(first, back)) return { first, sameWay: false };
    }
    return undefined;
  }

  /** Those over UDP have said nothing for too long. */
  forgetDatagrams(place: string): void {
    const flows = this.#flows.get(place);
    if (flows)
      this.#flows.set(
        place,
        flows.filter(({ protocol }) => protocol !== 'udp'),
      );
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

  /** By device. */
  get all(): ReadonlyMap<string, TrackedFlows> {
    return this.#devices;
  }

  at(device: string): TrackedFlows {
    let flows = this.#devices.get(device);
    if (!flows) {
      flows = new TrackedFlows();
      this.#devices.set(device, flows);
    }
    return flows;
  }
}
