import type { Ip } from '../base/addr/index.ts';
import { hasPorts, type Protocol } from '../network/header.ts';
import type { Decider, Place } from './decider.ts';
import { fraction } from './fraction.ts';
import { countOf, holds, type PortRange, type PortSet, partsOf, portAt, shareIn, showPorts } from './port-set.ts';
import { drawn } from './random.ts';

/** How a system draws a port: from which range, and with which weight each. */
export interface PortSource {
  readonly range: PortRange;
  /**
   * `uniform`: each port alike. `even`: each even port alike, as connect() of TCP does while there are any
   * (inet_hashtables.c, __inet_hash_connect; 3,000 of 3,000 on Linux 6.18, where UDP drew both kinds alike). `modulo`: a number of 16 bits modulo the size of the range, as the kernel's NAT does
   * (nf_nat_core.c, nf_nat_l4proto_unique_tuple), which makes the first ports of the range likelier.
   */
  readonly how: 'uniform' | 'even' | 'modulo';
  /** What netk takes for granted about the draw; undefined: it is known. */
  readonly assumes?: string;
}

/** The ports that a Linux program gets which asks for none (net.ipv4.ip_local_port_range, its default). */
export const localPorts: PortRange = { from: 32768, to: 60999 };

/** The range from which the kernel's NAT draws for a source port (nf_nat_core.c; seen on Linux 6.18). */
export function natPorts(port: number): PortRange {
  if (port < 512) return { from: 1, to: 511 };
  return port < 1024 ? { from: 600, to: 1023 } : { from: 1024, to: 65535 };
}

/** How often of `total` a draw gives a port of the set. */
function weightOf(set: PortSet, { range, how }: PortSource): number {
  if (how === 'uniform') return countOf(set);
  if (how === 'even')
    return set.reduce((sum, { from, to }) => sum + Math.floor(to / 2) - Math.floor((from - 1) / 2), 0);
  const size = countOf([range]);
  const rest = 65536 % size;
  // the first `rest` ports of the range come once more than the others
  const often = set.flatMap(({ from, to }) =>
    from < range.from + rest ? [{ from, to: Math.min(to, range.from + rest - 1) }] : [],
  );
  return countOf(set) * Math.floor(65536 / size) + countOf(often);
}

interface End {
  readonly ip: Ip;
  readonly port: number;
}

interface Draw {
  /** The device that drew. */
  readonly at: string;
  readonly key: string;
  /** The ports that this run's port stands for. */
  readonly set: PortSet;
  /** Where the port is seen: the drawn end, and what later translations of its address made of it. */
  readonly ends: End[];
}

/** Which ranges of drawn ports matter to a question: learnt on one run, used on the next. */
export class PortCuts {
  readonly #cuts = new Map<string, PortRange[]>();
  /** Whether a run has learnt something that it did not know when it drew. */
  grown = false;

  get isEmpty(): boolean {
    return this.#cuts.size === 0;
  }

  of(key: string): readonly PortRange[] {
    return this.#cuts.get(key) ?? [];
  }

  add(key: string, cut: PortRange): void {
    this.#cuts.set(key, [...this.of(key), cut]);
    this.grown = true;
  }
}

/** The ports that are drawn on one run, each one of those that nothing on the way tells apart. */
export class PortDraws {
  readonly #cuts: PortCuts;
  /** Stops are lifted to see what comes behind them: nothing is learnt there. */
  readonly #learns: boolean;
  readonly #draws: Draw[] = [];

  constructor(cuts: PortCuts, learns: boolean) {
    this.#cuts = cuts;
    this.#learns = learns;
  }

  /**
   * Draws a port for an end. Where ranges matter the decider chooses between them, with their probabilities; which port of
   * the range is shown follows from `seed`, or is `usual`. Never one of `taken`.
   */
  draw(
    source: PortSource,
    at: Place,
    decider: Decider,
    of: { readonly ip: Ip; readonly seed: () => string; readonly usual?: number; readonly taken: readonly number[] },
  ): number {
    const key = `${at.id} ${this.#draws.reduce((count, each) => (each.at === at.id ? count + 1 : count), 0)}`;
    const cuts = this.#cuts.of(key);
    const parts =
      cuts.length === 0 ? [[source.range]] : partsOf(source.range, cuts).filter((set) => weightOf(set, source) > 0);
    const total = parts.length === 1 ? 1 : weightOf([source.range], source);
    const taken =
      parts.length === 1
        ? 0
        : decider.choose(
            'source port',
            at,
            'the connection',
            parts.map((set) => ({
              label: showPorts(set),
              probability: fraction(weightOf(set, source), total),
              ports: set,
              ...(source.assumes === undefined ? {} : { assumes: source.assumes }),
            })),
          );
    const set = parts[taken]!;
    const port = of.usual !== undefined && holds(set, of.usual) ? of.usual : shown(set, source, of);
    this.#draws.push({ at: at.id, key, set, ends: [{ ip: of.ip, port }] });
    return port;
  }

  /** The end has another address from here on, and the same port. */
  renamed(ip: Ip, port: number, asIp: Ip, asPort: number): void {
    const draw = this.#at(ip, port);
    if (draw && !isEndOf(draw, asIp, asPort)) draw.ends.push({ ip: asIp, port: asPort });
  }

  /** Whether the port of an end is a drawn one. */
  isDrawn = (ip: Ip, port: number): boolean => this.#at(ip, port) !== undefined;

  /** Something looks whether the port of an end lies in a range: if it may or may not, the ranges matter. */
  compared(ip: Ip, port: number, protocol: Protocol, range: PortRange): void {
    if (!this.#learns || !hasPorts(protocol)) return;
    const draw = this.#at(ip, port);
    if (draw && shareIn(draw.set, range) === 'some') this.#cuts.add(draw.key, range);
  }

  #at(ip: Ip, port: number): Draw | undefined {
    for (const draw of this.#draws) if (isEndOf(draw, ip, port)) return draw;
    return undefined;
  }
}

function isEndOf({ ends }: Draw, ip: Ip, port: number): boolean {
  for (const each of ends) if (each.port === port && each.ip === ip) return true;
  return false;
}

/** The port that stands for a set in the trace: one that the system may draw and that is not taken. */
function shown(
  set: PortSet,
  source: PortSource,
  { seed, taken }: { readonly seed: () => string; readonly taken: readonly number[] },
): number {
  const count = countOf(set);
  const first = drawn(seed()) % count;
  for (let i = 0; i < count; i++) {
    const port = portAt(set, (first + i) % count);
    if (!taken.includes(port) && weightOf([{ from: port, to: port }], source) > 0) return port;
  }
  return portAt(set, first);
}
