import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { familyOf, type Ip, parseIp } from '../../../base/addr/index.ts';
import { remembered } from '../../../base/memo.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { settingOf } from '../../../topology/setting.ts';
import { connected, defaultVia, endSystem } from '../../machine.ts';
import type { CniNode } from '../cni.ts';

/** `veth` and eight digits that the plugin draws (observed: A2): netk has those of the pod's id. */
export const vethOf = remembered((id: string): string => `veth${bytesToHex(sha1(utf8ToBytes(id))).slice(0, 8)}`);

/** How the pods of a node are plugged into a bridge of it. */
export interface Plugging {
  readonly bridge: string;
  readonly hairpin: boolean;
  readonly mtu: number;
  /** The gateways of the pods, one of each family that they have, and the blocks that they see as their own segment. */
  readonly gateways: readonly { readonly ip: Ip; readonly bits: number }[];
  readonly isDefaultGateway: boolean;
  /** Further routes of every pod. */
  readonly routes?: readonly Route[];
}

export interface PluggedPod {
  readonly pod: PlannedPod;
  readonly address: Ip;
  /** All that it has. */
  readonly addresses: readonly { readonly ip: Ip; readonly bits: number }[];
  readonly host: Interface;
  readonly link: Link;
  readonly device: () => Device;
}

/** One pod's network namespace, and the port of the bridge that it is at. */
export function plugPod(on: CniNode, pod: PlannedPod, plugging: Plugging): PluggedPod | undefined {
  const address = pod.address === undefined || pod.hostNetwork ? undefined : parseIp(pod.address);
  if (address === undefined) return undefined;
  const { node, marksOf } = on;
  const { bridge, hairpin, mtu, gateways } = plugging;
  const known = [address, ...(pod.otherAddress === undefined ? [] : [parseIp(pod.otherAddress)!])];
  const addresses = gateways.flatMap(({ ip: of, bits }) =>
    known.flatMap((ip) => (familyOf(ip) === familyOf(of) ? [{ ip, bits }] : [])),
  );
  const veth = vethOf(pod.id);
  const link = `veth ${pod.id}`;
  const source = pod.workload ?? pod.id;
  const unmodelled = marksOf(pod);
  const skips = on.policiesAt(pod)?.skips;
  const host: Interface = {
    name: veth,
    mac: macOf('host-veth', address),
    addresses: [],
    answers: [],
    link,
    mtu,
    port: { of: bridge, hairpin },
    source,
    ...(unmodelled ? { unmodelled } : {}),
    ...(skips ? { skips } : {}),
  };
  const device = (): Device => {
    const nic: Interface = {
      name: 'eth0',
      mac: settingOf(on.settingsOf(pod), 'mac')?.values[0]?.toLowerCase() ?? macOf('pod', address),
      addresses,
      answers: addresses.map(({ ip }) => ip),
      link,
      mtu,
    };
    return endSystem({
      ...pod,
      kind: 'pod',
      source,
      zone: node.zone,
      nic,
      main: [
        ...(plugging.isDefaultGateway ? gateways.map(({ ip }) => defaultVia(ip, 'eth0')) : []),
        ...addresses.map((own) => connected('eth0', own)),
        ...(plugging.routes ?? []),
      ],
    });
  };
  const members = [
    { device: node.id, interface: veth },
    { device: pod.id, interface: 'eth0' },
  ];
  return { pod, address, addresses, host, link: { id: link, l2: true, members }, device };
}
