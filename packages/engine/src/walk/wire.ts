import { contains, type Ip, LongestMatch } from '../base/addr/index.ts';
import type { Device, Interface, Link, Network } from '../network/network.ts';
import { type CompiledDevice, compiledOf } from './compiled-device.ts';

/** An interface on a segment, with its device. */
export class Member {
  readonly interface: Interface;
  readonly #network: Network;
  /** Of its device. */
  readonly id: string;
  #device: CompiledDevice | undefined;

  constructor(network: Network, device: string, own: Interface) {
    this.#network = network;
    this.id = device;
    this.interface = own;
  }

  /** Looked up when a packet goes there: most members of a large segment are never met. */
  get device(): CompiledDevice {
    this.#device ??= compiledOf(this.#network.devices.get(this.id)!);
    return this.#device;
  }
}

/** Segments of so many addresses are looked through: each of ten thousand pods has one of two or three. */
const few = 8;

/** Interfaces that hear each other. */
export class Segment {
  readonly l2: boolean;
  readonly members: readonly Member[];
  readonly #isSmall: boolean;
  #byAddress: ReadonlyMap<Ip, Member> | undefined;
  #byBlock: LongestMatch<Member> | undefined;
  #byMac: ReadonlyMap<string, Member> | undefined;

  constructor(l2: boolean, members: readonly Member[]) {
    this.l2 = l2;
    this.members = members;
    this.#isSmall =
      members.length <= few && members.reduce((sum, { interface: { answers } }) => sum + answers.length, 0) <= few;
  }

  /** The first one that answers for an address. */
  at(ip: Ip): Member | undefined {
    if (!this.#isSmall) {
      this.#byAddress ??= byAddress(this.members);
      this.#byBlock ??= byBlock(this.members);
      return this.#byAddress.get(ip) ?? this.#byBlock.get(ip);
    }
    for (const member of this.members) if (member.interface.answers.includes(ip)) return member;
    for (const member of this.members) if (member.interface.blocks?.some((block) => contains(block, ip))) return member;
    return undefined;
  }

  /** The last one that has a MAC. */
  withMac(mac: string): Member | undefined {
    if (!this.#isSmall) {
      this.#byMac ??= new Map(
        this.members.flatMap((each) => (each.interface.mac === undefined ? [] : [[each.interface.mac, each] as const])),
      );
      return this.#byMac.get(mac);
    }
    for (let i = this.members.length - 1; i >= 0; i--)
      if (this.members[i]!.interface.mac === mac) return this.members[i];
    return undefined;
  }
}

/** What is around a bridge: everybody who hears what is sent into it, the bridge itself among them. */
export class BridgedSegment extends Segment {
  readonly #ports: ReadonlyMap<Member, Interface>;
  /** The ends of the lines of its ports, by the link: who sends on such a line sends to this one. */
  readonly entries: ReadonlyMap<string, Member>;

  constructor(ports: ReadonlyMap<Member, Interface>, bridge: Member, entries: ReadonlyMap<string, Member>) {
    super(true, [bridge, ...ports.keys()]);
    this.#ports = ports;
    this.entries = entries;
  }

  /** The port behind which somebody is; undefined: it is the bridge itself. */
  portTo(member: Member): Interface | undefined {
    return this.#ports.get(member);
  }
}

function byAddress(members: readonly Member[]): ReadonlyMap<Ip, Member> {
  const found = new Map<Ip, Member>();
  for (const member of members) for (const ip of member.interface.answers) if (!found.has(ip)) found.set(ip, member);
  return found;
}

function byBlock(members: readonly Member[]): LongestMatch<Member> {
  const found = new LongestMatch<Member>();
  for (const member of members) for (const block of member.interface.blocks ?? []) found.set(block, member);
  return found;
}

/** The segments of a network. One that was derived from another shares its links, but not its devices. */
export class Wires {
  readonly #network: Network;
  readonly #segments = new Map<Link, Segment>();
  readonly #of = new Map<Interface, Segment>();
  /** By device and name of the bridge. */
  readonly #bridges = new Map<string, BridgedSegment>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** The segment that an interface is on: that of the whole bridge, where its line ends at a port of one. */
  of(iface: Interface): Segment | undefined {
    const known = this.#of.get(iface);
    if (known || iface.link === undefined) return known;
    const link = this.#network.links.get(iface.link);
    if (!link) return undefined;
    const segment = this.#segments.get(link) ?? this.#segmentOf(link);
    this.#segments.set(link, segment);
    this.#of.set(iface, segment);
    return segment;
  }

  /** The segment of a bridge of a device. */
  ofBridge({ device }: CompiledDevice, name: string): BridgedSegment {
    const key = `${device.id} ${name}`;
    const known = this.#bridges.get(key) ?? bridgedSegment(this.#network, device, name);
    this.#bridges.set(key, known);
    return known;
  }

  #segmentOf(link: Link): Segment {
    const members = membersOf(this.#network, link);
    const entry = members.find((member) => member.interface.port);
    return entry ? this.ofBridge(entry.device, entry.interface.port!.of) : new Segment(link.l2, members);
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

function membersOf(network: Network, link: Link): readonly Member[] {
  const { devices } = network;
  return link.members.map((each) => {
    const found =
      devices.interfaceOf?.(each.device, each.interface) ??
      devices.get(each.device)?.interfaces.find((other) => other.name === each.interface);
    if (!found) throw new Error(`link ${link.id}: no interface ${each.device} ${each.interface}`);
    return new Member(network, each.device, found);
  });
}

function bridgedSegment(network: Network, device: Device, name: string): BridgedSegment {
  const bridge = device.interfaces.find((each) => each.name === name);
  if (!bridge?.bridge) throw new Error(`${device.name}: no bridge ${name}`);
  const ports = new Map<Member, Interface>();
  const entries = new Map<string, Member>();
  for (const port of device.interfaces) {
    const link = port.port?.of === name && port.link !== undefined ? network.links.get(port.link) : undefined;
    if (!link) continue;
    for (const member of membersOf(network, link))
      if (member.interface === port) entries.set(link.id, member);
      else ports.set(member, port);
  }
  return new BridgedSegment(ports, new Member(network, device.id, bridge), entries);
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
    const other = segment.at(nextHop) ?? segment.members.find((member) => member.device !== compiled);
    return other && { member: other };
  }
  const permanent = compiled.neighbour(out.name, nextHop);
  if (permanent) {
    const member = segment.withMac(permanent.mac);
    return member && { member, mac: permanent.mac, state: permanent.state };
  }
  const member = segment.at(nextHop);
  if (!member || member.interface === out || member.interface.mac === undefined) return undefined;
  return { member, mac: member.interface.mac, state: 'REACHABLE' };
}
