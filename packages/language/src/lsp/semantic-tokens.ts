import {
  type AstNode,
  type Cancellation,
  type CstNode,
  GrammarUtils,
  interruptAndCheck,
  isReference,
  type LangiumDocument,
  type Reference,
} from 'langium';
import { AbstractSemanticTokenProvider, type SemanticTokenAcceptor } from 'langium/lsp';
import { isLabel, isRequirement, isSetting } from '../generated/ast.ts';
import { builtinOf, declarationOf } from '../names/linker.ts';
import { perPart } from '../syntax/tree-nodes.ts';
import { registryPlaces } from '../words/registries.ts';

const registryProperties = new Map<string, string[]>();
for (const [type, property] of registryPlaces) {
  registryProperties.set(type, [...(registryProperties.get(type) ?? []), property]);
}

/** Things that stand still are classes, things that run are variables, things that are asked are functions. */
const tokenTypeOf = (type: string): string => {
  if (['Vpc', 'Cluster', 'Namespace', 'Internet', 'Lan', 'AutonomousSystem'].includes(type)) return 'namespace';
  if (['Walk'].includes(type)) return 'function';
  return ['Pod', 'Workload', 'Service', 'Ingress', 'Container'].includes(type) ? 'variable' : 'class';
};

/** Some words of a node and what they are; a reference is what it means. */
type Highlight = { readonly cst: CstNode; readonly type: string; readonly modifier?: string } | Reference;

function* referencesOf(node: AstNode): Generator<Reference> {
  for (const property in node) {
    if (property.startsWith('$')) continue;
    const value: unknown = node[property as keyof AstNode];
    for (const each of Array.isArray(value) ? value : [value]) if (isReference(each)) yield each;
  }
}

function highlightsIn(node: AstNode): Highlight[] {
  const name = 'name' in node && GrammarUtils.findNodeForProperty(node.$cstNode, 'name');
  const found: Highlight[] =
    name && !name.text.startsWith('"') ? [{ cst: name, type: tokenTypeOf(node.$type), modifier: 'declaration' }] : [];
  found.push(...referencesOf(node));
  const all = (property: string, type: string): void => {
    for (const cst of GrammarUtils.findNodesForProperty(node.$cstNode, property)) found.push({ cst, type });
  };
  if (isSetting(node) || isLabel(node) || isRequirement(node)) all('key', 'property');
  for (const property of registryProperties.get(node.$type) ?? []) all(property, 'enumMember');
  if (['Node', 'NodeGroup', 'Host'].includes(node.$type)) all('machine', 'type');
  return found;
}

const highlightsOf = perPart(highlightsIn);

/** Words between two looks at whether somebody still wants the answer. */
const pause = 1000;

/** Tells names from keywords: a pod may be called `node`. */
export class NetkSemanticTokens extends AbstractSemanticTokenProvider {
  protected override async computeHighlighting(
    document: LangiumDocument,
    accept: SemanticTokenAcceptor,
    token: Cancellation.CancellationToken,
  ): Promise<void> {
    for (const [at, each] of highlightsOf(document.parseResult.value).entries()) {
      if (at % pause === 0) await interruptAndCheck(token);
      this.highlight(each, accept);
    }
  }

  protected override highlightElement(node: AstNode, accept: SemanticTokenAcceptor): void {
    for (const each of highlightsIn(node)) this.highlight(each, accept);
  }

  private highlight(each: Highlight, accept: SemanticTokenAcceptor): void {
    if ('cst' in each) {
      accept(each);
      return;
    }
    const cst = each.$refNode;
    if (!cst) return;
    const declaration = declarationOf(each);
    if (declaration) accept({ cst, type: tokenTypeOf(declaration.type) });
    else if (builtinOf(each) !== undefined) accept({ cst, type: 'enumMember', modifier: 'defaultLibrary' });
  }
}
