import type { Ip } from '../base/addr/index.ts';
import type { Header } from '../network/header.ts';
import type { RuleList } from '../network/netfilter.ts';
import type { Device } from '../network/network.ts';

/**
 * What of a network a walk looked at, whatever came of it: the devices, the chains of rules, the segments, and every address
 * that a packet or a next hop had while something was looked up by it. What is not in it cannot have decided anything.
 */
export class Footprint {
  readonly devices = new Map<Device, Set<RuleList>>();
  readonly links = new Set<string>();
  readonly addresses = new Set<Ip>();
  /**
   * It did something of which nobody has shown that others do the same: a port was drawn from a seed that the ends are part
   * of, a packet went into a tunnel or out of one, or a relay took the connection.
   */
  alone = false;
  /** A packet went into a tunnel, or out of one. */
  tunnelled = false;

  tunnel(): void {
    this.alone = true;
    this.tunnelled = true;
  }

  device(device: Device): Set<RuleList> {
    let chains = this.devices.get(device);
    if (!chains) {
      chains = new Set();
      this.devices.set(device, chains);
    }
    return chains;
  }

  /** A packet as something is about to look at it, on a device. */
  packet({ src, dst, about }: Header): void {
    this.addresses.add(src).add(dst);
    if (about) this.packet(about);
  }

  chain(device: Device, chain: RuleList, packet: Header): void {
    this.device(device).add(chain);
    this.packet(packet);
  }

  /** A next hop that is looked for on a segment. */
  hop(link: string | undefined, nextHop: Ip, packet: Header): void {
    if (link !== undefined) this.links.add(link);
    this.addresses.add(nextHop);
    this.packet(packet);
  }
}
