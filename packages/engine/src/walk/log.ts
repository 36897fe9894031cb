import { type Header, show } from '../network/header.ts';
import type { Device } from '../network/network.ts';
import type { Packet, Step } from '../trace/trace.ts';

/** A packet and what is known of its connection, at one moment. */
export interface Moment {
  readonly packet: Header;
  readonly ctstate: string | undefined;
  readonly connmark: number | undefined;
}

/** Whether two packets show the same, with what an ICMP error carries inside. */
function samePacket(a: Packet | undefined, b: Packet | undefined): boolean {
  if (!a || !b) return a === b;
  for (const key in a) if (key !== 'inner' && a[key as keyof Packet] !== b[key as keyof Packet]) return false;
  for (const key in b) if (a[key as keyof Packet] === undefined && b[key as keyof Packet] !== undefined) return false;
  return samePacket(a.inner, b.inner);
}

/**
 * What a packet's way through one device looks like, step by step. A walk that is asked for its verdict alone has no log:
 * whatever is written here is made of what was decided, and decides nothing.
 */
export class Log {
  readonly steps: Step[] = [];
  readonly #source: Device['source'];

  constructor({ source }: Device) {
    this.#source = source;
  }

  /** Adds a step. One that names no element of the source comes from the device itself: its own tables. */
  add(step: Step): void {
    const source = this.#source;
    this.steps.push(step.source !== undefined || source === undefined ? step : { ...step, source });
  }

  /** Adds a step that may have changed the packet: it has the packet before and after it, if they differ. */
  changed(from: Moment, to: Moment, step: Omit<Step, 'before' | 'after'>): void {
    if (from.packet === to.packet && from.ctstate === to.ctstate && from.connmark === to.connmark) {
      this.add(step);
      return;
    }
    const [before, after] = [show(from.packet, from), show(to.packet, to)];
    this.add(samePacket(before, after) ? step : { ...step, before, after });
  }
}
