import { type AstNode, AstUtils } from 'langium';
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

/** The names of one file, or of one walk alone, by their last part. */
export class NameTable {
  readonly declarations: Declarations;
  private readonly byName: ReadonlyMap<string, readonly Declaration[]>;
  private readonly generatorsByName: ReadonlyMap<string, readonly Generator[]>;
  private groups: ReadonlyMap<string, readonly Declaration[]> | undefined;

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

  /** What generators make of this name. */
  generatedAs(name: string): Declaration[] {
    const found: Declaration[] = [];
    const [, base, digits] = /^(.+)-(0|[1-9]\d*)$/.exec(name) ?? [];
    for (const generator of (base && this.generatorsByName.get(base)) || []) {
      const nth = Number(digits) - generator.first;
      if (nth < 0 || nth >= (generator.count ?? Number.POSITIVE_INFINITY)) continue;
      const { noun, type, scope, node } = generator;
      found.push({ noun, type, name, scope, node, generated: true });
    }
    return found;
  }
}

const tables = new WeakMap<AstNode, NameTable>();

/** The name table of a file's syntax tree, made once per tree. */
export function nameTableOf(file: AstNode): NameTable {
  const known = tables.get(file);
  if (known) return known;
  const made = new NameTable(declarationsOf(file));
  tables.set(file, made);
  return made;
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
