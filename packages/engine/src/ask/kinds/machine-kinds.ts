import type { Ip } from '../../base/addr/index.ts';
import type { Work } from '../../base/work.ts';
import type { RuleList } from '../../network/netfilter.ts';
import type { Device, Network } from '../../network/network.ts';
import { type Segment, wiresOf } from '../../walk/wire.ts';
import { Atoms } from './atoms.ts';
import { homeOf, identifiersOf, interfaceOf } from './device-text.ts';
import { type Identifier, Labels, type Layer } from './labels.ts';
import type { Like, Machine } from './machine.ts';
import { numberOf } from './numbers.ts';
import { Said } from './said.ts';
import { type Context, Writer } from './writer.ts';

/** What walks of members have shown to matter: it only grows. */
export interface Seen {
  /** Chains of members and of where they live, by table and name. */
  readonly chains: Set<string>;
  readonly links: Set<string>;
  /** Addresses that packets have had, which were those of neither end nor of where the ends live. */
  readonly constants: Set<Ip>;
  /** Devices on the way that were neither an end nor where one lives, with the chains that were looked at. */
  readonly devices: Map<Device, Set<RuleList>>;
  /** Devices that are not like any other. */
  readonly singles: Set<string>;
}

export const nothingSeen = (): Seen => ({
  chains: new Set(),
  links: new Set(),
  constants: new Set(),
  devices: new Map(),
  singles: new Set(),
});

/** A segment that walks have looked at. */
interface LookedAt {
  readonly link: string;
  readonly segment: Segment;
  /** Who is on it, where frames are not modelled. */
  readonly hears?: ReadonlySet<string>;
}

/** A machine, and where it lives. */
export interface Placed {
  readonly device: string;
  readonly home: string | undefined;
}

/** Machines of one step. */
export const stepOf = 100;
export const unknownShare = { branches: 0, share: 0 } as const;

/** What the words of an expectation say of a device with its addresses: machines that it tells apart are of two kinds. */
export type Standing = (device: Device, addresses: readonly Ip[]) => string;

/** The machines of the members of two sets, and what they can be told apart by. */
export class Machines {
  readonly #network: Network;
  readonly #standing: Standing;
  readonly #like: Like;
  readonly #machines = new Map<string, Machine>();
  readonly #identifiers = new Map<Device, ReadonlyMap<Identifier, string>>();
  readonly #owners = new Map<Identifier, Placed>();
  /** Whatever is called something in a text. */
  readonly #named = new Set<Identifier>();
  /** Devices that share an address with another one. */
  readonly #double = new Set<string>();
  readonly #contested = new Set<Identifier>();
  /** What was seen when kinds were last told apart. */
  #asked: { readonly atoms: Atoms; readonly segments: readonly LookedAt[] } | undefined;

  private constructor(network: Network, standing: Standing, like: Like) {
    this.#network = network;
    this.#like = like;
    this.#standing = standing;
  }

  /** The machines with these ids, in steps; `others` have addresses that are told from those of everybody else. */
  static *of(
    network: Network,
    ids: Iterable<string>,
    standing: Standing,
    like: Like = () => undefined,
    others: ReadonlyMap<Ip, Placed> = new Map(),
  ): Work<Machines> {
    const machines = new Machines(network, standing, like);
    for (const id of ids) {
      const device = network.devices.get(id)!;
      const home = homeOf(network, device);
      machines.#machines.set(id, { device, home });
      if (machines.#machines.size % stepOf === 0) yield unknownShare;
    }
    machines.#ownAll(others);
    return machines;
  }

  #ownAll(others: ReadonlyMap<Ip, Placed>): void {
    for (const { device, home } of this.#machines.values()) {
      this.#own(device, home?.device.id);
      if (home) {
        this.#own(home.device, undefined);
        this.#owners.set(home.link, { device: device.id, home: home.device.id });
        this.#named.add(home.link).add(home.interface);
        const mac = interfaceOf(home.device, home.interface)?.mac;
        if (mac !== undefined) this.#named.add(mac);
      }
    }
    for (const [ip, placed] of others) this.#claim(ip, placed);
    // an address of two machines is that of neither
    for (const value of this.#contested) this.#owners.delete(value);
  }

  #own(device: Device, home: string | undefined): void {
    if (this.#identifiers.has(device)) return;
    const own = identifiersOf(device);
    this.#identifiers.set(device, own);
    for (const value of own.keys()) this.#claim(value, { device: device.id, home });
  }

  #claim(value: Identifier, placed: Placed): void {
    const other = this.#owners.get(value);
    if (other?.device === placed.device) return;
    this.#named.add(value);
    if (other) {
      this.#double.add(other.device).add(placed.device);
      this.#contested.add(value);
    }
    this.#owners.set(value, placed);
  }

  get(id: string): Machine {
    return this.#machines.get(id)!;
  }

  /** The same of an id that may be none of them. */
  find(id: string): Machine | undefined {
    return this.#machines.get(id);
  }

  /** Who has an identifier. */
  ownerOf(value: Identifier): string | undefined {
    return this.#owners.get(value)?.device;
  }

  /** What an identifier is at its device. */
  labelOf(device: string, value: Identifier): string | undefined {
    const machine = this.#machines.get(device);
    return machine && this.#identifiers.get(machine.device)?.get(value);
  }

  /** Whether a device is one of the machines, or where one lives. */
  has(device: Device): boolean {
    return this.#identifiers.has(device);
  }

  /** The kind of each machine, as a text: machines of equal texts are told apart by nothing that was seen. */
  *kinds(seen: Seen): Work<ReadonlyMap<string, string>> {
    const { singles } = seen;
    for (const id of this.#double) singles.add(id);
    const atoms = new Atoms();
    const context: Context = {
      atoms,
      owners: this.#owners,
      identifiers: this.#named,
      constants: seen.constants,
      common: new Map(),
      single: (id) => singles.add(id),
    };
    const written = new Said({
      ...{ network: this.#network, context, looked: seen },
      like: (id) => (this.#double.has(id) ? undefined : this.#like(id)),
      layerOf: (device, prefix) => this.#layerOf(device, prefix),
    });
    const said = new Map<string, string>();
    for (const [id, machine] of this.#machines) {
      said.set(id, written.of(machine));
      if (said.size % stepOf === 0) yield unknownShare;
    }
    this.#survey(seen, context);
    const segments = this.#segmentsOf(seen);
    this.#asked = { atoms, segments };
    const numbers = new Map<unknown, number>();
    const columns = new Map<Device, string>();
    const columnOf = (device: Device): string => {
      let column = columns.get(device);
      if (column === undefined) {
        column = numberOf(numbers, this.#column(device, atoms, segments));
        columns.set(device, column);
      }
      return column;
    };
    const kinds = new Map<string, string>();
    for (const [id, { device, home }] of this.#machines) {
      const parts = [said.get(id)!, columnOf(device)];
      if (home) parts.push(columnOf(home.device), atoms.ofName(home.interface));
      for (const each of [device, ...(home ? [home.device] : [])]) if (singles.has(each.id)) parts.push(each.id);
      kinds.set(id, parts.join(' '));
    }
    return kinds;
  }

  /** The labels of a device's identifiers: those that it alone has. */
  #layerOf(device: Device, prefix: string): Layer {
    const all = this.#identifiers.get(device)!;
    if (!this.#double.has(device.id)) return { prefix, of: all };
    const own = [...all].filter(([value]) => this.#owners.get(value)?.device === device.id);
    return { prefix, of: new Map(own) };
  }

  /** Goes through what is on the way and the same for all, for what it asks of addresses and whom it names. */
  #survey({ devices }: Seen, context: Context): void {
    for (const [device, chains] of devices) {
      const writer = new Writer(context, Labels.none, device.id);
      const { ruleset: _, name: _n, ...rest } = device;
      writer.write(rest);
      for (const chain of chains) writer.write(chain);
    }
  }

  /** The segments that were looked at, but for those of one machine alone. */
  #segmentsOf({ links }: Seen): readonly LookedAt[] {
    const wires = wiresOf(this.#network);
    return [...links].flatMap((link) => {
      if (this.#owners.has(link)) return [];
      const segment = wires.of({ name: '', addresses: [], answers: [], link });
      if (!segment) return [];
      const members = segment.l2 ? undefined : this.#network.links.get(link)?.members;
      return [{ link, segment, ...(members ? { hears: new Set(members.map(({ device }) => device)) } : {}) }];
    });
  }

  /** What everything that was seen says of an address of a machine that need be none of these. */
  addressed(ip: Ip, { device, home }: Placed): string {
    if (!this.#asked) return '';
    const { atoms, segments } = this.#asked;
    const parts = [atoms.ofAddress(this.#network, ip)];
    for (const { link, segment, hears } of segments) {
      const found = segment.at(ip);
      if (found) parts.push(`${link}: ${roleOf(found.id, device, home)} ${found.interface.name}`);
      if (hears?.has(device)) parts.push(device);
    }
    return parts.join(' ');
  }

  /** What everything that was seen says of the addresses of a device. */
  #column(device: Device, atoms: Atoms, segments: readonly LookedAt[]): string {
    const labels = this.#identifiers.get(device)!;
    const values = [...labels.keys()];
    const addresses = values.filter((value) => typeof value !== 'string');
    const parts = addresses.map((ip) => atoms.ofAddress(this.#network, ip));
    for (const { link, segment, hears } of segments) {
      for (const value of values) {
        const found =
          typeof value !== 'string' ? segment.at(value) : value === device.id ? undefined : segment.withMac(value);
        if (!found) continue;
        const role = roleOf(found.id, device.id, this.#machines.get(device.id)?.home?.device.id);
        parts.push(`${link} ${labels.get(value)}: ${role} ${found.interface.name}`);
      }
      // who is at the other end is not told by an address
      if (hears?.has(device.id)) parts.push(device.id);
    }
    return [...parts, this.#standing(device, addresses)].join(' ');
  }
}

const roleOf = (found: string, device: string, home: string | undefined): string =>
  found === device ? 'self' : found === home ? 'home' : found;
