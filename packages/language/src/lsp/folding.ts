import { type AstNode, type CstNode, isCompositeCstNode, type LangiumDocument } from 'langium';
import { DefaultFoldingRangeProvider, type FoldingRangeAcceptor } from 'langium/lsp';
import { FoldingRangeKind } from 'vscode-languageserver-types';
import { treeNodes } from '../syntax/tree-nodes.ts';

/** Blocks and comments that can be folded. Goes through lists, where Langium streams every word of the file. */
export class NetkFolding extends DefaultFoldingRangeProvider {
  protected override collectFolding(document: LangiumDocument, accept: FoldingRangeAcceptor): void {
    const root = document.parseResult.value;
    for (const node of treeNodes(root)) if (node !== root) this.collectObjectFolding(document, node, accept);
    this.collectCommentFolding(document, root, accept);
  }

  protected override collectCommentFolding(
    document: LangiumDocument,
    root: AstNode,
    accept: FoldingRangeAcceptor,
  ): void {
    const visit = (cst: CstNode): void => {
      if (isCompositeCstNode(cst)) cst.content.forEach(visit);
      else if (cst.hidden) {
        const range = this.toFoldingRange(document, cst, FoldingRangeKind.Comment);
        if (range) accept(range);
      }
    };
    if (root.$cstNode) visit(root.$cstNode);
  }
}
