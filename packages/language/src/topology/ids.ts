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
    table
      .generatedAs(declaration.name)
      .some(
        (other) =>
          other.noun !== declaration.noun &&
          other.noun !== 'service' &&
          qualifiedName(other) === qualifiedName(declaration),
      ),
  );

/**
 * Gives every declared name an id: its qualified name, followed by its noun when elements of different kinds share the
 * name, and by a number when one kind does (an error, but ids stay unique).
 */
export function assignIds(tables: readonly NameTable[]): Ids {
  const written = new Map<AstNode, ElementId>();
  for (const [name, all] of byQualifiedName(tables)) {
    const group = all.filter(({ generated }) => !generated);
    const nouns = new Map<string, number>();
    const kinds = new Set(group.map((declaration) => declaration.noun));
    for (const declaration of group) {
      const { noun, node } = declaration;
      const nth = (nouns.get(noun) ?? 0) + 1;
      nouns.set(noun, nth);
      const clash = kinds.size > 1 || clashesWithGenerated(declaration, tables);
      written.set(node, elementId(`${name}${clash ? `#${noun}` : ''}${nth > 1 ? `~${nth}` : ''}`));
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
      if (!declaration.generated) return written.get(declaration.node);
      if (declaration.type === 'Service') return exposed(declaration.node);
      return elementId(qualifiedName(declaration));
    },
  };
}
