import { ip, parseIp, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { defaultVia, endSystem } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { vethName } from '../veth-name.ts';
import type { VpcCniSwitches } from './settings.ts';

const gateway = ip('169.254.1.1');

/** One pod's network namespace, the host's end of its veth, and the link between them. */
export function wirePod(
  { node, marksOf }: Pick<CniNode, 'node' | 'marksOf'>,
  pod: PlannedPod,
  { vethPrefix, podMtu: mtu }: Pick<VpcCniSwitches, 'vethPrefix' | 'podMtu'>,
): { readonly device: () => Device; readonly host: Interface; readonly link: Link; readonly route: Route } | undefined {
  const address = pod.address === undefined ? undefined : parseIp(pod.address);
  if (address === undefined || pod.hostNetwork) return undefined;
  const veth = vethName(pod.namespace, pod.name, vethPrefix);
  const link = `veth ${pod.id}`;
  const source = pod.workload ?? pod.id;
  const unmodelled = marksOf(pod);
  const host: Interface = {
    name: veth,
    mac: macOf('host-veth', address),
    addresses: [],
    answers: [],
    link,
    mtu,
    source,
    ...(unmodelled ? { unmodelled } : {}),
  };
  const device = (): Device => {
    const eth0: Interface = {
      name: 'eth0',
      mac: macOf('pod', address),
      addresses: [{ ip: address, bits: 32 }],
      answers: [address],
      link,
      mtu,
    };
    return endSystem({
      ...pod,
      kind: 'pod',
      source,
      zone: node.zone,
      nic: eth0,
      main: [defaultVia(gateway, 'eth0'), { to: single(gateway), type: 'unicast', dev: 'eth0', scope: 'link' }],
      neighbours: [{ ip: gateway, dev: 'eth0', mac: host.mac!, state: 'PERMANENT' }],
    });
  };
  return {
    device,
    host,
    link: {
      id: link,
      l2: true,
      members: [
        { device: node.id, interface: veth },
        { device: pod.id, interface: 'eth0' },
      ],
    },
    route: { to: single(address), type: 'unicast', dev: veth, scope: 'link', source },
  };
}
