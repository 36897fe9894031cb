import { type ElementId, elementId, type Setting, type Written } from '@netk/engine';
import { type AstNode, isLeafCstNode, type Reference } from 'langium';
import { isGiven, type Setting as SettingNode } from '../generated/ast.ts';
import { builtinOf, declarationOf } from '../names/linker.ts';
import { nodeBefore } from '../syntax/node-before.ts';
import { type Ids, withMore } from './ids.ts';
import { OriginBook, type Section } from './origin.ts';

const part = (owner: ElementId, name: string): ElementId => elementId(`${owner}#${name}`);

/** A reference whose element does not exist. */
interface Unresolved {
  readonly id: ElementId;
  readonly text: string;
}

/** What a reference means: an element, a word of the language, or nothing. */
type Meaning = { readonly id: ElementId } | 'word' | 'nothing';

interface Meant {
  readonly reference: Reference;
  readonly meaning: Meaning;
}

const sameMeaning = (a: Meaning, b: Meaning): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a.id === b.id : a === b;

/** What was made of a statement, and all that it depends on beside the statement. */
interface Made {
  readonly value: unknown;
  readonly id: ElementId;
  readonly around: string;
  readonly stands: Section;
  readonly meant: readonly Meant[];
  readonly unresolved: readonly Unresolved[];
}

/** What was made in earlier versions of a file: a statement that did not change is the same node of the tree. */
const earlier = new WeakMap<AstNode, Made>();

/** What a draft has beside what was made: where it stands, and references to nothing. */
export interface Drafted {
  readonly origins: OriginBook;
  readonly unresolved: readonly Unresolved[];
}

/** A topology in the making: gives ids to parts, remembers where they stand, and turns references into ids. */
export class Draft {
  readonly origins: OriginBook;
  readonly unresolved: Unresolved[];
  private known: Ids;
  private readonly used = new Map<string, number>();
  /** Statements that stand for others, and have no place of their own. */
  private readonly standIns = new WeakSet<AstNode>();
  /** References of the element that is being made. */
  private meant: Meant[] | undefined;

  /** `before` was drafted of other statements: this draft adds to it, and leaves it as it is. */
  constructor(ids: Ids, before?: Drafted) {
    this.known = ids;
    this.origins = new OriginBook(before?.origins);
    this.unresolved = [...(before?.unresolved ?? [])];
  }

  get ids(): Ids {
    return this.known;
  }

  /** What `make` makes while more statements have ids. */
  knowing<T>(more: ReadonlyMap<AstNode, ElementId>, make: () => T): T {
    const before = this.known;
    this.known = withMore(before, more);
    try {
      return make();
    } finally {
      this.known = before;
    }
  }

  /** An id that nothing else has: with a number where a text is used again. */
  own(text: string): ElementId {
    const nth = (this.used.get(text) ?? 0) + 1;
    this.used.set(text, nth);
    return elementId(nth > 1 ? `${text}~${nth}` : text);
  }

  /** Makes a statement that stands for another one: elements that it makes stand where they stood. */
  standIn<T extends AstNode>(node: T): T {
    this.standIns.add(node);
    return node;
  }

  /**
   * What `make` makes of a named element, or made in an earlier version. It may depend on the statement, what its
   * references mean here, and `around`, which says what it takes from the blocks around it.
   */
  once<T>(node: AstNode, around: string, make: () => T | undefined): T | undefined {
    const id = this.ids.declared(node);
    if (id === undefined) return make();
    const known = earlier.get(node);
    if (known?.id === id && known.around === around && this.isMeant(known)) {
      this.origins.add(id, known.stands);
      this.unresolved.push(...known.unresolved);
      return known.value as T | undefined;
    }
    const from = this.unresolved.length;
    const meant: Meant[] = [];
    this.meant = meant;
    const stands = this.origins.begin(id);
    const value = make();
    this.origins.end();
    this.meant = undefined;
    earlier.set(node, { value, id, around, stands, meant, unresolved: this.unresolved.slice(from) });
    return value;
  }

  private isMeant({ meant }: Made): boolean {
    return meant.every(({ reference, meaning }) => sameMeaning(this.meaning(reference), meaning));
  }

  private meaning(reference: Reference): Meaning {
    const declaration = declarationOf(reference);
    const id = declaration && this.ids.meant(declaration);
    if (id !== undefined) return { id };
    return declaration || builtinOf(reference) !== undefined ? 'word' : 'nothing';
  }

  /** The id of a named element, remembered with its place; undefined for a statement that has no name yet. */
  element(node: AstNode): ElementId | undefined {
    const id = this.ids.declared(node);
    if (id) this.stands(id, node);
    return id;
  }

  /** Remembers where an element stands. */
  stands(id: ElementId, node: AstNode): void {
    if (!this.standIns.has(node)) this.origins.put(id, node);
  }

  /** The block that a statement stands in: the type of what it is, and its id. In a `given` block, what is overlaid. */
  around(node: AstNode): { readonly type: string; readonly id: ElementId } | undefined {
    const block = node.$container;
    const overlaid = isGiven(block) ? declarationOf(block.ref) : undefined;
    const id = overlaid ? this.ids.meant(overlaid) : block && this.ids.declared(block);
    const type = overlaid?.type ?? block?.$type;
    return id && type ? { type, id } : undefined;
  }

  /** The id of an unnamed part of an element: `main/sg-node#ingress.1`. */
  part(owner: ElementId, name: string, node: AstNode): ElementId {
    const id = part(owner, name);
    this.origins.put(id, node);
    return id;
  }

  /** Literal values of a header or a line, each with an id. */
  written(owner: ElementId, name: string, node: AstNode, property: string, texts: readonly string[]): Written[] {
    return texts.map((text, index) => {
      const id = part(owner, `${name}.${index}`);
      this.origins.put(id, { node, property, index });
      return { id, text };
    });
  }

  /** The id of what a reference points at. A reference that does not resolve is remembered, a half-typed one is not. */
  of(owner: ElementId, reference: Reference | undefined): ElementId | undefined {
    if (!reference?.$refText) return undefined;
    const meaning = this.meaning(reference);
    this.meant?.push({ reference, meaning });
    if (meaning === 'nothing') this.unresolved.push({ id: owner, text: reference.$refText });
    return typeof meaning === 'object' ? meaning.id : undefined;
  }

  /** The ids of a list of references, without those that do not resolve. */
  all(owner: ElementId, references: readonly (Reference | undefined)[]): ElementId[] {
    return references.map((reference) => this.of(owner, reference)).filter((id) => id !== undefined);
  }

  /** Settings with their blocks. A key that repeats is numbered. */
  settings(owner: ElementId, nodes: readonly SettingNode[]): Setting[] {
    const seen = new Map<string, number>();
    return nodes
      .filter((node) => node.key !== undefined)
      .map((node) => {
        const nth = seen.get(node.key) ?? 0;
        seen.set(node.key, nth + 1);
        const id = this.part(owner, nth === 0 ? node.key : `${node.key}.${nth}`, node);
        return { id, key: node.key, values: node.values.map(String), settings: this.settings(id, node.settings) };
      });
  }
}

/** The text of the comment `/** … *\/` before a statement, as an object to spread. */
export function docOf(node: AstNode): { readonly doc?: string } {
  const before = nodeBefore(node.$cstNode);
  if (!before || !isLeafCstNode(before) || before.tokenType.name !== 'ML_COMMENT') return {};
  const comment = before.text;
  if (!comment.startsWith('/**')) return {};
  const lines = comment.slice(3, -2).split('\n');
  const doc = lines
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim();
  return doc ? { doc } : {};
}

/** An object with the property when the value is there, for types whose optional properties are never `undefined`. */
export function maybe<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

/** Sorted by id, so that the order of declarations changes nothing. */
export function byId<T extends { readonly id: ElementId }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The values that are there: a half-typed statement gives none. */
export const present = <T>(list: readonly (T | undefined)[]): T[] =>
  list.filter((value): value is T => value !== undefined);
