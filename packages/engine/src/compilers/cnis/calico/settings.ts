import { parseIp } from '../../../base/addr/index.ts';
import type { Bgp } from '../../../plan/plan.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import { bytesOf } from '../written-mtu.ts';

/** Words of the operator's Installation and IPPool (projectcalico/calico v3.32), under their own names. */
export const calicoSettings = [
  {
    key: 'encapsulation',
    doc: 'How packets of pods travel between nodes; CrossSubnet: in a tunnel only where the other node is in another subnet.',
    values: 'IPIP | IPIPCrossSubnet | VXLAN | VXLANCrossSubnet | None',
    fallback: 'IPIP',
  },
  {
    key: 'natOutgoing',
    doc: 'Pods leave the pool with the address of their node.',
    values: 'true | false',
    fallback: 'true',
  },
  {
    key: 'bgp',
    doc: 'How nodes tell of their blocks, without VXLAN: BGPConfiguration and BGPPeers of the whole cluster.',
    fallback: '',
    block: [
      { key: 'asNumber', doc: 'The number of their autonomous system.', values: 'a number', fallback: '64512' },
      {
        key: 'nodeToNodeMeshEnabled',
        doc: 'Each node tells each other.',
        values: 'true | false',
        fallback: 'true',
      },
      {
        key: 'peer',
        doc: 'Other speakers, each with its address and the number of its system: routers of subnets, or, with their own number, route reflectors.',
        values: '10.0.1.1 64513, …',
        fallback: '',
      },
    ],
  },
  {
    key: 'linuxDataplane',
    doc: "With what Felix writes its rules. Not written: as Felix does of itself, since 3.32 with nftables beside kube-proxy's mode nftables.",
    values: 'Iptables | Nftables | BPF',
    fallback: '',
  },
  {
    key: 'mtu',
    doc: 'Bytes of the largest packet of pods and of tunnels. Not written: what the interface of the node leaves.',
    values: 'a number',
    fallback: '',
  },
  { key: 'blockSize', doc: 'Bits of a block of addresses that a node takes.', values: 'a number', fallback: '26' },
] as const;

export interface CalicoSwitches {
  /** Undefined: a word that the operator does not know. */
  readonly tunnel: 'ipip' | 'vxlan' | 'none' | undefined;
  readonly written: string;
  readonly crossSubnet: boolean;
  readonly natOutgoing: boolean;
  readonly blockBits: number;
  readonly dataplane: 'Iptables' | 'Nftables' | 'BPF' | undefined;
  /** Bytes of the largest packet of pods and of tunnels, where they are written. */
  readonly mtu: number | undefined;
}

const tunnels: Readonly<Record<string, 'ipip' | 'vxlan' | 'none'>> = {
  IPIP: 'ipip',
  IPIPCrossSubnet: 'ipip',
  VXLAN: 'vxlan',
  VXLANCrossSubnet: 'vxlan',
  None: 'none',
};

export function calicoSwitches(settings: readonly Setting[]): CalicoSwitches {
  const written = settingOf(settings, 'encapsulation')?.values[0] ?? 'IPIP';
  const bits = Number(settingOf(settings, 'blockSize')?.values[0] ?? 26);
  return {
    tunnel: Object.hasOwn(tunnels, written) ? tunnels[written] : undefined,
    written,
    crossSubnet: written.endsWith('CrossSubnet'),
    natOutgoing: settingOf(settings, 'natOutgoing')?.values[0] !== 'false',
    // the API wants 20 to 32
    blockBits: Number.isInteger(bits) && bits >= 20 && bits <= 32 ? bits : 26,
    dataplane: (['Iptables', 'Nftables', 'BPF'] as const).find(
      (each) => each === settingOf(settings, 'linuxDataplane')?.values[0],
    ),
    mtu: bytesOf(settingOf(settings, 'mtu')),
  };
}

const defaultAs = 64512;

/** What a block `bgp` says; undefined: Felix has the routes, by VXLAN. */
export function calicoBgp(settings: readonly Setting[]): Bgp | undefined {
  if (calicoSwitches(settings).tunnel === 'vxlan') return undefined;
  const block = settingOf(settings, 'bgp')?.settings ?? [];
  const numberOf = (text: string | undefined): number | undefined =>
    /^\d{1,10}$/.test(text ?? '') ? Number(text) : undefined;
  const peer = settingOf(block, 'peer');
  const said = peer?.values ?? [];
  return {
    as: numberOf(settingOf(block, 'asNumber')?.values[0]) ?? defaultAs,
    mesh: settingOf(block, 'nodeToNodeMeshEnabled')?.values[0] !== 'false',
    // pairs: an address, and the number behind it
    peers: said.flatMap((address, at) => {
      const as = numberOf(said[at + 1]);
      return peer && as !== undefined && parseIp(address) !== undefined ? [{ address, as, source: peer.id }] : [];
    }),
  };
}
