import { type Ip, parseIp, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { defaultVia } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { type WiredPod, wireRoutedPod } from '../routed-pod.ts';
import { vethName } from '../veth-name.ts';

/**
 * One pod's network namespace and the node's end of its veth: its address alone, and the node's `cilium_host` as the way to all else
 * (plugins/cilium-cni). The node has no route to it. Names and MACs of the ends are drawn there; the name here is made as other CNIs
 * make it.
 */
export function wirePod(on: CniNode, pod: PlannedPod, gateway: Ip, mtu: number): WiredPod | undefined {
  const address = pod.address === undefined || pod.hostNetwork ? undefined : parseIp(pod.address);
  if (typeof address !== 'number') return undefined;
  const wired = wireRoutedPod(on, pod, {
    ...{ address, bits: 32, mtu },
    host: {
      name: vethName(pod.namespace, pod.name, 'lxc'),
      mac: macOf('host-veth', address),
      addresses: [],
      answers: [gateway],
    },
    main: [defaultVia(gateway, 'eth0'), { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' }],
  });
  // its programs run in the node's kernel, and meet what is attached there
  return { ...wired, device: () => ({ ...wired.device(), kernel: on.node.id }) };
}
