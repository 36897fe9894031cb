import { withSource } from '../../../network/netfilter.ts';
import type { Interface } from '../../../network/network.ts';
import { settingOf } from '../../../topology/setting.ts';
import type { NodePart } from '../../part.ts';
import type { CniNode } from '../cni.ts';
import { bandwidth } from './bandwidth.ts';
import { firewall } from './firewall.ts';
import type { ChainedPlugin, OnNode } from './plugin.ts';
import { portmap } from './portmap.ts';

/** Every modelled plugin that stands behind another in a configuration. */
export const plugins = { portmap, firewall, bandwidth } as const satisfies Record<string, ChainedPlugin>;

export type PluginName = keyof typeof plugins;

export const isPlugin = (name: string): name is PluginName => Object.hasOwn(plugins, name);

/** What a CNI makes of a node, with what the plugins add that its configuration chains, in their order. */
export function chained(
  part: NodePart,
  names: readonly PluginName[],
  { settings, settingsOf, origin }: Pick<CniNode, 'settings' | 'settingsOf' | 'origin'>,
  of: Pick<OnNode, 'network' | 'attached'>,
): NodePart {
  const parts = names.map((name) =>
    (plugins[name] as ChainedPlugin).add({ ...of, settingsOf, settings: settingOf(settings, name)?.settings ?? [] }),
  );
  const open = new Set(parts.flatMap(({ routeLocalnet = [] }) => [...routeLocalnet]));
  const shaped = new Map(parts.flatMap((each) => [...(each.shaped ?? [])]));
  const interfaces = [
    ...part.interfaces.map(
      (each): Interface => ({
        ...each,
        ...(open.has(each.name) ? { routeLocalnet: true } : {}),
        ...shaped.get(each.name),
      }),
    ),
    ...parts.flatMap((each) => each.interfaces ?? []),
  ];
  const sourced = (of: 'firstChains' | 'chains') =>
    withSource(
      parts.flatMap((each) => each[of] ?? []),
      origin,
    );
  return {
    ...part,
    interfaces,
    firstChains: [...(part.firstChains ?? []), ...sourced('firstChains')],
    chains: [...part.chains, ...sourced('chains')],
    unmodelled: [...(part.unmodelled ?? []), ...parts.flatMap(({ unmodelled = [] }) => unmodelled)],
  };
}

export type { Attached } from './plugin.ts';
