import type { Device, Network } from '@netk/engine';
import type { Kernel } from '../kernels/index.ts';
import { extras, lacks } from './probe.ts';

/** What a device needs of a kernel that not every kernel has: names of probes. */
const needed: readonly { readonly what: string; readonly of: (device: Device) => boolean }[] = [
  { what: 'IPIP tunnels', of: ({ interfaces }) => interfaces.some(({ tunnel }) => tunnel?.kind === 'ipip') },
  { what: 'WireGuard', of: ({ interfaces }) => interfaces.some(({ tunnel }) => tunnel?.kind === 'wireguard') },
  { what: 'VXLAN', of: ({ interfaces }) => interfaces.some(({ tunnel }) => tunnel?.kind === 'vxlan') },
  { what: 'IPVS', of: ({ ipvs }) => ipvs !== undefined },
  { what: 'eBPF (of sockets, of tc, at connect)', of: ({ ebpf }) => ebpf !== undefined },
  { what: 'filters of tc (clsact)', of: ({ ebpf }) => ebpf !== undefined },
  { what: 'Geneve', of: ({ interfaces }) => interfaces.some(({ tunnel }) => tunnel?.kind === 'geneve') },
];

const known = new Map<string, string | undefined>();

function lackOf(what: string, kernel: Kernel): string | undefined {
  const key = `${kernel.name} ${what}`;
  if (!known.has(key)) known.set(key, lacks(extras.find((each) => each.what === what)!, kernel));
  return known.get(key);
}

/** Why a kernel cannot carry a network, and what to do; undefined where it can. */
export function lackedFor({ devices }: Network, kernel: Kernel): string | undefined {
  const all = [...devices.values()];
  const found = needed.find(({ what, of }) => all.some(of) && lackOf(what, kernel) !== undefined);
  return (
    found &&
    `the kernel (${kernel.name}) has no ${found.what}: ${lackOf(found.what, kernel)}; \`--kernel uml\` or \`qemu\` takes one that has`
  );
}
