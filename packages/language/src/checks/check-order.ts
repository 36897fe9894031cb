import type { AstNode } from 'langium';
import { originOfNode } from '../topology/origin.ts';
import { firstMisplaced, orderOf } from './canonical-order.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';

/** NK134: statements of a block that stand where nobody looks for them. The order changes no meaning. */
export const checkOrder = eachNode((block, accept) => {
  const order = orderOf(block);
  const found = order && firstMisplaced((block as AstNode & { readonly items: readonly AstNode[] }).items, order);
  if (!found) return;
  const names = order.map(({ name }) => name);
  accept('hint', `in the usual order this stands above the ${names[found.below]}: ${names.join(', ')}`, {
    node: found.node,
    range: originOfNode(found.node).range,
    code: codes.order,
    codeDescription: pageOf(codes.order),
  });
});
