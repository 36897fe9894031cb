import { type AstNode, type CstNode, isAstNode, isCompositeCstNode, isReference } from 'langium';

/** The place of a node in its tree: `items.3/labels.0`. */
function pathOf(node: AstNode | undefined): string {
  if (!node?.$container) return '';
  return `${pathOf(node.$container)}/${node.$containerProperty}.${node.$containerIndex ?? ''}`;
}

/** Everything that a concrete tree says, a line for each node. */
function* wordsOf(cst: CstNode, depth = 0): Generator<string> {
  const { offset, end, range, hidden } = cst;
  const kind = isCompositeCstNode(cst) ? '' : `${(cst as { tokenType?: { name: string } }).tokenType?.name} ${hidden}`;
  const source = cst.grammarSource;
  const grammar = source ? `${source.$type} ${source.$cstNode?.offset ?? ''} ${source.$containerProperty}` : '';
  const { start } = range;
  yield `${' '.repeat(depth)}${offset}-${end} ${start.line}:${start.character}-${range.end.line}:${range.end.character} ${kind} ${grammar} ${pathOf(cst.astNode)} ${cst.text}`;
  if (!isCompositeCstNode(cst)) return;
  for (const child of cst.content) {
    if (child.container !== cst) yield `a child of ${offset}-${end} has another container`;
    yield* wordsOf(child, depth + 1);
  }
}

/** Everything that an abstract tree says, a line for each value. */
function* valuesOf(node: AstNode): Generator<string> {
  const cst = node.$cstNode;
  yield `${pathOf(node)} ${node.$type} ${cst?.offset}-${cst?.end} ${cst?.astNode === node}`;
  for (const property of Object.keys(node).sort()) {
    if (property.startsWith('$')) continue;
    const value = (node as unknown as Record<string, unknown>)[property];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    for (const each of list) {
      if (isAstNode(each)) {
        if (each.$container !== node) yield `${pathOf(each)} has another container`;
        yield* valuesOf(each);
      } else if (isReference(each)) {
        const owner = (each as unknown as { readonly node: AstNode }).node;
        yield `  ${property} -> ${each.$refText} ${each.$refNode?.offset} ${owner === node}`;
      } else yield `  ${property} ${JSON.stringify(each)}`;
    }
  }
}

/** What the trees of a file say, line by line. */
export const linesOf = (root: AstNode): string[] => [
  ...valuesOf(root),
  ...(root.$cstNode ? wordsOf(root.$cstNode) : []),
];
