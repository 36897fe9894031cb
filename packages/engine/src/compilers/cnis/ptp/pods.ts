import { type Cidr, type Ip, parseIp, plus, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { settingOf } from '../../../topology/setting.ts';
import { defaultVia, endSystem } from '../../machine.ts';
import { vethOf } from '../bridge/pods.ts';
import type { CniNode } from '../cni.ts';

export interface PairedPod {
  readonly pod: PlannedPod;
  readonly address: Ip;
  readonly host: Interface;
  readonly link: Link;
  readonly route: Route;
  readonly device: () => Device;
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
  const link = `veth ${pod.id}`;
  const source = pod.workload ?? pod.id;
  const unmodelled = on.marksOf(pod);
  const host: Interface = {
    name,
    mac: macOf('host-veth', address),
    addresses: [{ ip: gateway, bits: 32 }],
    answers: [gateway],
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
      zone: on.node.zone,
      nic: {
        name: 'eth0',
        mac: settingOf(on.settingsOf(pod), 'mac')?.values[0]?.toLowerCase() ?? macOf('pod', address),
        addresses: [{ ip: address, bits: block.bits }],
        answers: [address],
        link,
        mtu,
      },
      main: [
        defaultVia(gateway, 'eth0'),
        { to: block, type: 'unicast', via: gateway, dev: 'eth0', src: address },
        { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link', src: address },
      ],
    });
  const members = [
    { device: on.node.id, interface: name },
    { device: pod.id, interface: 'eth0' },
  ];
  return {
    ...{ pod, address, host, device },
    link: { id: link, l2: true, members },
    route: { to: single(address), type: 'unicast', dev: name, scope: 'host', source },
  };
}
