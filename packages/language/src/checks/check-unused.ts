import { type AstNode, AstUtils, type LangiumDocuments, type Reference, type ValidationAcceptor } from 'langium';
import { DiagnosticTag } from 'vscode-languageserver-types';
import {
  isAssociation,
  isGiven,
  isNetworkAcl,
  isPeer,
  isPropagation,
  isRouteTable,
  isSecurityGroup,
  isSetting,
  isTransitGateway,
  isUseNetworkAcl,
  isUseRouteTable,
  isUseSecurityGroups,
  type NetkFile,
  type RouteTable,
} from '../generated/ast.ts';
import { declarationOf } from '../names/linker.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { perPart } from '../syntax/tree-nodes.ts';
import { originOfNode } from '../topology/origin.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { removal } from './remove-statement.ts';

/** What has no effect unless something has it: the word of the statement, and who could have it. */
function kindOf(node: AstNode): readonly [word: string, users: string] | undefined {
  if (isRouteTable(node) && isTransitGateway(node.$container)) return ['route-table', 'no attachment uses'];
  if (isRouteTable(node)) return isMain(node) ? undefined : ['route-table', 'no subnet uses'];
  if (isNetworkAcl(node)) return ['network-acl', 'no subnet uses'];
  return isSecurityGroup(node) ? ['security-group', 'no interface has'] : undefined;
}

/** The main table works for every subnet that names none, also for those that come. */
const isMain = ({ items }: RouteTable): boolean =>
  items.some((item) => isSetting(item) && item.key === 'main' && String(item.values[0]) === 'true');

/** What a `given` block says of a table is about one that stands elsewhere. */
const ownedIn = perPart((node) => (kindOf(node) && !isGiven(node.$container) ? [node] : []));

/** The references by which something gets a table, a group or an ACL. */
const usesIn = perPart((node): readonly Reference[] => {
  if (isUseRouteTable(node)) return [node.table];
  if (isUseNetworkAcl(node)) return [node.acl];
  if (isAssociation(node)) return [node.table];
  if (isPropagation(node)) return node.tables;
  return isUseSecurityGroups(node) ? node.groups : [];
});

/** The groups that rules of other groups name. */
const peersIn = perPart((node): readonly Reference[] => (isPeer(node) && node.group ? [node.group] : []));

function removeWhatIsMeant(from: Set<AstNode>, references: readonly Reference[]): void {
  for (const reference of references) {
    const meant = from.size > 0 && declarationOf(reference)?.node;
    if (meant) from.delete(meant);
  }
}

/** NK131: route tables, network ACLs and security groups that nothing in this file uses, nor in files that import it. */
export function checkUnused(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const unused = new Set(ownedIn(file));
  removeWhatIsMeant(unused, usesIn(file));
  if (unused.size === 0) return;
  const document = AstUtils.getDocument(file);
  const seers = documents.all
    .filter((other) => other !== document && visibleFiles(other, documents).some((each) => each === document))
    .map((other) => other.parseResult.value as NetkFile)
    .toArray();
  for (const other of seers) removeWhatIsMeant(unused, usesIn(other));
  const unnamed = new Set(unused);
  for (const each of [file, ...seers]) removeWhatIsMeant(unnamed, peersIn(each));
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
