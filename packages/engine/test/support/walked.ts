import type { Header } from '../../src/network/header.ts';
import type { Network } from '../../src/network/network.ts';
import type { Answer } from '../../src/walk/answer.ts';
import { thereAndBack } from '../../src/walk/converse.ts';
import { Decider } from '../../src/walk/decider.ts';
import { PortCuts } from '../../src/walk/port-draws.ts';

/** One packet and its answer through a network that a test has built by hand; what is random takes its first option. */
export function walked(network: Network, device: string, packet: Header): Answer {
  const manner = { decider: new Decider([], []), cuts: new PortCuts(), described: true };
  return thereAndBack(network, { device: network.devices.get(device)!, packet, seed: () => 's' }, manner);
}
