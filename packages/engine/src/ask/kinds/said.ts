import type { Device, Network } from '../../network/network.ts';
import { DeviceText, type Home, interfaceOf, type Looked } from './device-text.ts';
import { type Identifier, Labels, type Layer } from './labels.ts';
import type { Like, Machine } from './machine.ts';
import { numberOf } from './numbers.ts';
import type { Context } from './writer.ts';

/** What is known of machines before anything is written. */
export interface Known {
  readonly network: Network;
  readonly context: Context;
  readonly looked: Looked;
  /** Undefined of those that share an address with another one. */
  readonly like: Like;
  /** The labels of a device's identifiers. */
  readonly layerOf: (device: Device, prefix: string) => Layer;
}

/**
 * What the tables of a machine, and those of the node where it lives, say of it: numbers, which are equal for equal texts. The own
 * tables of machines that were made alike are written once, and what their node has for each is written for each.
 */
export class Said {
  readonly #known: Known;
  readonly #devices = new Map<Device, DeviceText>();
  readonly #numbers = new Map<unknown, number>();
  readonly #owns = new Map<string, string>();

  constructor(known: Known) {
    this.#known = known;
  }

  of({ device, home }: Machine): string {
    const like = this.#known.like(device.id);
    return home ? this.#atHome(device, home, like) : this.#ownOnce(like, () => this.#textOf(device).text);
  }

  #atHome(device: Device, home: Home, like: string | undefined): string {
    const { layerOf, network } = this.#known;
    const segment = network.links.get(home.link)!;
    const shared = new Map<Identifier, string>([[home.link, 'link']]);
    const mac = interfaceOf(home.device, home.interface)!.mac;
    if (mac !== undefined) shared.set(mac, 'mac there');
    const link = { prefix: 'shared', of: shared };
    const there = { prefix: 'there', of: new Map([[home.interface, 'interface']]) };
    const host = this.#textOf(home.device);
    const own = this.#ownOnce(like, () => this.#textOf(device, link, layerOf(home.device, 'home')).text);
    const about = host.about([layerOf(device, 'guest'), link, there], home.interface);
    const members = segment.members.map((each) => (each.device === device.id ? `true ${each.interface}` : 'false '));
    const texts = [host.text, about, `${segment.l2} ${members.join()}`];
    return [own, ...texts.map((text) => numberOf(this.#numbers, text))].join(' ');
  }

  /** A machine's own tables. */
  #ownOnce(like: string | undefined, write: () => string): string {
    const known = like === undefined ? undefined : this.#owns.get(like);
    if (known !== undefined) return known;
    const own = numberOf(this.#numbers, write());
    if (like !== undefined) this.#owns.set(like, own);
    return own;
  }

  #textOf(device: Device, ...more: readonly Layer[]): DeviceText {
    let text = this.#devices.get(device);
    if (!text) {
      const { network, context, looked, layerOf } = this.#known;
      text = new DeviceText(network, device, new Labels([layerOf(device, 'd'), ...more]), context, looked);
      this.#devices.set(device, text);
    }
    return text;
  }
}
