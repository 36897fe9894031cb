import type { KubeGateway, KubeRoute } from '@netk/engine';
import {
  isGatewayListener,
  isParentRefs,
  isPlaceInSubnet,
  isRouteRule,
  isSetting,
  isTags,
  type KubeGateway as KubeGatewayNode,
  type KubeRoute as KubeRouteNode,
} from '../generated/ast.ts';
import { namespaced } from '../names/scope-of.ts';
import { type Draft, docOf, maybe, present } from './draft.ts';
import { tagSettings } from './labels.ts';
import { backend, placements } from './services.ts';
import { securityGroups, subnets } from './uses.ts';

/** A Gateway, with its listeners. */
export function kubeGateway(draft: Draft, node: KubeGatewayNode): KubeGateway | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const { items } = node;
  const listeners = items.filter(isGatewayListener).map((item) => {
    const own = draft.element(item);
    return (
      own && {
        ...{ id: own, name: item.name, protocol: item.protocol ?? '', port: item.port ?? 0 },
        settings: draft.settings(own, item.items.filter(isSetting)),
      }
    );
  });
  return {
    id,
    ...namespaced(node, node.name),
    ...docOf(node),
    ...maybe('controller', node.controller),
    listeners: present(listeners),
    placements: placements(draft, id, items.filter(isPlaceInSubnet)),
    vips: [],
    subnets: subnets(draft, id, items),
    securityGroups: securityGroups(draft, id, items) ?? [],
    settings: [...draft.settings(id, items.filter(isSetting)), ...tagSettings(draft, id, items.filter(isTags))],
  };
}

/** A route, with its rules. */
export function kubeRoute(draft: Draft, node: KubeRouteNode): KubeRoute | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const { items } = node;
  const parents = items.filter(isParentRefs).flatMap((item) => draft.all(id, item.parents));
  const rules = items.filter(isRouteRule).map((item, index) => {
    const rule = draft.part(id, `rule.${index}`, item);
    return {
      id: rule,
      ...maybe('path', item.path),
      ...maybe('pathType', item.pathType),
      ...maybe('method', item.method),
      headers: [...item.headers],
      queries: [...item.queries],
      backends: present(item.backends.map((part) => backend(draft, rule, part))),
      settings: draft.settings(rule, item.items.filter(isSetting)),
    };
  });
  return {
    ...{ id, kind: node.kind, ...namespaced(node, node.name), ...docOf(node), parents, rules },
    settings: [...draft.settings(id, items.filter(isSetting)), ...tagSettings(draft, id, items.filter(isTags))],
  };
}
