import { type AstNode, AstUtils } from 'langium';
import { isCluster, isGiven, isNamespace } from '../generated/ast.ts';
import { defaultNamespace, outerScope } from './scope-of.ts';

/** A scope by its names, outermost first, and the block that it is: a cluster and a VPC may have one name. */
export interface ContextScope {
  readonly path: readonly string[];
  readonly block: 'network' | 'cluster';
}

/** The scopes that a place of a file looks names up in, nearest first. The file itself is not among them. */
export function contextScopes(node: AstNode): readonly ContextScope[] {
  const given = node.$container && AstUtils.getContainerOfType(node.$container, isGiven);
  const overlaid = given?.ref?.ref;
  // What stands in a `given` block is read as if it stood in the element.
  if (overlaid) return contextScopes(overlaid);
  const outer = outerScope(node) ?? (isCluster(node) ? node.name : undefined);
  if (outer === undefined) return [];
  const cluster = AstUtils.getContainerOfType(node, isCluster);
  if (!cluster) return [{ path: [outer], block: 'network' }];
  const namespace = AstUtils.getContainerOfType(node, isNamespace)?.name ?? defaultNamespace;
  const network = cluster.network?.$refText;
  const own: ContextScope = { path: [outer, namespace], block: 'cluster' };
  return network ? [own, { path: [network], block: 'network' }] : [own];
}
