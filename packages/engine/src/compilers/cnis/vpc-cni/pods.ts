import { ip, parseIp, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { defaultVia } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { type WiredPod, wireRoutedPod } from '../routed-pod.ts';
import { vethName } from '../veth-name.ts';
import type { VpcCniSwitches } from './settings.ts';

const gateway = ip('169.254.1.1');

/** One pod's network namespace, the host's end of its veth, and the link between them. */
export function wirePod(
  on: Pick<CniNode, 'node' | 'marksOf' | 'policiesAt'>,
  pod: PlannedPod,
  { vethPrefix, podMtu: mtu }: Pick<VpcCniSwitches, 'vethPrefix' | 'podMtu'>,
): (WiredPod & { readonly route: Route }) | undefined {
  const address = pod.address === undefined ? undefined : parseIp(pod.address);
  if (address === undefined || pod.hostNetwork) return undefined;
  const name = vethName(pod.namespace, pod.name, vethPrefix);
  const mac = macOf('host-veth', address);
  const wired = wireRoutedPod(on, pod, {
    ...{ address, bits: 32, mtu },
    host: { name, mac, addresses: [], answers: [] },
    main: [defaultVia(gateway, 'eth0'), { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' }],
    neighbours: [{ ip: gateway, dev: 'eth0', mac, state: 'PERMANENT' }],
  });
  const { source } = wired.host;
  return { ...wired, route: { to: single(address), type: 'unicast', dev: name, scope: 'link', source: source! } };
}
