import type { Ip } from '../../base/addr/index.ts';
import type { Ebpf, Frontend } from '../../network/ebpf.ts';
import type { Ipvs, VirtualServer } from '../../network/ipvs.ts';
import { chainKey, hooks, tables } from '../../network/netfilter.ts';
import { type Device, type Interface, isDummy, type Network } from '../../network/network.ts';
import { exactIn, type PartedList, type Placed, partedOnce } from './exact-list.ts';
import type { Identifier, Labels, Layer } from './labels.ts';
import { type Context, Writer } from './writer.ts';

/** What walks have looked at, of devices that are no constants. */
export interface Looked {
  /** Chains that rules lead to, by table and name. */
  readonly chains: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

/** Chains at hooks: whether a device has one is looked up whatever it says. */
const atHooks: readonly string[] = tables.flatMap((table) => hooks.map((hook) => chainKey(table, hook)));

const isLoopback = (ip: Ip): boolean => (typeof ip === 'number' ? ip >>> 24 === 127 : ip === 1n);

/** The identifiers of a device by which others may know it, each with what it is there. */
export function identifiersOf({ id, interfaces }: Device): ReadonlyMap<Identifier, string> {
  const out = new Map<Identifier, string>([[id, 'id']]);
  let at = 0;
  for (const each of interfaces) {
    const { addresses, mac } = each;
    if (addresses.length === 0 || isDummy(each)) continue;
    addresses.forEach(({ ip }, i) => {
      if (!isLoopback(ip)) out.set(ip, `address.${at}.${i}`);
    });
    if (mac !== undefined) out.set(mac, `mac.${at}`);
    at++;
  }
  return out;
}

const interfacesOf = new WeakMap<Device, ReadonlyMap<string, Interface>>();

/** The first interface of a device with a name: that of a node is looked up for each of its pods. */
export function interfaceOf(device: Device, name: string): Interface | undefined {
  let known = interfacesOf.get(device);
  if (!known) {
    known = new Map(device.interfaces.toReversed().map((each) => [each.name, each]));
    interfacesOf.set(device, known);
  }
  return known.get(name);
}

/** The device where another one is attached: at the other end of a link that the two have for themselves. */
export interface Home {
  readonly device: Device;
  /** The interface there. */
  readonly interface: string;
  readonly link: string;
}

/** Where a machine that is no node itself lives: on the node that it has a link with. */
export function homeOf({ devices, links }: Network, { id, kind, interfaces }: Device): Home | undefined {
  if (kind === 'node') return undefined;
  for (const { link } of interfaces) {
    const members = link === undefined ? undefined : links.get(link)?.members;
    if (link === undefined || members?.length !== 2) continue;
    const other = members.find((each) => each.device !== id);
    const device = other && devices.get(other.device);
    if (device?.kind === 'node') return { device, interface: other!.interface, link };
  }
  return undefined;
}

/**
 * A device as a text without what concerns other machines alone: items that ask for an address that no packet of a member
 * has, links to others. What concerns one machine that lives on it is told apart (`about`).
 */
export class DeviceText {
  readonly text: string;
  readonly #device: Device;
  readonly #network: Network;
  readonly #context: Context;
  readonly #labels: Labels;
  readonly #lists: { readonly name: string; readonly list: PartedList<unknown> }[] = [];
  readonly #writer: Writer;

  constructor(network: Network, device: Device, labels: Labels, context: Context, looked: Looked) {
    this.#device = device;
    this.#network = network;
    this.#context = context;
    this.#labels = labels;
    this.#writer = new Writer(context, labels, device.id);
    this.text = this.#all(looked);
  }

  #all(looked: Looked): string {
    const { rules, tables: routes, neighbours, ruleset, interfaces, name: _, source: _s, ...more } = this.#device;
    const { ipsets, ipvs, ebpf, six, ...rest } = more;
    const parts = [
      this.#list('rules', partedOnce(rules, exactIn.rule)),
      ...[...routes].map(([name, table]) => this.#list(`table ${name}`, partedOnce(table, exactIn.route))),
      this.#list('neighbours', partedOnce(neighbours, exactIn.neighbour)),
    ];
    const keys = new Set([...atHooks, ...looked.chains]);
    for (const [family, of] of [
      ['', ruleset],
      ['6 ', six?.ruleset],
    ] as const)
      for (const key of of ? keys : []) {
        const chain = of?.get(key);
        if (!chain) continue;
        const { rules: filters, ...other } = chain;
        parts.push(this.#writer.write(other), this.#list(`${family}${key}`, partedOnce(filters, exactIn.filter)));
      }
    if (six) parts.push(`${six.forwarding} ${this.#list('6 rules', partedOnce(six.rules ?? [], exactIn.rule))}`);
    for (const { name, type, elements } of ipsets ?? [])
      parts.push(`${type} ${this.#list(name, partedOnce(elements, exactIn.element))}`);
    if (ipvs) parts.push(this.#list('ipvs', partedOnce(virtualServers(ipvs), exactIn.virtual)));
    if (ebpf) parts.push(...this.#programs(ebpf));
    parts.push(this.#writer.write(rest));
    // links of others come last: what names one of them keeps it
    for (const each of interfaces) if (this.#isKept(each, looked)) parts.push(this.#writer.item(each));
    return parts.join('\n');
  }

  /** Programs of eBPF and their maps; those at links of pods are all the same. */
  #programs(ebpf: Ebpf): readonly string[] {
    const { services, endpoints, tc, ...rest } = ebpf;
    const { frontends, pods } = listedOf(ebpf);
    const links = new Set(endpoints.values());
    const [atPod] = [...tc].filter(([name]) => links.has(name)).map(([, programs]) => programs);
    return [
      this.#list('frontends', partedOnce(frontends, exactIn.frontend)),
      this.#list('endpoints', partedOnce(pods, exactIn.endpoint)),
      this.#writer.write([rest, services.nodePorts, services.unmodelled, atPod]),
      this.#writer.write([...tc].filter(([name]) => !links.has(name))),
    ];
  }

  /** An interface to another machine alone: nothing leads there but what concerns that machine. */
  #isKept(each: Interface, looked: Looked): boolean {
    const { name, addresses, link } = each;
    // its addresses are those of the table local
    if (isDummy(each)) return false;
    // a program takes its address from the first
    if (this.#device.interfaces.find((other) => other.name !== 'lo') === each) return true;
    if (addresses.length > 0 || link === undefined || looked.links.has(link) || this.#writer.names.has(name))
      return true;
    return this.#network.links.get(link)?.members.length !== 2;
  }

  #list<T>(name: string, list: PartedList<T>): string {
    this.#lists.push({ name, list });
    const { owners, constants } = this.#context;
    const { id } = this.#device;
    const parts = list.all.map((each) => this.#writer.item(each));
    const own = (ip: Ip): boolean => {
      if (constants.has(ip) || this.#labels.has(ip)) return true;
      const owner = owners.get(ip);
      return owner !== undefined && owner.device !== id && owner.home !== id;
    };
    const asked = list.exact.size < owners.size ? list.exact.keys() : [...constants, ...owners.keys()];
    for (const ip of asked)
      if (typeof ip !== 'string' && list.exact.has(ip) && own(ip))
        parts.push(placed(this.#writer, list.exact.get(ip)!));
    return `${name}: ${parts.join('; ')}`;
  }

  /** What the device has for one machine that lives on it, which is known by these identifiers. */
  about(identifiers: readonly Layer[], at: string): string {
    const writer = new Writer(this.#context, this.#labels.with(...identifiers), this.#device.id);
    const own = interfaceOf(this.#device, at);
    const parts = own ? [writer.write(own)] : [];
    const done: Ip[] = [];
    for (const { of } of identifiers)
      for (const ip of of.keys()) {
        if (typeof ip === 'string' || done.includes(ip)) continue;
        done.push(ip);
        for (const listed of this.#exact.get(ip) ?? []) parts.push(`${listed.name}: ${placed(writer, listed.own)}`);
        for (const set of this.#sets) parts.push(set.has(ip) ? '1' : '0');
      }
    return parts.join('\n');
  }

  /** What the lists have under each address, in their order: a node is asked for each of its guests. */
  get #exact(): ReadonlyMap<Ip, readonly Listed[]> {
    if (!this.#byAddress) {
      this.#byAddress = new Map();
      for (const { name, list } of this.#lists)
        for (const [ip, own] of list.exact) {
          const listed = this.#byAddress.get(ip);
          if (listed) listed.push({ name, own });
          else this.#byAddress.set(ip, [{ name, own }]);
        }
    }
    return this.#byAddress;
  }

  #byAddress: Map<Ip, Listed[]> | undefined;

  get #sets(): readonly ReadonlySet<Ip>[] {
    this.#found ??= this.#writer.sets.map((each) => new Set(each));
    return this.#found;
  }

  #found: readonly ReadonlySet<Ip>[] | undefined;
}

/** What one list has under an address. */
interface Listed {
  readonly name: string;
  readonly own: readonly Placed<unknown>[];
}

interface ListedEbpf {
  readonly frontends: readonly Frontend[];
  readonly pods: readonly (readonly [Ip, string])[];
}

const listedEbpf = new WeakMap<Ebpf, ListedEbpf>();

function listedOf(ebpf: Ebpf): ListedEbpf {
  const lists = listedEbpf.get(ebpf) ?? {
    frontends: [...ebpf.services.frontends.values()],
    pods: [...ebpf.endpoints],
  };
  listedEbpf.set(ebpf, lists);
  return lists;
}

const listed = new WeakMap<Ipvs, readonly VirtualServer[]>();

function virtualServers(ipvs: Ipvs): readonly VirtualServer[] {
  const list = listed.get(ipvs) ?? [...ipvs.virtual.values()];
  listed.set(ipvs, list);
  return list;
}

const placed = (writer: Writer, items: readonly Placed<unknown>[]): string =>
  items.map(({ place, item }) => `${place} ${writer.write(item)}`).join('; ');
