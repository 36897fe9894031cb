import { type AstNode, isAstNode, isReference, type Linker } from 'langium';
import { partOf } from './concrete.ts';

type Writable = AstNode & { $container?: AstNode; $containerProperty?: string; $containerIndex?: number };

/** A copy of a node that its children and its words belong to from now on. */
function copyOf(node: AstNode, linker: Linker): AstNode {
  const copy = { ...node };
  const part = partOf(node);
  if (part) part._astNode = copy;
  const adopted = (value: unknown, property: string): unknown => {
    if (isAstNode(value)) (value as Writable).$container = copy;
    else if (isReference(value)) return linker.buildReference(copy, property, value.$refNode, value.$refText);
    return value;
  };
  for (const property in copy) {
    if (property.startsWith('$')) continue;
    const fields = copy as unknown as Record<string, unknown>;
    const value = fields[property];
    fields[property] = Array.isArray(value) ? value.map((each) => adopted(each, property)) : adopted(value, property);
  }
  return copy;
}

/** Puts a statement where another one stood. */
function put(statement: AstNode, old: AstNode, parent: AstNode): void {
  const { $containerProperty: property, $containerIndex: index } = old;
  const place: Writable = statement;
  place.$container = parent;
  if (property === undefined) throw new Error('a statement stands in no property');
  place.$containerProperty = property;
  const fields = parent as unknown as Record<string, unknown>;
  if (index === undefined) fields[property] = statement;
  else {
    place.$containerIndex = index;
    (fields[property] as AstNode[])[index] = statement;
  }
}

/**
 * Replaces a statement by another one, and everything around it by copies; the new root. A node of a tree therefore
 * never changes but for places: what was computed of a node is true as long as the same node is in the tree.
 */
export function replace(old: AstNode, fresh: AstNode, linker: Linker): AstNode {
  let [before, after] = [old, fresh];
  for (let parent = before.$container; parent; parent = before.$container) {
    const copy = copyOf(parent, linker);
    put(after, before, copy);
    [before, after] = [parent, copy];
  }
  return after;
}

/** The root of a tree in which a node, and everything around it, is a copy: their extent changed, and nothing else. */
export const renewed = (node: AstNode, linker: Linker): AstNode => replace(node, copyOf(node, linker), linker);
