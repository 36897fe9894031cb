import { ip, parseIp, single, widthOf } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { defaultVia } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { type WiredPod, wireRoutedPod } from '../routed-pod.ts';
import { vethName } from '../veth-name.ts';
import { type Egress, egressOf } from './egress.ts';
import { type Further, furtherInterfaces } from './network-cards.ts';
import type { VpcCniSwitches } from './settings.ts';

/** The next hop of pods, which nobody has: its neighbour entry names the host's end. */
const gateways = { 4: ip('169.254.1.1'), 6: ip('fe80::1') } as const;

/** A pod with what the VPC CNI gives it besides: a way to the other family, and interfaces of further network cards. */
export interface VpcCniPod extends WiredPod {
  readonly route: Route;
  readonly egress: Egress | undefined;
  readonly further: readonly Further[];
}

/** One pod's network namespace, the host's end of its veth, and the link between them. */
export function wirePod(
  on: Pick<CniNode, 'node' | 'nics' | 'marksOf' | 'policiesAt' | 'branches'>,
  pod: PlannedPod,
  switches: VpcCniSwitches,
): VpcCniPod | undefined {
  const address = pod.address === undefined ? undefined : parseIp(pod.address);
  if (address === undefined || pod.hostNetwork) return undefined;
  const { vethPrefix, podMtu: mtu } = switches;
  const family = typeof address === 'number' ? 4 : 6;
  const gateway = gateways[family];
  // pkg/sgpp: all packets of a pod with a branch interface are known by the name of its link, where none may go elsewhere
  const name = vethName(pod.namespace, pod.name, on.branches?.has(pod.id) && switches.strict ? 'vlan' : vethPrefix);
  const mac = macOf('host-veth', address);
  const egress = egressOf(on, pod, switches);
  const further = furtherInterfaces(on, pod, switches);
  const wired = wireRoutedPod(on, pod, {
    ...{ address, bits: widthOf(family), mtu },
    host: { name, mac, addresses: [], answers: [] },
    main: [
      defaultVia(gateway, 'eth0'),
      { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' },
      ...(egress?.main ?? []),
    ],
    neighbours: [{ ip: gateway, dev: 'eth0', mac, state: 'PERMANENT' }, ...further.map(({ neighbour }) => neighbour)],
    others: [...(egress ? [egress.nic] : []), ...further.map(({ inPod }) => inPod)],
    ...(further.length > 0
      ? {
          rules: further.map(({ rule }) => rule),
          tables: new Map(further.map(({ rule, routes }) => [rule.table, routes])),
        }
      : {}),
  });
  const { source } = wired.host;
  return {
    ...wired,
    egress,
    further,
    route: { to: single(address), type: 'unicast', dev: name, scope: 'link', source: source! },
  };
}
