import { type Setting, settingOf } from '../../../topology/setting.ts';
import { type PluginName, pluginsOf, pluginWords } from '../plugins/settings.ts';
import { bytesOf } from '../written-mtu.ts';

/** The words of the plugin's configuration (containernetworking/plugins v1.1.1, plugins/main/ptp), under their own names. */
export const ptpSettings = [
  ...pluginWords,
  {
    key: 'ipMasq',
    doc: "Pods leave the block of their node with the node's address. Not written: an ip-masq-agent spares the whole cluster.",
    values: 'true | false',
    fallback: '',
  },
  { key: 'mtu', doc: 'Bytes of the largest packet of pods.', values: 'a number', fallback: '1500' },
] as const;

export interface PtpSwitches {
  readonly ipMasq: boolean;
  readonly mtu: number;
  /** What is chained behind it. */
  readonly plugins: readonly PluginName[];
}

export function ptpSwitches(settings: readonly Setting[]): PtpSwitches {
  return {
    ipMasq: settingOf(settings, 'ipMasq')?.values[0] === 'true',
    mtu: bytesOf(settingOf(settings, 'mtu')) ?? 1500,
    plugins: pluginsOf(settings),
  };
}
