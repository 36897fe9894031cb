import type { ElementId, Use, Written } from '@netk/engine';
import type { AstNode, Reference } from 'langium';
import { isUseSecurityGroups, isUseSubnets, type UseEip } from '../generated/ast.ts';
import type { Draft } from './draft.ts';

/** `security-groups a, b`; undefined when no such line is there. */
export function securityGroups(draft: Draft, owner: ElementId, items: readonly AstNode[]): ElementId[] | undefined {
  const lines = items.filter(isUseSecurityGroups);
  if (lines.length === 0) return undefined;
  return lines.flatMap((line) => draft.all(owner, line.groups));
}

/** `subnets a, b`. */
export function subnets(draft: Draft, owner: ElementId, items: readonly AstNode[]): ElementId[] {
  return items.filter(isUseSubnets).flatMap((line) => draft.all(owner, line.subnets));
}

/** `eip 203.0.113.9, …` lines. */
export function eips(draft: Draft, owner: ElementId, nodes: readonly UseEip[]): Written[] {
  return nodes.flatMap((node, index) =>
    draft.written(owner, index === 0 ? 'eip' : `eip.${index}`, node, 'eips', node.eips),
  );
}

/** A reference on a line of its own: `route-table rt-pub`. */
export function use(
  draft: Draft,
  owner: ElementId,
  name: string,
  node: AstNode | undefined,
  reference: Reference | undefined,
): Use | undefined {
  if (!node) return undefined;
  const id = draft.part(owner, name, node);
  const of = draft.of(id, reference);
  return of && { id, of };
}
