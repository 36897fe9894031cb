import type { Device, Link, Network } from '@netk/engine';

/** The parts of a network that nothing joins: by the id of a device, all devices of its part. */
export function partsOf({ devices, links }: Network): ReadonlyMap<string, ReadonlySet<string>> {
  const parts = new Map<string, Set<string>>([...devices.keys()].map((id) => [id, new Set([id])]));
  for (const { members } of links.values()) {
    const sets = new Set(members.flatMap(({ device }) => parts.get(device) ?? []));
    const [first, ...others] = sets;
    for (const other of others)
      for (const id of other) {
        first!.add(id);
        parts.set(id, first!);
      }
  }
  return parts;
}

/** A network with some of its devices, and the links between them. */
export function withDevices(network: Network, isThere: (id: string) => boolean): Network {
  const devices = new Map<string, Device>([...network.devices].filter(([id]) => isThere(id)));
  const links = new Map<string, Link>(
    [...network.links].filter(([, { members }]) => members.every(({ device }) => isThere(device))),
  );
  return { ...network, devices, links };
}
