import type { AstNode, CstNode, GrammarAST } from 'langium';

/**
 * A word in Langium's concrete syntax tree, with the fields behind its places. They are private: the version of Langium
 * is pinned, and the reparse test compares each of them with a whole parse.
 */
export interface Leaf {
  _offset: number;
  _length: number;
  _startLine: number;
  _startColumn: number;
  _endLine: number;
  _endColumn: number;
  readonly _hidden: boolean;
  readonly tokenType: { readonly name: string };
  container: Composite | undefined;
}

/** An inner node of that tree. */
export interface Composite {
  content: Part[];
  container: Composite | undefined;
  _astNode: AstNode | undefined;
  _rangeCache: unknown;
  readonly grammarSource: GrammarAST.AbstractElement | undefined;
  readonly offset: number;
  readonly end: number;
}

export type Part = Leaf | Composite;

export const isComposite = (part: Part): part is Composite => 'content' in part;

/** The node of a statement, as this folder sees it. */
export const partOf = (node: AstNode): Composite | undefined => node.$cstNode as unknown as Composite | undefined;

/** The same node, as Langium's interface has it. */
export const asCst = (part: Part): CstNode => part as unknown as CstNode;

/** The node with a statement's own words: rules that are a choice of others wrap it. */
export function innermost(part: Composite): Composite {
  let at = part;
  for (;;) {
    const [only, ...more] = at.content;
    if (!only || more.length > 0 || !isComposite(only)) return at;
    at = only;
  }
}
