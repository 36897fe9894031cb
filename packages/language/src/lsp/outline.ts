import { type AstNode, GrammarUtils, type LangiumDocument } from 'langium';
import type { DocumentSymbolProvider } from 'langium/lsp';
import { type DocumentSymbol, type Position, SymbolKind } from 'vscode-languageserver-types';
import { isControlPlane, isEni, isExpose, isInternet, isPort, isWalk } from '../generated/ast.ts';
import { headerRange } from '../topology/origin.ts';
import { placeOf } from '../words/place-of.ts';

const kinds: Readonly<Record<string, SymbolKind>> = {
  Vpc: SymbolKind.Namespace,
  Cluster: SymbolKind.Module,
  Internet: SymbolKind.Namespace,
  Namespace: SymbolKind.Package,
  Subnet: SymbolKind.Package,
  Node: SymbolKind.Class,
  NodeGroup: SymbolKind.Class,
  Host: SymbolKind.Class,
  Eni: SymbolKind.Interface,
  Pod: SymbolKind.Object,
  Workload: SymbolKind.Object,
  Service: SymbolKind.Interface,
  Ingress: SymbolKind.Interface,
  Walk: SymbolKind.Function,
  Gateway: SymbolKind.Constructor,
};

/** What an element is called in the outline; undefined: it is not listed. */
function nameOf(node: AstNode): string | undefined {
  if (isWalk(node)) return node.name ?? node.title ?? 'walk';
  if (isEni(node)) return node.index === undefined ? undefined : `eni ${node.index}`;
  if (isControlPlane(node)) return 'control-plane';
  if (isInternet(node)) return 'internet';
  if (isPort(node) || isExpose(node)) return undefined;
  const { name } = node as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Symbols of a statement, and where it began: those of one that did not change and did not move are known. */
interface Known {
  readonly start: Position;
  readonly symbols: DocumentSymbol[];
}

const known = new WeakMap<AstNode, Known>();

function symbolsOf(node: AstNode): DocumentSymbol[] {
  const start = node.$cstNode?.range.start;
  const earlier = known.get(node);
  if (earlier && earlier.start.line === start?.line && earlier.start.character === start.character)
    return earlier.symbols;
  const symbols = makeSymbols(node);
  if (start) known.set(node, { start, symbols });
  return symbols;
}

function makeSymbols(node: AstNode): DocumentSymbol[] {
  const name = nameOf(node);
  const cst = node.$cstNode;
  const children = symbolsIn(node);
  if (name === undefined || !cst) return children;
  const selectionRange = GrammarUtils.findNodeForProperty(cst, 'name')?.range ?? headerRange(cst);
  const title = isWalk(node) && node.name ? (node.title ?? '') : '';
  const word = placeOf(node);
  const detail = [word === name ? '' : word, title].filter((part) => part !== '').join(' · ');
  const kind = kinds[node.$type] ?? SymbolKind.Field;
  return [{ name, detail, kind, range: cst.range, selectionRange, children }];
}

/** Named elements are statements of blocks. */
function symbolsIn(block: AstNode): DocumentSymbol[] {
  const { items = [] } = block as { readonly items?: readonly AstNode[] };
  return items.flatMap(symbolsOf);
}

/** The outline: every named element, and the parts of nodes and clusters that have no name. */
export class NetkOutline implements DocumentSymbolProvider {
  getSymbols(document: LangiumDocument): DocumentSymbol[] {
    return symbolsIn(document.parseResult.value);
  }
}
