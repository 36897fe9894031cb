import type { IToken } from 'chevrotain';
import type { CompositeCstNode, CstNode, LeafCstNode } from 'langium';

type Child = CstNode & { container?: CompositeCstNode };
type Parent = CompositeCstNode & { content: CstNode[] };

/** The members of Langium's builder of concrete syntax trees that {@link addHiddenQuickly} replaces and uses. They are private. */
export interface CstBuilder {
  readonly current: Parent;
  readonly rootNode: Parent;
  createLeafNode(token: IToken, hidden: boolean): LeafCstNode;
  addHiddenNodes(tokens: readonly IToken[]): void;
}

/** More children than this are not passed as arguments of one call: a hundred thousand overflow the stack. */
const mostArguments = 1000;

function insert(parent: Parent, index: number, children: readonly Child[]): void {
  for (const child of children) child.container = parent;
  if (children.length <= mostArguments) parent.content.splice(index, 0, ...children);
  else parent.content = [...parent.content.slice(0, index), ...children, ...parent.content.slice(index)];
}

/**
 * Puts comments into the tree where Langium does: before the word that follows them. Langium looks for the place before
 * every word, comment or not, from the first child of each node on, which is quadratic in the statements of a block.
 */
export function addHiddenQuickly(builder: CstBuilder): void {
  builder.addHiddenNodes = (tokens) => {
    if (tokens.length === 0) return;
    const nodes = tokens.map((token) => builder.createLeafNode(token, true));
    let { current } = builder;
    if (current.content.length > 0) {
      insert(current, current.content.length, nodes);
      return;
    }
    for (let parent = current.container; parent; parent = current.container) {
      const index = parent.content.lastIndexOf(current);
      current = parent as Parent;
      if (index <= 0) continue;
      insert(current, index, nodes);
      return;
    }
    insert(builder.rootNode, 0, nodes);
  };
}
