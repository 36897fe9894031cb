import type { AstNode } from 'langium';
import { isCluster, isGiven, isInternet, isNamespace, isTransitGateway, isVpc } from '../generated/ast.ts';

/** The namespace of objects outside any `namespace` block. */
export const defaultNamespace = 'default';

/** The block that a statement stands in. What stands in a `given` block is read as if it stood in the element. */
export const blockAround = (node: AstNode): AstNode | undefined =>
  isGiven(node.$container) ? node.$container.ref?.ref : node.$container;

/** A node itself, or the nearest block around it, that is of a type. */
export function aroundOfType<T extends AstNode>(
  node: AstNode | undefined,
  isOfType: (node: unknown) => node is T,
): T | undefined {
  for (let at = node; at; at = blockAround(at)) if (isOfType(at)) return at;
  return undefined;
}

/** The name of the namespace block around a statement, not its own; undefined: it stands in none. */
export const namespaceAround = (node: AstNode): string | undefined =>
  aroundOfType(blockAround(node), isNamespace)?.name;

/** `kube-system/coredns-a` → namespace and name; a plain name has the namespace of the block around it. */
export function namespaced(node: AstNode, written: string): { readonly namespace: string; readonly name: string } {
  const slash = written.lastIndexOf('/');
  const around = aroundOfType(node, isNamespace)?.name || defaultNamespace;
  return slash < 0
    ? { namespace: around, name: written }
    : { namespace: written.slice(0, slash) || around, name: written.slice(slash + 1) };
}

/** The name of the cluster, VPC, transit gateway or `internet` block around a node; undefined at the top of a file. */
export function outerScope(node: AstNode): string | undefined {
  for (let at = blockAround(node); at; at = blockAround(at)) {
    if (isVpc(at) || isCluster(at) || isTransitGateway(at)) return at.name ?? '';
    if (isInternet(at)) return 'internet';
  }
  return undefined;
}
