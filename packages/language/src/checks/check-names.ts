import { isRouteTarget, isSecurityGroup } from '../generated/ast.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';

/** NK137: names that are words at the only places where the element could be meant. */
export const checkNames = eachNode((node, accept) => {
  const { name } = node as { readonly name?: string };
  const hidden =
    isSecurityGroup(node) && name === 'self'
      ? "'self' in a rule is the group of the rule"
      : isRouteTarget(node) && (name === 'local' || name === 'blackhole' || name === 'default-internet-gateway')
        ? `'${name}' in a route is a word`
        : undefined;
  if (hidden === undefined) return;
  accept('hint', `${hidden}: this element cannot be meant there`, {
    node,
    property: 'name' as never,
    code: codes.hiddenName,
    codeDescription: pageOf(codes.hiddenName),
  });
});
