import type { AstNode } from 'langium';
import type { Declaration, Generator } from './declaration.ts';
import { type Declarations, declarationsOf } from './declarations.ts';

/** The names of one file, by their last part. */
export class NameTable {
  readonly declarations: Declarations;
  private readonly byName = new Map<string, Declaration[]>();
  private readonly generatorsByName = new Map<string, Generator[]>();

  constructor(file: AstNode) {
    this.declarations = declarationsOf(file);
    const add = <T extends { readonly name: string }>(map: Map<string, T[]>, value: T): void => {
      const list = map.get(value.name);
      if (list) list.push(value);
      else map.set(value.name, [value]);
    };
    for (const declaration of this.declarations.declared) add(this.byName, declaration);
    for (const generator of this.declarations.generators) add(this.generatorsByName, generator);
  }

  /** Everything of this name, declared or generated. */
  named(name: string): Declaration[] {
    return [...(this.byName.get(name) ?? []), ...this.generatedAs(name)];
  }

  /** What generators make of this name. */
  generatedAs(name: string): Declaration[] {
    const found: Declaration[] = [];
    const [, base, digits] = /^(.+)-([1-9]\d*)$/.exec(name) ?? [];
    for (const generator of (base && this.generatorsByName.get(base)) || []) {
      if (Number(digits) > (generator.count ?? Number.POSITIVE_INFINITY)) continue;
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
  const made = new NameTable(file);
  tables.set(file, made);
  return made;
}
