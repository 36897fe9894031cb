import type { AstNode } from 'langium';
import { isCluster, isNamespace } from '../generated/ast.ts';
import { aroundOfType, defaultNamespace, outerScope } from './scope-of.ts';

/** A scope by its names, outermost first, and the block that it is: a cluster and a VPC may have one name. */
export interface ContextScope {
  readonly path: readonly string[];
  readonly block: 'network' | 'cluster';
}

/** The scopes that a place of a file looks names up in, nearest first. The file itself is not among them. */
export function contextScopes(node: AstNode): readonly ContextScope[] {
  const outer = outerScope(node) ?? (isCluster(node) ? node.name : undefined);
  if (outer === undefined) return [];
  const cluster = aroundOfType(node, isCluster);
  if (!cluster) return [{ path: [outer], block: 'network' }];
  const namespace = aroundOfType(node, isNamespace)?.name ?? defaultNamespace;
  const network = cluster.network?.$refText;
  const own: ContextScope = { path: [outer, namespace], block: 'cluster' };
  return network ? [own, { path: [network], block: 'network' }] : [own];
}
