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

/** The plugins that a configuration chains, in the order in which they are written. */
export const pluginsOf = (settings: readonly Setting[]): readonly PluginName[] =>
  (settingOf(settings, pluginsWord.key)?.values ?? [pluginsWord.fallback]).filter(isPlugin);

export type { PluginName };
