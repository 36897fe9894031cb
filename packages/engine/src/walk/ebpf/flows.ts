import { type Header, sameTuple, swapped, type Tuple, tupleOf } from '../../network/header.ts';

/** A flow that a program of eBPF translated: how its packets came, and how they were sent on. */
export interface TranslatedFlow {
  readonly from: Tuple;
  readonly to: Tuple;
  readonly by: 'services' | 'masquerade' | 'asked';
  /** What its packets say to the machine that they are for. */
  readonly asked?: Header['asked'];
}

/** What programs of one machine remember of flows: it is no part of netfilter's connections. */
export class EbpfFlows {
  readonly #flows: TranslatedFlow[] = [];
  readonly #delivered: Tuple[] = [];

  add(flow: TranslatedFlow): void {
    this.#flows.push(flow);
  }

  /** The flow that a packet goes on with. */
  sent(packet: Tuple, by: TranslatedFlow['by']): TranslatedFlow | undefined {
    return this.#flows.find((each) => each.by === by && sameTuple(each.from, packet));
  }

  /** The flow that a packet answers, or is an error about. */
  answered(packet: Header): TranslatedFlow | undefined {
    const asked = packet.about ?? swapped(packet);
    return this.#flows.find(({ to }) => sameTuple(to, asked));
  }

  /** A packet reached a pod of the machine: what the pod answers is no flow of its own. */
  deliver(packet: Header): void {
    if (!packet.about) this.#delivered.push(tupleOf(packet));
  }

  isAnswer(packet: Header): boolean {
    const asked = packet.about ?? swapped(packet);
    return this.#delivered.some((each) => sameTuple(each, asked));
  }
}

/** What programs of eBPF remember on all machines of one walk. */
export class EbpfBook {
  readonly #machines = new Map<string, EbpfFlows>();

  at(device: string): EbpfFlows {
    const known = this.#machines.get(device) ?? new EbpfFlows();
    this.#machines.set(device, known);
    return known;
  }
}
