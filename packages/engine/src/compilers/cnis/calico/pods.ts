import { type Ip, ip, parseIp, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { defaultVia, endSystem } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { vethName } from '../veth-name.ts';

/** The next hop of every pod: nobody has it, and the node answers for it (proxy ARP). */
const gateway = ip('169.254.1.1');

/** The MAC of the node's end of every pod's link (cni-plugin/pkg/dataplane/linux/dataplane_linux.go). */
const hostMac = 'ee:ee:ee:ee:ee:ee';

export interface RoutedPod {
  readonly pod: PlannedPod;
  readonly address: Ip;
  readonly host: Interface;
  readonly link: Link;
  readonly route: Route;
  readonly device: () => Device;
}

/** One pod's network namespace, the node's end of its veth, and the node's route to it. */
export function routePod({ node, marksOf, nics }: CniNode, pod: PlannedPod, mtu: number): RoutedPod | undefined {
  const address = pod.address === undefined || pod.hostNetwork ? undefined : parseIp(pod.address);
  if (address === undefined) return undefined;
  const name = vethName(pod.namespace, pod.name, 'cali');
  const link = `veth ${pod.id}`;
  const source = pod.workload ?? pod.id;
  const unmodelled = marksOf(pod);
  const host: Interface = {
    name,
    mac: hostMac,
    addresses: [],
    // proxy ARP answers for what the node has a route to by another interface: the default one (observed on 6.12)
    answers: nics.some(({ router }) => router) ? [gateway] : [],
    proxyArp: true,
    link,
    mtu,
    source,
    ...(unmodelled ? { unmodelled } : {}),
  };
  const device = (): Device =>
    endSystem({
      ...pod,
      kind: 'pod',
      source,
      zone: node.zone,
      nic: {
        name: 'eth0',
        mac: macOf('pod', address),
        addresses: [{ ip: address, bits: 32 }],
        answers: [address],
        link,
        mtu,
      },
      main: [defaultVia(gateway, 'eth0'), { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' }],
    });
  const members = [
    { device: node.id, interface: name },
    { device: pod.id, interface: 'eth0' },
  ];
  return {
    ...{ pod, address, host, device },
    link: { id: link, l2: true, members },
    route: { to: single(address), type: 'unicast', dev: name, scope: 'link', source },
  };
}
