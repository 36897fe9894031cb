import { type AstNode, AstUtils, type LangiumDocuments, type ValidationAcceptor } from 'langium';
import { DiagnosticTag } from 'vscode-languageserver-types';
import {
  isExpose,
  isNamespace,
  isNode,
  isNodeGroup,
  isPod,
  isRequirement,
  isSelector,
  isService,
  isSetting,
  isTags,
  isWorkload,
  type Label,
  type NetkFile,
} from '../generated/ast.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { treeNodes } from '../syntax/tree-nodes.ts';
import { codes, pageOf } from './codes.ts';

/** Kubernetes and its components read labels of these domains themselves. */
const wellKnown = /(^|\.)(kubernetes\.io|k8s\.io|k8s\.aws|amazonaws\.com)\//;

/** Elements that selectors choose among. A workload with an `expose` line selects by all labels of its pods. */
const isSelected = (node: AstNode): boolean =>
  isPod(node) ||
  isNode(node) ||
  isNodeGroup(node) ||
  isNamespace(node) ||
  (isWorkload(node) && !node.items.some(isExpose));

/** The keys that something in a file selects by, added to `keys`. Settings name keys too: `topologySpread`, the CNI's. */
function addSelected(file: NetkFile, keys: Set<string>): void {
  for (const node of treeNodes(file)) {
    if (isRequirement(node)) keys.add(node.key);
    else if (isSetting(node)) for (const value of node.values) keys.add(String(value).replace(/=.*$/, ''));
    else if (isService(node) && !node.items.some(isSelector)) keys.add('app');
  }
}

/** NK132: labels of pods, nodes and namespaces whose key no selector of this file asks for, nor of files that import it. */
export function checkLabels(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const labels = treeNodes(file)
    .filter(isTags)
    .filter((node) => node.kind === 'labels' && isSelected(node.$container))
    .flatMap((node) => node.labels)
    .filter(({ key }) => key && !wellKnown.test(key));
  if (labels.length === 0) return;
  const keys = new Set<string>();
  const document = AstUtils.getDocument(file);
  for (const each of visibleFiles(document, documents)) addSelected(each.parseResult.value, keys);
  const unused = (): Label[] => labels.filter(({ key }) => !keys.has(key));
  if (unused().length === 0) return;
  for (const other of documents.all) {
    const seen = visibleFiles(other, documents);
    if (other !== document && seen.some((each) => each === document)) addSelected(seen[0]!.parseResult.value, keys);
  }
  for (const node of unused()) {
    accept('hint', `no selector asks for label ${node.key}`, {
      node,
      tags: [DiagnosticTag.Unnecessary],
      code: codes.unusedLabel,
      codeDescription: pageOf(codes.unusedLabel),
    });
  }
}
