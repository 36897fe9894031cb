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
import { perPart } from '../syntax/tree-nodes.ts';
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

/** The keys that a node selects by. Settings name keys too: `topologySpread`, the CNI's. */
const selectedIn = perPart((node): readonly string[] => {
  if (isRequirement(node)) return [node.key];
  if (isSetting(node)) return node.values.map((value) => String(value).replace(/=.*$/, ''));
  return isService(node) && !node.items.some(isSelector) ? ['app'] : [];
});

/** Labels that somebody has to select by, or they are for nothing. */
const labelsIn = perPart((node): readonly Label[] =>
  isTags(node) && node.kind === 'labels' && isSelected(node.$container)
    ? node.labels.filter(({ key }) => key && !wellKnown.test(key))
    : [],
);

/** NK132: labels of pods, nodes and namespaces whose key no selector of this file asks for, nor of files that import it. */
export function checkLabels(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const labels = labelsIn(file);
  if (labels.length === 0) return;
  const keys = new Set<string>();
  const add = (other: NetkFile): void => {
    for (const key of selectedIn(other)) keys.add(key);
  };
  const document = AstUtils.getDocument(file);
  for (const each of visibleFiles(document, documents)) add(each.parseResult.value);
  const unused = (): Label[] => labels.filter(({ key }) => !keys.has(key));
  if (unused().length === 0) return;
  for (const other of documents.all) {
    const seen = visibleFiles(other, documents);
    if (other !== document && seen.some((each) => each === document)) add(seen[0]!.parseResult.value);
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
