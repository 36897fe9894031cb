import { type Device, type Model, type Network, parseIp } from '../../src/index.ts';
import type { Relay, Upstream } from '../../src/network/program.ts';

/** `name address:port`, with how often it is chosen behind it where that is not once. */
export function upstream(text: string): Upstream {
  const [name = '', end = '', weight = '1'] = text.split(' ');
  const [address = '', port = ''] = end.split(':');
  return { name, address: parseIp(address)!, port: Number(port), weight: Number(weight) };
}

/** A TCP relay: it reads nothing, and opens a connection for each that it accepts. */
export const relayTo = (name: string, first: string, ...others: string[]): Relay => ({
  kind: 'relay',
  name,
  rules: [],
  otherwise: { kind: 'connect', upstreams: [upstream(first), ...others.map(upstream)] },
});

/** The device of a network with this name. */
export function deviceNamed(network: Network, name: string): Device {
  const found = [...network.devices.values()].find((device) => device.name === name);
  if (!found) throw new RangeError(`no device ${name}`);
  return found;
}

/** The network of a model in which what listens on a port of some machines is a relay: `edge:8443`. */
export function withRelays({ network }: Model, relays: Readonly<Record<string, Relay>>): Network {
  const devices = new Map(network.devices);
  for (const [place, program] of Object.entries(relays)) {
    const [name = '', port] = place.split(':');
    const device = deviceNamed({ ...network, devices }, name);
    const sockets = device.sockets.map((each) => (each.port === Number(port) ? { ...each, program } : each));
    // the ruleset of a node is computed when it is first asked for: a spread would lose that
    const { ruleset } = device;
    devices.set(device.id, { ...device, sockets, ...(ruleset ? { ruleset } : {}) });
  }
  return { ...network, devices };
}
