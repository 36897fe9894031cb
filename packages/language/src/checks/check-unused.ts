import { type AstNode, AstUtils, type LangiumDocuments, type Reference, type ValidationAcceptor } from 'langium';
import { DiagnosticTag } from 'vscode-languageserver-types';
import {
  isNetworkAcl,
  isPeer,
  isRouteTable,
  isSecurityGroup,
  isUseNetworkAcl,
  isUseRouteTable,
  isUseSecurityGroups,
  type NetkFile,
} from '../generated/ast.ts';
import { declarationOf } from '../names/linker.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { treeNodes } from '../syntax/tree-nodes.ts';
import { originOfNode } from '../topology/origin.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { removal } from './remove-statement.ts';

/** What has no effect unless something has it: the word of the statement, and who could have it. */
function kindOf(node: AstNode): readonly [word: string, users: string] | undefined {
  if (isRouteTable(node)) return ['route-table', 'no subnet uses'];
  if (isNetworkAcl(node)) return ['network-acl', 'no subnet uses'];
  return isSecurityGroup(node) ? ['security-group', 'no interface has'] : undefined;
}

/** The references of a statement by which something gets a table, a group or an ACL. */
function usesOf(node: AstNode): readonly (Reference | undefined)[] {
  if (isUseRouteTable(node)) return [node.table];
  if (isUseNetworkAcl(node)) return [node.acl];
  return isUseSecurityGroups(node) ? node.groups : [];
}

function removeWhatIsMeant(
  unused: Set<AstNode>,
  file: NetkFile,
  references: (node: AstNode) => readonly (Reference | undefined)[],
): void {
  if (unused.size === 0) return;
  for (const node of treeNodes(file))
    for (const reference of references(node)) {
      const meant = declarationOf(reference)?.node;
      if (meant) unused.delete(meant);
    }
}

/** NK131: route tables, network ACLs and security groups that nothing in this file uses, nor in files that import it. */
export function checkUnused(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const unused = new Set(treeNodes(file).filter((node) => kindOf(node) !== undefined));
  removeWhatIsMeant(unused, file, usesOf);
  if (unused.size === 0) return;
  const document = AstUtils.getDocument(file);
  const seers = documents.all
    .filter((other) => other !== document && visibleFiles(other, documents).some((each) => each === document))
    .map((other) => other.parseResult.value as NetkFile)
    .toArray();
  for (const other of seers) removeWhatIsMeant(unused, other, usesOf);
  const unnamed = new Set(unused);
  for (const each of [file, ...seers])
    removeWhatIsMeant(unnamed, each, (node) => (isPeer(node) && node.group ? [node.group] : []));
  for (const node of unused) {
    const { name } = node as { readonly name?: string };
    const [word, users] = kindOf(node)!;
    if (!name) continue;
    accept('hint', `${users} ${word} ${name}`, {
      node,
      range: originOfNode(node).name,
      tags: [DiagnosticTag.Unnecessary],
      code: codes.unused,
      codeDescription: pageOf(codes.unused),
      ...(unnamed.has(node)
        ? { data: { code: codes.unused, fixes: removal(node, `Remove ${word} ${name}`) } satisfies FixData }
        : {}),
    });
  }
}
