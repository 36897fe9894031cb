import type { AstNode, ValidationAcceptor } from 'langium';
import type { NetkFile } from '../generated/ast.ts';
import { partsOf } from '../syntax/tree-nodes.ts';

/**
 * Makes a check of a file of a check of single nodes. What that says of a node must follow from the node, what is in it
 * and the kinds of the blocks around it, so that large statements that were found right are not looked at again.
 */
export function eachNode(
  check: (node: AstNode, accept: ValidationAcceptor) => void,
): (file: NetkFile, accept: ValidationAcceptor) => void {
  const right = new WeakSet<AstNode>();
  const isRight = (root: AstNode, accept: ValidationAcceptor): boolean => {
    let found = false;
    const watched: ValidationAcceptor = (severity, message, info) => {
      found = true;
      accept(severity, message, info);
    };
    for (const { node, isLarge } of partsOf(root)) {
      if (!isLarge) check(node, watched);
      else if (!right.has(node) && !isRight(node, accept)) found = true;
    }
    if (!found) right.add(root);
    return !found;
  };
  return (file, accept) => void isRight(file, accept);
}
