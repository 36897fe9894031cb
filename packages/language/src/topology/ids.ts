import { type ElementId, elementId } from '@netk/engine';
import type { AstNode } from 'langium';
import { type Declaration, qualifiedName } from '../names/declaration.ts';
import { byQualifiedName, type NameTable } from '../names/name-table.ts';

/** The ids of all declared elements of some files. */
export interface Ids {
  /** The id of the element that a statement declares. */
  declared(node: AstNode): ElementId | undefined;
  /** The id of the Service that a workload's `expose` lines make. */
  exposed(node: AstNode): ElementId | undefined;
  /** The id that a name means: of a declared element, or of a generated one. */
  meant(declaration: Declaration): ElementId | undefined;
}

/** A declared name that a generator makes too: `service api-1` beside `deployment api replicas 3`. */
const clashesWithGenerated = (declaration: Declaration, tables: readonly NameTable[]): boolean =>
  tables.some((table) =>
    table.generatedAs(declaration.name).some((other) => qualifiedName(other) === qualifiedName(declaration)),
  );

/** Ids at the top that no element has: of the internet block, and of the questions of a file. */
const isTaken = ({ scope, name }: Declaration): boolean =>
  scope.length === 0 && (/^(internet|file|walk)$/.test(name) || name.startsWith('walk.'));

/** A name without the signs that part ids; only quoted names have them. */
const escaped = (name: string): string =>
  name.replace(/[%#~/]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const textOf = ({ scope, name }: Declaration): string => [...scope, name].map(escaped).join('/');

/**
 * Gives every declared name an id: its qualified name, followed by its noun when elements of different kinds share the
 * name, and by a number when one kind does. What a statement generates has the id of the statement and a number.
 */
export function assignIds(tables: readonly NameTable[]): Ids {
  const written = new Map<AstNode, ElementId>();
  for (const all of byQualifiedName(tables).values()) {
    const group = all.filter(({ generated }) => !generated);
    const nouns = new Map<string, number>();
    const kinds = new Set(group.map((declaration) => declaration.noun));
    for (const declaration of group) {
      const { noun, node } = declaration;
      const nth = (nouns.get(noun) ?? 0) + 1;
      nouns.set(noun, nth);
      const clash = kinds.size > 1 || isTaken(declaration) || clashesWithGenerated(declaration, tables);
      written.set(node, elementId(`${textOf(declaration)}${clash ? `#${noun}` : ''}${nth > 1 ? `~${nth}` : ''}`));
    }
  }
  const exposed = (node: AstNode): ElementId | undefined => {
    const workload = written.get(node);
    return workload && elementId(`${workload}#service`);
  };
  return {
    declared: (node) => written.get(node),
    exposed,
    meant: (declaration) => {
      const { generated, type, node, name } = declaration;
      if (!generated) return written.get(node);
      if (type === 'Service') return exposed(node);
      const generator = written.get(node);
      return generator && elementId(`${generator}${name.slice(name.lastIndexOf('-'))}`);
    },
  };
}
