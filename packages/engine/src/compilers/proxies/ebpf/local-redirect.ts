import { parseIp } from '../../../base/addr/index.ts';
import type { Backend } from '../../../network/ebpf.ts';
import { isCachePod, isRedirected } from '../../../plan/cache-pods.ts';
import type { PlannedPod, PlannedService, PlannedServicePort } from '../../../plan/plan.ts';

/** Ports that are redirected, by name and number (Google's build of Cilium, pkg/redirectpolicy, dnsPorts). */
const ports: Readonly<Record<string, string>> = { dns: 'udp', 'dns-tcp': 'tcp' };
const number = 53;

/** The pods of the node that questions to a port of a Service are redirected to; undefined: it has its own backends. */
export function redirectedTo(
  service: PlannedService,
  { name, protocol }: PlannedServicePort,
  podsOfNode: readonly PlannedPod[],
): readonly Backend[] | undefined {
  if (!isRedirected(service) || name === undefined || ports[name] !== protocol) return undefined;
  const local = podsOfNode.filter((pod) => isCachePod(pod) && pod.ready).flatMap(backendOf);
  // without one that is ready the Service has its own
  return local.length > 0 ? local : undefined;
}

function backendOf({ address, id, workload, name, node }: PlannedPod): readonly Backend[] {
  const ip = parseIp(address ?? '');
  if (ip === undefined) return [];
  return [{ address: ip, port: number, label: name, ...(node === undefined ? {} : { node }), source: workload ?? id }];
}
