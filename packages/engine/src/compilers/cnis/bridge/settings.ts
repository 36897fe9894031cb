import { type Setting, settingOf } from '../../../topology/setting.ts';
import { type PluginName, pluginsOf, pluginWords } from '../plugins/settings.ts';
import { bytesOf } from '../written-mtu.ts';

const bool = 'true | false';

/** The words of the plugin's configuration (containernetworking/plugins v1.1.1, plugins/main/bridge), under their own names. */
export const bridgeSettings = [
  ...pluginWords,
  { key: 'bridge', doc: 'The name of the bridge on every node.', fallback: 'cni0' },
  {
    key: 'isGateway',
    doc: 'The bridge has the first address of the block of its node.',
    values: bool,
    fallback: 'true',
  },
  {
    key: 'isDefaultGateway',
    doc: 'Pods send everything to the address of the bridge.',
    values: bool,
    fallback: 'true',
  },
  {
    key: 'ipMasq',
    doc: "Pods leave the block of their node with the node's address. Not written: an ip-masq-agent spares the whole cluster.",
    values: bool,
    fallback: '',
  },
  { key: 'hairpinMode', doc: 'A frame may leave by the port that it came in by.', values: bool, fallback: 'false' },
  {
    key: 'promiscMode',
    doc: 'The bridge gives the machine the frames of others too. Not together with hairpinMode.',
    values: bool,
    fallback: 'false',
  },
  { key: 'mtu', doc: 'Bytes of the largest packet of the bridge and of pods.', values: 'a number', fallback: '1500' },
  {
    key: 'bridge-nf-call-iptables',
    doc: 'Bridged packets pass iptables. kubeadm wants it.',
    values: '0 | 1',
    fallback: '1',
  },
] as const;

type Key = (typeof bridgeSettings)[number]['key'];

export interface BridgeSwitches {
  readonly bridge: string;
  readonly isGateway: boolean;
  readonly isDefaultGateway: boolean;
  readonly ipMasq: boolean;
  readonly hairpin: boolean;
  readonly promiscuous: boolean;
  readonly mtu: number;
  readonly callsIptables: boolean;
  /** What is chained behind it. */
  readonly plugins: readonly PluginName[];
}

export function bridgeSwitches(settings: readonly Setting[]): BridgeSwitches {
  const value = (key: Key): string =>
    settingOf(settings, key)?.values[0] ?? bridgeSettings.find((each) => each.key === key)!.fallback;
  const isDefaultGateway = value('isDefaultGateway') === 'true';
  return {
    bridge: value('bridge'),
    // the plugin's own: a default gateway is a gateway
    isGateway: isDefaultGateway || value('isGateway') === 'true',
    isDefaultGateway,
    ipMasq: value('ipMasq') === 'true',
    hairpin: value('hairpinMode') === 'true',
    promiscuous: value('promiscMode') === 'true',
    mtu: bytesOf(settingOf(settings, 'mtu')) ?? 1500,
    callsIptables: value('bridge-nf-call-iptables') !== '0',
    plugins: pluginsOf(settings),
  };
}
