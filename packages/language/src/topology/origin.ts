import type { ElementId } from '@netk/engine';
import {
  type AstNode,
  AstUtils,
  type CstNode,
  GrammarUtils,
  isAstNode,
  isCompositeCstNode,
  isLeafCstNode,
} from 'langium';
import type { Position, Range } from 'vscode-languageserver-types';

/** Where an element of a topology stands in the source. */
export interface Origin {
  readonly uri: string;
  /** The statement's header: everything before its block. */
  readonly range: Range;
  /** The name, or the whole header when it has none: what a diagnostic marks. */
  readonly name: Range;
  /** The statement with its block. */
  readonly full: Range;
  /** Behind the `{` of its block; undefined: it has none. */
  readonly block?: Position;
}

/** Element id → its place in the source. */
export type Origins = ReadonlyMap<ElementId, Origin>;

const nowhere: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The node with a statement's own tokens: rules that are a choice of others wrap it. */
function statementOf(cst: CstNode | undefined): CstNode | undefined {
  let node = cst;
  while (node && isCompositeCstNode(node)) {
    const [only, ...more]: CstNode[] = node.content.filter((part) => !part.hidden);
    if (!only || more.length > 0 || !isCompositeCstNode(only)) break;
    node = only;
  }
  return node;
}

/** The range of a statement up to its `{`. */
export function headerRange(node: CstNode | undefined): Range {
  const cst = statementOf(node);
  if (!cst) return nowhere;
  let end = cst.range.end;
  if (isCompositeCstNode(cst)) {
    let last: CstNode | undefined;
    for (const part of cst.content) {
      if (part.hidden) continue;
      if (isLeafCstNode(part) && part.tokenType.name === '{') {
        end = last?.range.end ?? end;
        break;
      }
      last = part;
    }
  }
  return { start: cst.range.start, end };
}

/** The place behind the `{` of a statement. */
function blockOf(cst: CstNode | undefined): Position | undefined {
  const statement = statementOf(cst);
  if (!statement || !isCompositeCstNode(statement)) return undefined;
  return statement.content.find((part) => isLeafCstNode(part) && part.tokenType.name === '{')?.range.end;
}

/** Where a node of the tree stands. */
export function originOfNode(node: AstNode): Origin {
  const cst = node.$cstNode;
  const range = headerRange(cst);
  const name = GrammarUtils.findNodeForProperty(cst, 'name')?.range ?? range;
  const block = blockOf(cst);
  const uri = AstUtils.getDocument(node).uri.toString();
  return { uri, range, name, full: cst?.range ?? range, ...(block ? { block } : {}) };
}

/** Where one value of a node stands: an address in a header, a CIDR. */
function originOfValue(node: AstNode, property: string, index: number): Origin {
  const range = GrammarUtils.findNodeForProperty(node.$cstNode, property, index)?.range ?? headerRange(node.$cstNode);
  return { uri: AstUtils.getDocument(node).uri.toString(), range, name: range, full: range };
}

/** One value of a statement. */
interface ValueOf {
  readonly node: AstNode;
  readonly property: string;
  readonly index: number;
}

type Stand = AstNode | ValueOf;

/** A place that was looked up, and where the statement began then. */
interface Found {
  readonly start: Position;
  readonly origin: Origin;
}

/** Statements that did not change have the same words, so that a place is known as long as its statement begins there. */
const found = new WeakMap<Stand, Found>();

function originOfStand(stand: Stand): Origin {
  const start = (isAstNode(stand) ? stand : stand.node).$cstNode?.range.start ?? nowhere.start;
  const earlier = found.get(stand);
  if (earlier && earlier.start.line === start.line && earlier.start.character === start.character)
    return earlier.origin;
  const origin = isAstNode(stand) ? originOfNode(stand) : originOfValue(stand.node, stand.property, stand.index);
  found.set(stand, { start, origin });
  return origin;
}

/** Where the parts of one element stand, by their ids: they begin with its own. */
export type Section = ReadonlyMap<ElementId, Stand>;

/** Places by id, each looked up in the syntax tree when somebody asks: most of them nobody asks for. */
export class OriginBook implements Origins {
  private readonly stands = new Map<ElementId, Stand>();
  private readonly sections = new Map<string, Section>();
  private open: Map<ElementId, Stand> | undefined;
  private readonly before: OriginBook | undefined;

  /** A book goes on where another one, which it does not change, ends. */
  constructor(before?: OriginBook) {
    this.before = before;
  }

  /** Remembers the statement of an element, or one value of it. The last place of an id counts. */
  put(id: ElementId, stands: Stand): void {
    (this.open ?? this.stands).set(id, stands);
  }

  /** What is put until `end` belongs to one element; the places can be added to the book of a later version. */
  begin(element: ElementId): Section {
    this.open = new Map();
    this.sections.set(element, this.open);
    return this.open;
  }

  end(): void {
    this.open = undefined;
  }

  /** Adds the places of an element as an earlier version found them. */
  add(element: ElementId, section: Section): void {
    this.sections.set(element, section);
  }

  get size(): number {
    let size = this.stands.size + (this.before?.size ?? 0);
    for (const section of this.sections.values()) size += section.size;
    return size;
  }

  has(id: ElementId): boolean {
    return this.standOf(id) !== undefined;
  }

  get(id: ElementId): Origin | undefined {
    const stand = this.standOf(id);
    return stand && originOfStand(stand);
  }

  /** The id of the element that a part belongs to is what stands before one of its `#`. */
  private standOf(id: ElementId): Stand | undefined {
    const own = this.stands.get(id) ?? this.sections.get(id)?.get(id);
    if (own) return own;
    for (let at = id.indexOf('#'); at > 0; at = id.indexOf('#', at + 1)) {
      const found = this.sections.get(id.slice(0, at))?.get(id);
      if (found) return found;
    }
    return this.before?.standOf(id);
  }

  keys(): MapIterator<ElementId> {
    return new Map([...this.ids()].map((id) => [id, id])).keys();
  }

  values(): MapIterator<Origin> {
    return new Map(this.each()).values();
  }

  entries(): MapIterator<[ElementId, Origin]> {
    return new Map(this.each()).entries();
  }

  [Symbol.iterator](): MapIterator<[ElementId, Origin]> {
    return this.entries();
  }

  forEach(visit: (origin: Origin, id: ElementId, origins: Origins) => void): void {
    for (const [id, origin] of this.each()) visit(origin, id, this);
  }

  private *ids(): Generator<ElementId> {
    if (this.before) yield* this.before.ids();
    yield* this.stands.keys();
    for (const section of this.sections.values()) yield* section.keys();
  }

  private *each(): Generator<[ElementId, Origin]> {
    if (this.before) yield* this.before.each();
    for (const [id, stand] of this.stands) yield [id, originOfStand(stand)];
    for (const section of this.sections.values()) for (const [id, stand] of section) yield [id, originOfStand(stand)];
  }
}

/** Ids to look under for the place of an id: itself, the statement that generates it, the parts that it is inside of. */
function* idsToTry(id: string): Generator<string> {
  for (let text = id; text !== ''; ) {
    yield text;
    const generator = text.replace(/-\d+$/, '');
    if (generator !== text) yield generator;
    const part = text.lastIndexOf('#');
    if (part < 0) break;
    text = text.slice(0, part);
  }
}

/** The place of an element, of a part of it, or of the statement that generated it. */
export function originOf(origins: Origins, id: ElementId): Origin | undefined {
  for (const text of idsToTry(id)) {
    const origin = origins.get(text as ElementId);
    if (origin) return origin;
  }
  return undefined;
}
