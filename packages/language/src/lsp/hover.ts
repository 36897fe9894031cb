import {
  type AstNode,
  AstUtils,
  type CstNode,
  CstUtils,
  GrammarUtils,
  type LangiumDocument,
  type Reference,
} from 'langium';
import type { HoverProvider } from 'langium/lsp';
import type { Hover, Position } from 'vscode-languageserver-types';
import { isSetting, isWalk } from '../generated/ast.ts';
import { attempt } from '../model/attempt.ts';
import type { FileModel, FileModels } from '../model/file-models.ts';
import { attemptWork, type Token } from '../model/run-work.ts';
import type { Declaration } from '../names/declaration.ts';
import { referenceAt } from '../names/declaration-at.ts';
import { builtinOf, declarationOf } from '../names/linker.ts';
import type { NetkServices } from '../netk-services.ts';
import { docOf } from '../topology/draft.ts';
import { headerRange } from '../topology/origin.ts';
import { builtinWords } from '../words/builtins.ts';
import { statementOfType } from '../words/statements.ts';
import { addressHover, blockHover } from './hover-addresses.ts';
import { planHover } from './hover-elements.ts';
import { walkHover } from './hover-walks.ts';
import { code, registryHover, settingHover, statementHover } from './hover-words.ts';

const sections = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n---\n\n');

/** The property of a node that a part of its text was assigned to. */
function propertyOf(leaf: CstNode): string | undefined {
  for (let at: CstNode | undefined = leaf; at && at.astNode === leaf.astNode; at = at.container) {
    const assignment = at.grammarSource && GrammarUtils.findAssignment(at);
    if (assignment) return assignment.feature;
  }
  return undefined;
}

/** Explains what is under the mouse. */
export class NetkHover implements HoverProvider {
  private readonly models: FileModels;

  constructor(services: NetkServices) {
    this.models = services.model.FileModels;
  }

  async getHoverContent(
    document: LangiumDocument,
    params: { readonly position: Position },
    token?: Token,
  ): Promise<Hover | undefined> {
    const root = document.parseResult.value.$cstNode;
    const offset = document.textDocument.offsetAt(params.position);
    const leaf = root && CstUtils.findLeafNodeAtOffset(root, offset);
    if (!leaf) return undefined;
    const file = attempt(() => this.models.of(document));
    const reference = referenceAt(document, params.position);
    const value = reference ? this.ofReference(reference, file) : await this.ofText(leaf, document, file, token);
    return value ? { contents: { kind: 'markdown', value }, range: leaf.range } : undefined;
  }

  private ofReference(reference: Reference, file: FileModel | undefined): string | undefined {
    const declaration = declarationOf(reference);
    if (declaration) return this.ofElement(declaration.node, declaration, file);
    const word = builtinOf(reference);
    const meaning = word === undefined ? undefined : builtinWords[word];
    return meaning && `**${word}** — ${meaning}`;
  }

  private async ofText(
    leaf: CstNode,
    document: LangiumDocument,
    file: FileModel | undefined,
    token?: Token,
  ): Promise<string | undefined> {
    const node = leaf.astNode;
    const { text } = leaf;
    const property = propertyOf(leaf);
    const plan = attempt(() => file?.model.plan);
    if (isSetting(node) && property === 'key') return settingHover(node);
    const literal = blockHover(text, plan) ?? addressHover(text, plan);
    if (literal) return literal;
    const word = property && registryHover(node, property, text);
    if (word) return word;
    const statement = statementOfType(node.$type, text);
    const ofName = property === 'name' || property === 'title';
    if (!statement || !(ofName || statement.word === text)) return undefined;
    if (isWalk(node)) return sections([statementHover(statement), await this.ofWalk(node, document, file, token)]);
    const element = this.ofElement(node, undefined, file);
    return ofName ? element : sections([statementHover(statement), element]);
  }

  private async ofWalk(
    node: AstNode,
    document: LangiumDocument,
    file: FileModel | undefined,
    token?: Token,
  ): Promise<string | undefined> {
    const start = node.$cstNode?.range.start;
    const walk = file?.topology.walks.find(({ id }) => file.origins.get(id)?.full.start.line === start?.line);
    const trace = walk && file && (await attemptWork(() => file.model.tracing(walk.id), token));
    return trace && walkHover(document.uri.toString(), trace);
  }

  /** A declared element, or one that a declaration generates. */
  private ofElement(node: AstNode, meant: Declaration | undefined, file: FileModel | undefined): string {
    const plan = attempt(() => file?.model.plan);
    const id = meant ? file?.ids.meant(meant) : file?.ids.declared(node);
    const header = AstUtils.getDocument(node).textDocument.getText(headerRange(node.$cstNode));
    return sections([
      meant?.generated ? `**${meant.noun} ${meant.name}**, made by\n\n${code(header)}` : code(header),
      docOf(node).doc,
      plan && id && attempt(() => planHover(plan, id)),
    ]);
  }
}
