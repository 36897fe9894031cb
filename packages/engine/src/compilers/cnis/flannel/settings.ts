import { type Setting, settingOf } from '../../../topology/setting.ts';
import { bridgeSettings } from '../bridge/settings.ts';

/** Words of net-conf.json (flannel v0.28.9, Documentation/backends.md), and of the bridge plugin that flannel hands its pods to. */
export const flannelSettings = [
  {
    key: 'backend',
    doc: 'How packets of pods travel between nodes.',
    values: 'vxlan | host-gw | wireguard',
    fallback: 'vxlan',
    block: [
      { key: 'VNI', doc: 'The number of the virtual network.', values: 'a number', fallback: '1' },
      { key: 'Port', doc: 'The UDP port of the tunnels.', values: 'a number', fallback: '8472' },
      { key: 'ListenPort', doc: 'The UDP port of WireGuard.', values: 'a number', fallback: '51820' },
      {
        key: 'DirectRouting',
        doc: 'Nodes of one subnet need no tunnel.',
        values: 'true | false',
        fallback: 'false',
      },
      {
        key: 'MTU',
        doc: 'Bytes of the largest packet between nodes, of which the tunnel takes its part. Not written: what the interface of the node has.',
        values: 'a number',
        fallback: '',
      },
    ],
  },
  bridgeSettings.find(({ key }) => key === 'bridge-nf-call-iptables')!,
] as const;

const backends = ['vxlan', 'host-gw', 'wireguard'] as const;
export type Backend = (typeof backends)[number];

export interface FlannelSwitches {
  /** Undefined: a backend that netk does not model, by its name. */
  readonly backend: Backend | undefined;
  readonly written: string;
  readonly vni: number;
  readonly port: number;
  readonly directRouting: boolean;
  /** The line that says how large packets between nodes are. */
  readonly mtu: Setting | undefined;
  readonly callsIptables: boolean;
}

export function flannelSwitches(settings: readonly Setting[]): FlannelSwitches {
  const backend = settingOf(settings, 'backend');
  const written = backend?.values[0] ?? 'vxlan';
  const number = (key: string, otherwise: number): number => {
    const text = settingOf(backend?.settings ?? [], key)?.values[0] ?? '';
    return /^\d{1,8}$/.test(text) ? Number(text) : otherwise;
  };
  return {
    backend: backends.find((each) => each === written),
    written,
    vni: number('VNI', 1),
    port: written === 'wireguard' ? number('ListenPort', 51820) : number('Port', 8472),
    directRouting: settingOf(backend?.settings ?? [], 'DirectRouting')?.values[0] === 'true',
    mtu: settingOf(backend?.settings ?? [], 'MTU'),
    callsIptables: settingOf(settings, 'bridge-nf-call-iptables')?.values[0] !== '0',
  };
}
