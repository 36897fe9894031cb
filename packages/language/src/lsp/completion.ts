import {
  type AstNode,
  AstUtils,
  GrammarAST,
  type LangiumDocument,
  type LangiumDocuments,
  type Reference,
  type ReferenceInfo,
} from 'langium';
import {
  type CompletionAcceptor,
  type CompletionContext,
  type CompletionValueItem,
  DefaultCompletionProvider,
  type NextFeature,
} from 'langium/lsp';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Position,
} from 'vscode-languageserver-types';
import { isKind, type Kind } from '../generated/ast.ts';
import { attempt } from '../model/attempt.ts';
import type { FileModels } from '../model/file-models.ts';
import { completeNames, type NameProposal } from '../names/complete-names.ts';
import { qualifiedName } from '../names/declaration.ts';
import type { NetkServices } from '../netk-services.ts';
import { deepestBlock } from '../syntax/limits.ts';
import { enclosingWords } from '../text/enclosing-words.ts';
import { docOf } from '../topology/draft.ts';
import { builtinWords } from '../words/builtins.ts';
import { statementWords } from '../words/statements.ts';
import { cloudAt, isOfCloud } from './cloud-words.ts';
import { completeValues } from './complete-values.ts';
import { completeWords } from './complete-words.ts';
import { code } from './hover-words.ts';

const markdown = (value: string) => ({ kind: 'markdown' as const, value });

/** The kind word before the caret: `from node |` asks for a node, although the parser reads a name there. */
function kindBefore(text: string): Kind | undefined {
  const clause = /(?:\b(?:from|to|at|via|given|choose\s+[\w-]+|expect\s+[\w-]+)|,)\s+([\w-]+)\s+$/;
  const word = clause.exec(text)?.[1];
  return isKind(word) ? word : undefined;
}

const itemOf = ({ declaration, text }: NameProposal): CompletionValueItem => ({
  label: text,
  kind: CompletionItemKind.Reference,
  detail: `${declaration.noun} ${qualifiedName(declaration)}`,
  documentation: markdown(docOf(declaration.node).doc ?? ''),
  sortText: '1',
});

/** Proposes keywords that fit the block, names in scope, and the words of registries. */
export class NetkCompletion extends DefaultCompletionProvider {
  private readonly documents: LangiumDocuments;
  private readonly models: () => FileModels;

  constructor(services: NetkServices) {
    super(services);
    this.models = () => services.model.FileModels;
    this.documents = services.shared.workspace.LangiumDocuments;
  }

  override async getCompletion(
    document: LangiumDocument,
    params: Parameters<DefaultCompletionProvider['getCompletion']>[1],
  ): Promise<CompletionList | undefined> {
    const list = await super.getCompletion(document, params);
    const items = [...this.values(document, params.position), ...this.afterKind(document, params.position)];
    return items.length > 0 ? { isIncomplete: true, items: [...items, ...(list?.items ?? [])] } : list;
  }

  /** The addresses, blocks, zones, ports and labels that are due at the caret; the model is asked where one is. */
  private values(document: LangiumDocument, position: Position): CompletionItem[] {
    const { textDocument } = document;
    const text = textDocument.getText();
    const offset = textDocument.offsetAt(position);
    const typed = /[\w./=-]*$/.exec(text.slice(0, offset))?.[0] ?? '';
    const { start, headers } = enclosingWords(text, offset);
    const said = text.slice(start, offset - typed.length).trimStart();
    if (headers.length > deepestBlock) return [];
    const rest = /^[^\n;{}]*/.exec(text.slice(offset))?.[0] ?? '';
    const range = { start: textDocument.positionAt(offset - typed.length), end: position };
    const modelOf = () => this.models().of(document).model;
    const place = {
      said,
      rest,
      headers,
      get model() {
        return modelOf();
      },
    };
    return (attempt(() => completeValues(place)) ?? [])
      .filter((value) => value.text.startsWith(typed))
      .map((value, at) => ({
        label: value.text,
        kind: CompletionItemKind.Value,
        detail: value.what,
        sortText: `0${String(at).padStart(3, '0')}`,
        filterText: value.text,
        textEdit: { range, newText: value.text },
      }));
  }

  private afterKind(document: LangiumDocument, position: Position): CompletionItem[] {
    const { textDocument } = document;
    const offset = textDocument.offsetAt(position);
    const before = textDocument.getText().slice(0, offset);
    const tokenOffset = offset - (/[\w./-]*$/.exec(before)?.[0].length ?? 0);
    const kind = kindBefore(before.slice(0, tokenOffset));
    if (!kind) return [];
    const reference: Reference = { $refText: '', ref: undefined };
    const container = { $type: 'Operand', $container: document.parseResult.value, kind };
    const info = { reference, container, property: 'ref' };
    const context = { document, textDocument, features: [], tokenOffset, tokenEndOffset: offset, offset, position };
    return completeNames(info, this.documents, this.astReflection)
      .names.map((proposal) => this.fillCompletionItem(context, itemOf(proposal)))
      .filter((item) => item !== undefined);
  }

  protected override completionFor(context: CompletionContext, next: NextFeature, accept: CompletionAcceptor): void {
    const { feature } = next;
    const key = AstUtils.getContainerOfType(feature, GrammarAST.isAssignment)?.feature === 'key';
    // Keywords that are keys of settings are proposed with the other settings, where the block has them.
    if (GrammarAST.isKeyword(feature) && key) return;
    if (GrammarAST.isKeyword(feature)) this.keyword(context, feature.value, accept);
    else if (GrammarAST.isCrossReference(feature)) this.names(context, next, feature, accept);
    else this.words(context, feature, accept);
  }

  /** A keyword that begins a statement only where such a statement may stand. */
  private keyword(context: CompletionContext, label: string, accept: CompletionAcceptor): void {
    if (!/\p{L}/u.test(label)) return;
    const text = context.textDocument.getText();
    const { start, inside, headers, overlays } = enclosingWords(text, context.tokenOffset);
    const beginsStatement = text.slice(start, context.tokenOffset).trim() === '';
    const rows = statementWords.filter(({ word }) => word === label);
    const row = rows.find((each) => each.inside.includes(inside) || (overlays && each.inside.includes('given')));
    if (beginsStatement && rows.length > 0 && !row) return;
    if (beginsStatement && !isOfCloud(label, cloudAt(text, headers))) return;
    accept(context, {
      label,
      kind: CompletionItemKind.Keyword,
      sortText: beginsStatement ? '0' : '2',
      ...(beginsStatement && row
        ? { detail: row.usage, documentation: markdown(`${code(row.usage)}\n${row.doc}`) }
        : {}),
    });
  }

  private names(
    context: CompletionContext,
    next: NextFeature,
    feature: GrammarAST.CrossReference,
    accept: CompletionAcceptor,
  ): void {
    const property = AstUtils.getContainerOfType(feature, GrammarAST.isAssignment)?.feature;
    if (!property || !context.node) return;
    const rule = AstUtils.getContainerOfType(feature, GrammarAST.isParserRule)?.name;
    const { names, builtins } = completeNames(
      this.referenceInfo(context, { ...next, ...this.typeOf(next, context.node, property, rule) }, property),
      this.documents,
      this.astReflection,
    );
    for (const proposal of names) accept(context, itemOf(proposal));
    for (const label of builtins) {
      accept(context, { label, kind: CompletionItemKind.Constant, detail: builtinWords[label] ?? '', sortText: '3' });
    }
  }

  /** The type that has the property: of a broken statement the caret's node may be the block around it. */
  private typeOf(next: NextFeature, node: AstNode, property: string, rule: string | undefined): { type?: string } {
    const has = (type: string): boolean =>
      this.astReflection.getTypeMetaData(type).properties[property]?.referenceType !== undefined;
    return has(next.type ?? node.$type) || rule === undefined || !has(rule) ? {} : { type: rule };
  }

  /** The reference that is being typed: on the node before the caret, or on one that is not there yet. */
  private referenceInfo(context: CompletionContext, next: NextFeature, property: string): ReferenceInfo {
    const reference: Reference = { $refText: '', ref: undefined };
    const { node } = context;
    if (!node) throw new Error('a reference is completed without a node');
    const container: AstNode = next.type
      ? { $type: next.type, $container: node, ...(next.property ? { $containerProperty: next.property } : {}) }
      : node;
    return { reference, container, property };
  }

  private words(context: CompletionContext, feature: GrammarAST.AbstractElement, accept: CompletionAcceptor): void {
    const rule = AstUtils.getContainerOfType(feature, GrammarAST.isParserRule)?.name;
    const assigned = AstUtils.getContainerOfType(feature, GrammarAST.isAssignment)?.feature;
    if (!rule || (!assigned && rule !== 'Value')) return;
    const property = assigned ?? 'values';
    const type = rule === 'LeafSetting' || rule === 'Value' ? 'Setting' : rule;
    for (const { name, doc } of completeWords(type, property, context.document, context.tokenOffset)) {
      accept(context, {
        label: name,
        kind: type === 'Setting' && property === 'key' ? CompletionItemKind.Property : CompletionItemKind.EnumMember,
        detail: doc,
        documentation: markdown(doc),
        sortText: '1',
      });
    }
  }
}
