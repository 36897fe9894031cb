import type { ServiceProxy } from '../service-proxy.ts';

/**
 * No kube-proxy: programs of eBPF that the CNI attaches do its work. They ask a map of Services (`service-map.ts`), and nothing of
 * it stands in netfilter.
 */
export const ebpf: ServiceProxy = {
  id: 'ebpf',
  doc: 'No kube-proxy: Cilium translates at the socket, and in programs of tc at the interfaces.',
  compile: () => ({ shared: new Map(), chainsOn: () => [], routeLocalnet: false }),
};
