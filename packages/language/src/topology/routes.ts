import type { ElementId, Route, RouteTarget } from '@netk/engine';
import { isSetting, isTags, type Route as RouteNode } from '../generated/ast.ts';
import { builtinOf } from '../names/linker.ts';
import { type Draft, maybe } from './draft.ts';
import { tagSettings } from './labels.ts';

function target(draft: Draft, route: ElementId, node: RouteNode): RouteTarget | undefined {
  const builtin = builtinOf(node.target);
  if (builtin === 'blackhole' || builtin === 'local') return { kind: builtin };
  if (builtin === 'default-internet-gateway') return { kind: 'internet' };
  const of = draft.of(route, node.target);
  return of && { kind: 'element', of };
}

/** The `route` lines of a table, in their order, without those whose target does not resolve. */
export function routes(draft: Draft, owner: ElementId, nodes: readonly RouteNode[]): Route[] {
  const out: Route[] = [];
  for (const [index, node] of nodes.entries()) {
    const destination = node.destination ?? node.prefixList?.$refText;
    if (!destination) continue;
    const id = draft.part(owner, `route.${index}`, node);
    const to = target(draft, id, node);
    const list = draft.of(id, node.prefixList);
    const settings = [
      ...draft.settings(id, node.items.filter(isSetting)),
      ...tagSettings(draft, id, node.items.filter(isTags)),
    ];
    if (to)
      out.push({ id, destination, ...maybe('list', list), target: to, ...(settings.length > 0 ? { settings } : {}) });
  }
  return out;
}
