import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { CniSettingWord } from '../cni.ts';
import { isPlugin, type PluginName, plugins } from './index.ts';

/** The setting of a CNI whose configuration the author writes. */
export const pluginsWord = {
  key: 'plugins',
  doc: 'The plugins that its configuration chains behind it, in their order; `none`: no other.',
  values: [...Object.keys(plugins), 'none'].join(' | '),
  fallback: 'portmap',
} as const satisfies CniSettingWord;

/** That, and what stands in the configurations of the plugins. */
export const pluginWords = [
  pluginsWord,
  {
    key: 'portmap',
    doc: 'The configuration of the plugin portmap.',
    fallback: '',
    block: [
      {
        key: 'snat',
        doc: 'What comes to a port of the node from it or from its pods gets an address of the node.',
        values: 'true | false',
        fallback: 'true',
      },
    ],
  },
  {
    key: 'firewall',
    doc: 'The configuration of the plugin firewall.',
    fallback: '',
    block: [
      {
        key: 'ingressPolicy',
        doc: 'same-bridge: nothing passes from one bridge of the node to another.',
        values: 'open | same-bridge',
        fallback: 'open',
      },
    ],
  },
] as const satisfies readonly CniSettingWord[];

/** The plugins that a configuration chains, in the order in which they are written. */
export const pluginsOf = (settings: readonly Setting[]): readonly PluginName[] =>
  (settingOf(settings, pluginsWord.key)?.values ?? [pluginsWord.fallback]).filter(isPlugin);

export type { PluginName };
