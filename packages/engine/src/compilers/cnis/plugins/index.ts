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
  const partsOf = (attached: OnNode['attached']) =>
    names.map((name) =>
      (plugins[name] as ChainedPlugin).add({
        ...{ network: of.network, attached, settingsOf },
        settings: settingOf(settings, name)?.settings ?? [],
      }),
    );
  const isSix = ({ address }: OnNode['attached'][number]): boolean => typeof address === 'bigint';
  const six = of.attached.filter(isSix);
  const parts = partsOf(of.attached.filter((each) => !isSix(each)));
  const parts6 = six.length === 0 ? [] : partsOf(six);
  const open = new Set(parts.flatMap(({ routeLocalnet = [] }) => [...routeLocalnet]));
  const all = [...parts, ...parts6];
  const shaped = new Map(all.flatMap((each) => [...(each.shaped ?? [])]));
  const further = new Map(all.flatMap((each) => each.interfaces ?? []).map((each) => [each.name, each]));
  const interfaces = [
    ...part.interfaces.map(
      (each): Interface => ({
        ...each,
        ...(open.has(each.name) ? { routeLocalnet: true } : {}),
        ...shaped.get(each.name),
      }),
    ),
    ...further.values(),
  ];
  const sourced = (what: 'firstChains' | 'chains', from = parts) =>
    withSource(
      from.flatMap((each) => each[what] ?? []),
      origin,
    );
  return {
    ...part,
    interfaces,
    firstChains: [...(part.firstChains ?? []), ...sourced('firstChains')],
    chains: [...part.chains, ...sourced('chains')],
    firstChains6: [...(part.firstChains6 ?? []), ...sourced('firstChains', parts6)],
    chains6: [...(part.chains6 ?? []), ...sourced('chains', parts6)],
    unmodelled: [...(part.unmodelled ?? []), ...all.flatMap(({ unmodelled = [] }) => unmodelled)],
  };
}

export type { Attached } from './plugin.ts';
