import { type Cidr, parseIp, plus, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { settingOf } from '../../../topology/setting.ts';
import { defaultVia } from '../../machine.ts';
import { vethOf } from '../bridge/pods.ts';
import type { CniNode } from '../cni.ts';
import { type WiredPod, wireRoutedPod } from '../routed-pod.ts';

export interface PairedPod extends WiredPod {
  readonly route: Route;
}

/**
 * One pod at the other end of a veth, and the node's route to it (observed: A7). Every node's end has the same address, the
 * gateway's; the pod reaches its own block by it as well, so that nobody is asked for by ARP but the gateway.
 */
export function pairPod(on: CniNode, pod: PlannedPod, block: Cidr, mtu: number): PairedPod | undefined {
  const address = pod.address === undefined || pod.hostNetwork ? undefined : parseIp(pod.address);
  if (address === undefined) return undefined;
  const gateway = plus(block.base, 1);
  const name = vethOf(pod.id);
  const mac = settingOf(on.settingsOf(pod), 'mac')?.values[0]?.toLowerCase();
  const wired = wireRoutedPod(on, pod, {
    ...{ address, bits: block.bits, mtu, ...(mac === undefined ? {} : { mac }) },
    host: {
      ...{ name, mac: macOf('host-veth', address) },
      addresses: [{ ip: gateway, bits: 32 }],
      answers: [gateway],
    },
    main: [
      defaultVia(gateway, 'eth0'),
      { to: block, type: 'unicast', via: gateway, dev: 'eth0', src: address },
      { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link', src: address },
    ],
  });
  const { source } = wired.host;
  return { ...wired, route: { to: single(address), type: 'unicast', dev: name, scope: 'host', source: source! } };
}
