import type { DeviceKind } from '../../trace/trace.ts';

const linux: readonly DeviceKind[] = ['node', 'pod', 'host', 'client', 'server', 'home-router'];

/** Whether a device is a Linux machine or a network namespace of one: it has rules, neighbours and netfilter. */
export const isLinux = ({ kind }: { readonly kind: DeviceKind }): boolean => linux.includes(kind);
