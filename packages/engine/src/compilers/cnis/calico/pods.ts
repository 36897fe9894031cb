import { ip, parseIp, single } from '../../../base/addr/index.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { defaultVia } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { type WiredPod, wireRoutedPod } from '../routed-pod.ts';
import { vethName } from '../veth-name.ts';

/** The next hop of every pod: nobody has it, and the node answers for it (proxy ARP). */
const gateway = ip('169.254.1.1');

/** The MAC of the node's end of every pod's link (cni-plugin/pkg/dataplane/linux/dataplane_linux.go). */
const hostMac = 'ee:ee:ee:ee:ee:ee';

export interface RoutedPod extends WiredPod {
  readonly route: Route;
}

/** One pod's network namespace, the node's end of its veth, and the node's route to it. */
export function routePod(on: CniNode, pod: PlannedPod, mtu: number): RoutedPod | undefined {
  const address = pod.address === undefined || pod.hostNetwork ? undefined : parseIp(pod.address);
  if (address === undefined) return undefined;
  const name = vethName(pod.namespace, pod.name, 'cali');
  // proxy ARP answers for what the node has a route to by another interface: the default one (observed on 6.12)
  const answers = on.nics.some(({ router }) => router) ? [gateway] : [];
  const wired = wireRoutedPod(on, pod, {
    ...{ address, bits: 32, mtu },
    host: { name, mac: hostMac, addresses: [], answers, proxyArp: true },
    main: [defaultVia(gateway, 'eth0'), { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' }],
  });
  const { source } = wired.host;
  return { ...wired, route: { to: single(address), type: 'unicast', dev: name, scope: 'link', source: source! } };
}
