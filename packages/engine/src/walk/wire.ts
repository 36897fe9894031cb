import type { Ip } from '../base/addr/index.ts';
import type { Device, Interface, Link, Network } from '../network/network.ts';
import type { CompiledDevice } from './compiled-device.ts';

/** An interface on a segment, with its device. */
export class Member {
  readonly interface: Interface;
  readonly #network: Network;
  readonly #device: string;

  constructor(network: Network, device: string, own: Interface) {
    this.#network = network;
    this.#device = device;
    this.interface = own;
  }

  /** Looked up when a packet goes there: most members of a large segment are never met. */
  get device(): Device {
    return this.#network.devices.get(this.#device)!;
  }
}

interface Segment {
  readonly byAddress: ReadonlyMap<Ip, Member>;
  readonly byMac: ReadonlyMap<string, Member>;
  readonly members: readonly Member[];
}

/** By network: one that was derived from another shares its links, but not its devices. */
const segments = new WeakMap<Network, Map<Link, Segment>>();

function segmentOf(network: Network, link: Link): Segment {
  const known = segments.get(network) ?? new Map<Link, Segment>();
  segments.set(network, known);
  let segment = known.get(link);
  if (!segment) {
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
    segment = { byAddress, byMac, members };
    known.set(link, segment);
  }
  return segment;
}

export function linkOf(network: Network, iface: Interface): Link | undefined {
  return iface.link === undefined ? undefined : network.links.get(iface.link);
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
  network: Network,
  compiled: CompiledDevice,
  out: Interface,
  nextHop: Ip,
): Resolution | undefined {
  const link = linkOf(network, out);
  if (!link) return undefined;
  const segment = segmentOf(network, link);
  if (!link.l2) {
    const other = segment.byAddress.get(nextHop) ?? segment.members.find((member) => member.device !== compiled.device);
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
