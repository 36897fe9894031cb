import { type AstNode, GrammarUtils, isReference, type Reference } from 'langium';
import { AbstractSemanticTokenProvider, type SemanticTokenAcceptor } from 'langium/lsp';
import { isLabel, isRequirement, isSetting } from '../generated/ast.ts';
import { builtinOf, declarationOf } from '../names/linker.ts';
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

/** Tells names from keywords: a pod may be called `node`. */
export class NetkSemanticTokens extends AbstractSemanticTokenProvider {
  protected override highlightElement(node: AstNode, accept: SemanticTokenAcceptor): void {
    this.highlightName(node, accept);
    for (const [property, value] of Object.entries(node)) {
      if (property.startsWith('$')) continue;
      for (const reference of Array.isArray(value) ? value : [value]) {
        if (isReference(reference)) this.highlightReference(reference, accept);
      }
    }
    const all = (property: string, type: string): void => {
      for (const cst of GrammarUtils.findNodesForProperty(node.$cstNode, property)) accept({ cst, type });
    };
    if (isSetting(node)) all('key', 'property');
    if (isLabel(node) || isRequirement(node)) all('key', 'property');
    for (const property of registryProperties.get(node.$type) ?? []) all(property, 'enumMember');
    if (['Node', 'NodeGroup', 'Host'].includes(node.$type)) all('machine', 'type');
  }

  private highlightName(node: AstNode, accept: SemanticTokenAcceptor): void {
    const cst = GrammarUtils.findNodeForProperty(node.$cstNode, 'name');
    if (!cst || cst.text.startsWith('"')) return;
    accept({ cst, type: tokenTypeOf(node.$type), modifier: 'declaration' });
  }

  private highlightReference(reference: Reference, accept: SemanticTokenAcceptor): void {
    const cst = reference.$refNode;
    if (!cst) return;
    const declaration = declarationOf(reference);
    if (declaration) accept({ cst, type: tokenTypeOf(declaration.type) });
    else if (builtinOf(reference) !== undefined) accept({ cst, type: 'enumMember', modifier: 'defaultLibrary' });
  }
}
