import {
  type AstNode,
  AstUtils,
  type CstNode,
  CstUtils,
  GrammarUtils,
  type LangiumDocument,
  type LangiumDocuments,
} from 'langium';
import type { RenameProvider } from 'langium/lsp';
import type { Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { isCluster, isGiven, isNamespace, isVpc } from '../generated/ast.ts';
import { type Declaration, isSameElement } from '../names/declaration.ts';
import { referenceAt } from '../names/declaration-at.ts';
import { declarationsOfGiven } from '../names/declarations.ts';
import { declarationOf } from '../names/linker.ts';
import { nameTableOf, nameTablesOf } from '../names/name-table.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { writtenName } from '../names/written-name.ts';
import type { NetkServices } from '../netk-services.ts';

/** The words of a qualified name, without the slashes. */
const partsOf = (cst: CstNode | undefined): CstNode[] =>
  cst
    ? CstUtils.flattenCst(cst)
        .filter((leaf) => !leaf.hidden && leaf.text !== '/')
        .toArray()
    : [];

const nameNodeOf = (node: AstNode): CstNode | undefined => GrammarUtils.findNodeForProperty(node.$cstNode, 'name');

/** A name as it must be written, and quoted if it was quoted before. */
const written = (name: string, before: string): string => (before.startsWith('"') ? `"${name}"` : writtenName(name));

/** Whether a block has an element in it. */
function isAround(block: AstNode, node: AstNode): boolean {
  for (let at = node.$container; at; at = at.$container) if (at === block) return true;
  return false;
}

/** Renames an element with everything that names it: references, names that it generates, and qualified names below it. */
export class NetkRename implements RenameProvider {
  private readonly documents: LangiumDocuments;

  constructor(services: NetkServices) {
    this.documents = services.shared.workspace.LangiumDocuments;
  }

  prepareRename(document: LangiumDocument, params: { readonly position: Position }): Range | undefined {
    const found = this.targetAt(document, params.position);
    return found?.at.range;
  }

  rename(
    document: LangiumDocument,
    params: { readonly position: Position; readonly newName: string },
  ): WorkspaceEdit | undefined {
    const target = this.targetAt(document, params.position)?.target;
    const old = target && (target as { readonly name?: string }).name?.split('/').at(-1);
    if (!target || !old) return undefined;
    const changes: Record<string, TextEdit[]> = {};
    const edit = (cst: CstNode | undefined, name: string): void => {
      if (!cst) return;
      const uri = AstUtils.getDocument(cst.astNode).uri.toString();
      const list = changes[uri] ?? [];
      changes[uri] = list;
      const newText = written(name, cst.text);
      const known = list.some(({ range }) => JSON.stringify(range) === JSON.stringify(cst.range));
      if (!known) list.push({ range: cst.range, newText });
    };
    edit(partsOf(nameNodeOf(target)).at(-1), params.newName);
    for (const node of this.overlaysOf(target)) edit(partsOf(nameNodeOf(node)).at(-1), params.newName);
    for (const file of this.documents.all) {
      for (const { declared } of [nameTableOf(file.parseResult.value).declarations]) {
        for (const declaration of declared)
          this.editQualifier(declaration, partsOf(nameNodeOf(declaration.node)), target, params.newName, edit);
      }
      for (const node of AstUtils.streamAst(file.parseResult.value)) {
        for (const { reference } of AstUtils.streamReferences(node)) {
          const declaration = 'ref' in reference ? declarationOf(reference) : undefined;
          if (!declaration) continue;
          const parts = partsOf(reference.$refNode);
          if (declaration.node === target) {
            const suffix = declaration.name === old ? '' : declaration.name.slice(old.length);
            edit(parts.at(-1), params.newName + suffix);
          } else this.editQualifier(declaration, parts, target, params.newName, edit);
        }
      }
    }
    return { changes };
  }

  /** The blocks in `given` blocks that are laid on an element. */
  private overlaysOf(target: AstNode): AstNode[] {
    const own = nameTableOf(AstUtils.findRootNode(target)).declarations.declared.find(({ node }) => node === target);
    if (!own) return [];
    return [...this.documents.all]
      .flatMap((file) => AstUtils.streamAst(file.parseResult.value).filter(isGiven).toArray())
      .flatMap((given) => declarationsOfGiven(given).declared)
      .filter((declaration) => isSameElement(declaration, own))
      .map(({ node }) => node);
  }

  /** The element itself, where a block in a `given` block is laid on it. */
  private overlaid(node: AstNode, document: LangiumDocument): AstNode {
    const given = AstUtils.getContainerOfType(node, isGiven);
    const own = given && declarationsOfGiven(given).declared.find((declaration) => declaration.node === node);
    if (!own) return node;
    const tables = nameTablesOf(visibleFiles(document, this.documents));
    const declared = tables.flatMap(({ declarations }) => declarations.declared);
    return declared.find((declaration) => isSameElement(declaration, own))?.node ?? node;
  }

  /** `shop/web` names the namespace `shop` too. */
  private editQualifier(
    { scope, node }: Declaration,
    parts: readonly CstNode[],
    target: AstNode,
    newName: string,
    edit: (cst: CstNode | undefined, name: string) => void,
  ): void {
    if (parts.length < 2) return;
    const at = isVpc(target) || isCluster(target) ? 0 : isNamespace(target) ? 1 : -1;
    // A VPC and a cluster may share a name: what counts is the block that the element stands in.
    const block = at === 1 ? AstUtils.getContainerOfType(target, isCluster) : target;
    if (at < 0 || !block || !isAround(block, node) || scope[at] !== (target as { readonly name?: string }).name) return;
    edit(parts[parts.length - 1 - scope.length + at], newName);
  }

  /** The element whose name, or a reference to which, is under the caret; and the word there. */
  private targetAt(document: LangiumDocument, position: Position): { target: AstNode; at: CstNode } | undefined {
    const offset = document.textDocument.offsetAt(position);
    const covers = (cst: CstNode | undefined): boolean =>
      cst !== undefined && cst.offset <= offset && offset <= cst.end;
    const reference = referenceAt(document, position);
    if (reference) {
      const declaration = declarationOf(reference);
      const at = partsOf(reference.$refNode).at(-1);
      return declaration && at && covers(at) ? { target: declaration.node, at } : undefined;
    }
    const root = document.parseResult.value.$cstNode;
    const leaf =
      root && (CstUtils.findLeafNodeAtOffset(root, offset) ?? CstUtils.findLeafNodeAtOffset(root, offset - 1));
    const target = leaf?.astNode;
    const at = target && partsOf(nameNodeOf(target)).at(-1);
    return target && at && covers(at) ? { target: this.overlaid(target, document), at } : undefined;
  }
}
