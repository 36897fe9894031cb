import type { Ip } from '../base/addr/index.ts';
import type { Interface, Link, Network } from '../network/network.ts';
import { type CompiledDevice, compiledOf } from './compiled-device.ts';

/** An interface on a segment, with its device. */
export class Member {
  readonly interface: Interface;
  readonly #network: Network;
  readonly #id: string;
  #device: CompiledDevice | undefined;

  constructor(network: Network, device: string, own: Interface) {
    this.#network = network;
    this.#id = device;
    this.interface = own;
  }

  /** Looked up when a packet goes there: most members of a large segment are never met. */
  get device(): CompiledDevice {
    this.#device ??= compiledOf(this.#network.devices.get(this.#id)!);
    return this.#device;
  }
}

export interface Segment {
  readonly l2: boolean;
  readonly byAddress: ReadonlyMap<Ip, Member>;
  readonly byMac: ReadonlyMap<string, Member>;
  readonly members: readonly Member[];
}

/** The segments of a network. One that was derived from another shares its links, but not its devices. */
export class Wires {
  readonly #network: Network;
  readonly #segments = new Map<Link, Segment>();
  readonly #of = new Map<Interface, Segment>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** The segment that an interface is on. */
  of(iface: Interface): Segment | undefined {
    const known = this.#of.get(iface);
    if (known || iface.link === undefined) return known;
    const link = this.#network.links.get(iface.link);
    if (!link) return undefined;
    const segment = this.#segments.get(link) ?? segmentOf(this.#network, link);
    this.#segments.set(link, segment);
    this.#of.set(iface, segment);
    return segment;
  }
}

const wires = new WeakMap<Network, Wires>();

/** The segments of a network, arranged by address. Made once for each network. */
export function wiresOf(network: Network): Wires {
  let known = wires.get(network);
  if (!known) {
    known = new Wires(network);
    wires.set(network, known);
  }
  return known;
}

function segmentOf(network: Network, link: Link): Segment {
  const byAddress = new Map<Ip, Member>();
  const byMac = new Map<string, Member>();
  const members: Member[] = [];
  for (const each of link.members) {
    const { devices } = network;
    const found =
      devices.interfaceOf?.(each.device, each.interface) ??
      devices.get(each.device)?.interfaces.find((other) => other.name === each.interface);
    if (!found) throw new Error(`link ${link.id}: no interface ${each.device} ${each.interface}`);
    const member = new Member(network, each.device, found);
    members.push(member);
    if (found.mac !== undefined) byMac.set(found.mac, member);
    for (const ip of found.answers) if (!byAddress.has(ip)) byAddress.set(ip, member);
  }
  return { l2: link.l2, byAddress, byMac, members };
}

/** The interface that a frame goes to. */
export interface Resolution {
  readonly member: Member;
  readonly mac?: string;
  /** The state of the neighbour's entry; undefined: there are no frames here. */
  readonly state?: 'PERMANENT' | 'REACHABLE';
}

/**
 * How a device finds the frame's destination for a next hop: its own table of neighbours first, then the segment's answer.
 * Undefined: nobody answers.
 */
export function resolve(
  segment: Segment,
  compiled: CompiledDevice,
  out: Interface,
  nextHop: Ip,
): Resolution | undefined {
  if (!segment.l2) {
    const other = segment.byAddress.get(nextHop) ?? segment.members.find((member) => member.device !== compiled);
    return other && { member: other };
  }
  const permanent = compiled.neighbour(out.name, nextHop);
  if (permanent) {
    const member = segment.byMac.get(permanent.mac);
    return member && { member, mac: permanent.mac, state: permanent.state };
  }
  const member = segment.byAddress.get(nextHop);
  if (!member || member.interface === out || member.interface.mac === undefined) return undefined;
  return { member, mac: member.interface.mac, state: 'REACHABLE' };
}
