import type { CompositeCstNode, CstNode } from 'langium';

type Child = CstNode & { container?: CompositeCstNode };
type Parent = CompositeCstNode & { content: CstNode[] };

/** The members of Langium's builder of concrete syntax trees that {@link addChildrenOneByOne} replaces. They are private. */
export interface CstBuilder {
  appendChildren(parent: Parent, children: readonly Child[]): void;
  insertChildren(parent: Parent, index: number, children: readonly Child[]): void;
}

/** Langium passes the comments before a word as arguments of one call: a hundred thousand of them overflow the stack. */
export function addChildrenOneByOne(builder: CstBuilder): void {
  builder.appendChildren = (parent, children) => {
    for (const child of children) {
      child.container = parent;
      parent.content.push(child);
    }
  };
  builder.insertChildren = (parent, index, children) => {
    if (children.length === 0) return;
    for (const child of children) child.container = parent;
    parent.content = [...parent.content.slice(0, index), ...children, ...parent.content.slice(index)];
  };
}
