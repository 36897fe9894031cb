import { ebpf } from './ebpf/index.ts';
import { iptables } from './iptables/index.ts';
import { ipvs } from './ipvs/index.ts';
import { nftables } from './nftables/index.ts';
import type { ServiceProxy } from './service-proxy.ts';

/** Every modelled service proxy by name. */
export const proxies = { iptables, nftables, ipvs, ebpf } as const satisfies Record<string, ServiceProxy>;

export const proxyOf = (name: string): ServiceProxy | undefined =>
  Object.hasOwn(proxies, name) ? proxies[name as keyof typeof proxies] : undefined;

export type { ServiceProxy };
