import { type AstNode, AstUtils } from 'langium';
import { isCluster, isGiven, isNamespace } from '../generated/ast.ts';
import { defaultNamespace, outerScope } from './scope-of.ts';

/** The scopes that a place of a file looks names up in, nearest first. The file itself is not among them. */
export function contextScopes(node: AstNode): readonly (readonly string[])[] {
  const given = node.$container && AstUtils.getContainerOfType(node.$container, isGiven);
  const overlaid = given?.ref?.ref;
  // What stands in a `given` block is read as if it stood in the element.
  if (overlaid) return contextScopes(overlaid);
  const outer = outerScope(node) ?? (isCluster(node) ? node.name : undefined);
  if (outer === undefined) return [];
  const cluster = AstUtils.getContainerOfType(node, isCluster);
  if (!cluster) return [[outer]];
  const namespace = AstUtils.getContainerOfType(node, isNamespace)?.name ?? defaultNamespace;
  const network = cluster.network?.$refText;
  return [[outer, namespace], ...(network ? [[network]] : [])];
}
