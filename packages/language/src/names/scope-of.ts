import { type AstNode, AstUtils } from 'langium';
import { isCluster, isInternet, isNamespace, isVpc } from '../generated/ast.ts';

/** The namespace of objects outside any `namespace` block. */
export const defaultNamespace = 'default';

/** The name of the namespace block around a statement, not its own; undefined: it stands in none. */
export const namespaceAround = (node: AstNode): string | undefined =>
  node.$container && AstUtils.getContainerOfType(node.$container, isNamespace)?.name;

/** `kube-system/coredns-a` → namespace and name; a plain name has the namespace of the block around it. */
export function namespaced(node: AstNode, written: string): { readonly namespace: string; readonly name: string } {
  const slash = written.lastIndexOf('/');
  const around = AstUtils.getContainerOfType(node, isNamespace)?.name || defaultNamespace;
  return slash < 0
    ? { namespace: around, name: written }
    : { namespace: written.slice(0, slash) || around, name: written.slice(slash + 1) };
}

/** The name of the cluster, VPC or `internet` block around a node; undefined at the top of a file. */
export function outerScope(node: AstNode): string | undefined {
  for (let at: AstNode | undefined = node.$container; at; at = at.$container) {
    if (isVpc(at) || isCluster(at)) return at.name ?? '';
    if (isInternet(at)) return 'internet';
  }
  return undefined;
}
