import { type AstNode, AstUtils, type LangiumDocument } from 'langium';
import { isGiven, isWalk } from '../generated/ast.ts';
import { type Declaration, type Generator, qualifiedName } from './declaration.ts';
import { type Declarations, declarationsOf, declarationsOfGiven } from './declarations.ts';

/** Items by a text of each, in the order of the first one. */
function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const text = key(item);
    const group = groups.get(text);
    if (group) group.push(item);
    else groups.set(text, [item]);
  }
  return groups;
}

/** Declarations of several files by qualified name. */
export function byQualifiedName(tables: readonly NameTable[]): ReadonlyMap<string, readonly Declaration[]> {
  const [only, ...more] = tables;
  if (only && more.length === 0) return only.byQualifiedName;
  return grouped(
    tables.flatMap(({ declarations }) => declarations.declared),
    qualifiedName,
  );
}

/** Declarations of several files that share their qualified names. */
export function repeatedNames(tables: readonly NameTable[]): readonly (readonly Declaration[])[] {
  const [only, ...more] = tables;
  if (only && more.length === 0) return only.repeated;
  return [...byQualifiedName(tables).values()].filter(({ length }) => length > 1);
}

/** The names of one file, or of one walk alone, by their last part. */
export class NameTable {
  readonly declarations: Declarations;
  private readonly byName: ReadonlyMap<string, readonly Declaration[]>;
  private readonly generatorsByName: ReadonlyMap<string, readonly Generator[]>;
  private groups: ReadonlyMap<string, readonly Declaration[]> | undefined;
  private shared: readonly (readonly Declaration[])[] | undefined;

  constructor(declarations: Declarations) {
    this.declarations = declarations;
    this.byName = grouped(this.declarations.declared, ({ name }) => name);
    this.generatorsByName = grouped(this.declarations.generators, ({ name }) => name);
  }

  /** Its declarations by qualified name. */
  get byQualifiedName(): ReadonlyMap<string, readonly Declaration[]> {
    this.groups ??= grouped(this.declarations.declared, qualifiedName);
    return this.groups;
  }

  /** Everything of this name, declared or generated. */
  named(name: string): Declaration[] {
    return [...(this.byName.get(name) ?? []), ...this.generatedAs(name)];
  }

  /** Its declarations that share their qualified names. */
  get repeated(): readonly (readonly Declaration[])[] {
    this.shared ??= [...this.byQualifiedName.values()].filter(({ length }) => length > 1);
    return this.shared;
  }

  /** What generators make of this name. */
  generatedAs(name: string): Declaration[] {
    const found: Declaration[] = [];
    const dash = name.lastIndexOf('-');
    const generators = dash > 0 ? this.generatorsByName.get(name.slice(0, dash)) : undefined;
    const digits = name.slice(dash + 1);
    if (!generators || !/^(0|[1-9]\d*)$/.test(digits)) return found;
    for (const generator of generators) {
      const nth = Number(digits) - generator.first;
      if (nth < 0 || nth >= (generator.count ?? Number.POSITIVE_INFINITY)) continue;
      const { noun, type, scope, node } = generator;
      found.push({ noun, type, name, scope, node, generated: true });
    }
    return found;
  }
}

const sameScope = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((name, at) => name === b[at]));

type Named = Declaration | Generator;

/** Whether two names are of one statement, and the same. What else they say follows from the statement. */
const sameNamed = (a: Named, b: Named): boolean =>
  a === b || (a.node === b.node && a.noun === b.noun && a.name === b.name && sameScope(a.scope, b.scope));

const sameList = (a: readonly Named[], b: readonly Named[]): boolean =>
  a.length === b.length && a.every((each, at) => sameNamed(each, b[at]!));

const tables = new WeakMap<AstNode, NameTable>();

/** The table of the latest version of each file. */
const latest = new WeakMap<object, NameTable>();

/**
 * The name table of a file's syntax tree, made once per tree. A version that declares what the one before declared, by
 * the same statements, has its table: whatever follows from names alone is known as long as the table is the same.
 */
export function nameTableOf(file: AstNode): NameTable {
  const known = tables.get(file);
  if (known) return known;
  const { $document: document = file } = file as { readonly $document?: object };
  const declarations = declarationsOf(file);
  const before = latest.get(document);
  const { declared, generators } = before?.declarations ?? { declared: [], generators: [] };
  const isSame = sameList(declared, declarations.declared) && sameList(generators, declarations.generators);
  const table = before && isSame ? before : new NameTable(declarations);
  tables.set(file, table);
  latest.set(document, table);
  return table;
}

const lists = new WeakMap<NameTable, readonly NameTable[]>();

/** The name tables of some files: the same list for as long as all of them are the same. */
export function nameTablesOf(files: readonly LangiumDocument[]): readonly NameTable[] {
  const list = files.map(({ parseResult }) => nameTableOf(parseResult.value));
  const [first] = list;
  if (!first) return list;
  const known = lists.get(first);
  if (known?.length === list.length && known.every((table, at) => table === list[at])) return known;
  lists.set(first, list);
  return list;
}

/**
 * The names that the `given` blocks of the walk around a place add. Not kept: they live in the scopes of the elements that
 * are overlaid, which other statements name. The name behind `given` itself is none of them.
 */
export function namesOfWalk(place: AstNode): NameTable | undefined {
  const walk = isGiven(place) ? undefined : AstUtils.getContainerOfType(place, isWalk);
  const parts = walk?.items.filter(isGiven).map(declarationsOfGiven) ?? [];
  if (parts.every(({ declared }) => declared.length === 0)) return undefined;
  return new NameTable({
    declared: parts.flatMap(({ declared }) => declared),
    generators: parts.flatMap(({ generators }) => generators),
  });
}
