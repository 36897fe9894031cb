import { type AstNode, isAstNode, isReference } from 'langium';

/** A tree without places: types, values, and references as they are written. */
export const shapeOf = (node: AstNode): unknown => {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (isReference(value)) return value.$refText;
    return isAstNode(value) ? shapeOf(value) : value;
  };
  const own = Object.entries(node).filter(([key]) => !key.startsWith('$') && !key.startsWith('_'));
  return { $type: node.$type, ...Object.fromEntries(own.map(([key, value]) => [key, plain(value)])) };
};
