import { type Device, type Interface, showCidr, showIp } from '@netk/engine';
import type { WireguardEnd } from './lab-plan.ts';
import type { Names } from './names.ts';

/** `ip -batch` lines that make the tunnels of a device: behind its links, which they send through. */
export function tunnelLines(device: Device, names: Names): readonly string[] {
  return device.interfaces.flatMap(({ name, mac, tunnel }) => {
    if (!tunnel || isFound(tunnel)) return [];
    const { kind, vni, local, remote, dev, port, ttl, df, external } = tunnel;
    const words = [
      `link add name ${names.interface(device.id, name)}`,
      mac === undefined ? '' : `address ${mac}`,
      `type ${kind}`,
      external ? 'external' : '',
      vni === undefined ? '' : `id ${vni}`,
      local === undefined ? '' : `local ${showIp(local)}`,
      remote === undefined ? '' : `remote ${showIp(remote)}`,
      dev === undefined ? '' : `dev ${names.interface(device.id, dev)}`,
      port === undefined || kind === 'wireguard' ? '' : `dstport ${port}`,
      ttl === undefined ? '' : `ttl ${ttl}`,
      kind === 'vxlan' ? 'nolearning' : '',
      df === undefined || kind === 'ipip' ? '' : `df ${df}`,
    ];
    return [words.filter((word) => word !== '').join(' ')];
  });
}

/** IP in IP without ends is the kernel's own: it has one, and takes no second (ip_tunnel.c, ip_tunnel_init_net). */
const isFound = ({ kind, local, remote }: NonNullable<Interface['tunnel']>): boolean =>
  kind === 'ipip' && local === undefined && remote === undefined;

/** Lines that make what a kernel may have made by itself. */
export const foundLines = (device: Device, names: Names): readonly string[] =>
  device.interfaces.flatMap(({ name, tunnel }) =>
    tunnel && isFound(tunnel) ? [`link add name ${names.interface(device.id, name)} type ipip nopmtudisc`] : [],
  );

/** `bridge -batch` lines: which machine has which frame. */
export const forwardingLines = (device: Device, names: Names): readonly string[] =>
  device.interfaces.flatMap(({ name, tunnel }) =>
    [...(tunnel?.forwarding ?? [])].map(
      ([mac, ip]) => `fdb add ${mac} dev ${names.interface(device.id, name)} dst ${showIp(ip)} self permanent`,
    ),
  );

/** Ports at which something of the network takes packets out of VXLAN or Geneve: what comes there carries a frame. */
export const framePorts = (
  devices: Iterable<{ readonly interfaces: readonly Interface[] }>,
): ReadonlyMap<number, 'vxlan' | 'geneve'> =>
  new Map(
    [...devices].flatMap(({ interfaces }) =>
      interfaces.flatMap(({ tunnel }) =>
        (tunnel?.kind === 'vxlan' || tunnel?.kind === 'geneve') && tunnel.port !== undefined
          ? [[tunnel.port, tunnel.kind] as const]
          : [],
      ),
    ),
  );

/** A namespace's ends of WireGuard, as `wg set` is told of them; the agent draws the keys, which are called by whose they are. */
export const wireguardEnds = (device: Device, names: Names): readonly WireguardEnd[] =>
  device.interfaces.flatMap(({ name, tunnel }) =>
    tunnel?.kind === 'wireguard'
      ? [
          {
            interface: names.interface(device.id, name),
            key: tunnel.key ?? device.name,
            port: tunnel.port ?? 0,
            peers: (tunnel.peers ?? []).map(({ key, endpoint, port, allowed }) => ({
              ...{ key, endpoint: `${showIp(endpoint)}:${port}`, allowed: allowed.map(showCidr).join(',') },
            })),
          },
        ]
      : [],
  );
