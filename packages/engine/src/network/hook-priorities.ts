import type { HookName, TableName } from './netfilter.ts';

/** Where the tables of iptables stand at each hook (include/uapi/linux/netfilter_ipv4.h); nat has a place of its own. */
export const tablePriorities: Readonly<Record<Exclude<TableName, 'nat'>, number>> = {
  raw: -300,
  mangle: -150,
  filter: 0,
};

/** Fragments are put together, wherever connections are tracked. */
export const reassemblyPriority = -400;

/** Connection tracking, for what comes in and for the machine's own packets. */
export const trackingPriority = -200;

/** Where a first packet's connection is written down: behind everything else. */
export const confirmPriority = 2_147_483_647;

/** Where addresses are translated, and which: destinations before routing, sources after it. */
export const natPriorities: Readonly<
  Partial<Record<HookName, { readonly side: 'dst' | 'src'; readonly priority: number }>>
> = {
  PREROUTING: { side: 'dst', priority: -100 },
  OUTPUT: { side: 'dst', priority: -100 },
  INPUT: { side: 'src', priority: 100 },
  POSTROUTING: { side: 'src', priority: 100 },
};

/**
 * Where IPVS stands: it gives answers back the address that was asked, and takes packets to virtual servers, which it sends
 * on by itself (net/netfilter/ipvs/ip_vs_core.c, ip_vs_ops4; seen on 6.1, 6.12 and 7.3).
 */
export const ipvsPriorities: Readonly<Partial<Record<HookName, { readonly back: number; readonly take?: number }>>> = {
  INPUT: { back: 98, take: 99 },
  FORWARD: { back: 100 },
  OUTPUT: { back: -99, take: -98 },
};
