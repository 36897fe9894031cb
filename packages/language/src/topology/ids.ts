import { type ElementId, elementId } from '@netk/engine';
import type { AstNode } from 'langium';
import { type Declaration, isSameElement, qualifiedName } from '../names/declaration.ts';
import type { NameTable } from '../names/name-table.ts';

/** The ids of all declared elements of some files. */
export interface Ids {
  /** The id of the element that a statement declares. */
  declared(node: AstNode): ElementId | undefined;
  /** The id of the Service that a workload's `expose` lines make. */
  exposed(node: AstNode): ElementId | undefined;
  /** The id that a name means: of a declared element, or of a generated one. */
  meant(declaration: Declaration): ElementId | undefined;
  /** The id of what has the noun and the names of a declaration in the files: a `given` may declare it again. */
  known(declaration: Declaration): ElementId | undefined;
}

type Declared = Ids['declared'];

/** The Service of a workload has the workload's id. */
const exposedBy =
  (declared: Declared): Ids['exposed'] =>
  (node) => {
    const workload = declared(node);
    return workload && elementId(`${workload}#service`);
  };

const meantBy =
  (declared: Declared): Ids['meant'] =>
  ({ generated, type, node, name }) => {
    if (!generated) return declared(node);
    if (type === 'Service') return exposedBy(declared)(node);
    const generator = declared(node);
    return generator && elementId(`${generator}${name.slice(name.lastIndexOf('-'))}`);
  };

/** Ids with those of more statements. */
export function withMore(ids: Ids, more: ReadonlyMap<AstNode, ElementId>): Ids {
  const declared: Declared = (node) => more.get(node) ?? ids.declared(node);
  return { ...ids, declared, exposed: exposedBy(declared), meant: meantBy(declared) };
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
  /[%#~/]/.test(name) ? name.replace(/[%#~/]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`) : name;

/** Ids with `/` between what they consist of. */
function joined(begin: string | undefined, scope: readonly string[], name: string): string {
  let text = begin === undefined ? '' : `${begin}/`;
  for (let at = 1; at < scope.length; at++) text += `${escaped(scope[at]!)}/`;
  return text + escaped(name);
}

/** The id of an element that a `given` block adds: with its noun, which no written element of another kind has. */
export const idOfAdded = ({ noun, scope, name }: Declaration, outer: ElementId | undefined): string =>
  `${joined(outer ?? escaped(scope[0] ?? ''), scope, name)}#${noun}`;

/** The statement at the top of its file that another one stands in. */
function outermost(node: AstNode): AstNode {
  let at = node;
  while (at.$container?.$container) at = at.$container;
  return at;
}

/** Declarations by what their ids begin with: the id of the block at the top around them, and their names in it. */
function byText(
  declared: readonly Declaration[],
  around: (declaration: Declaration) => string | undefined,
): ReadonlyMap<string, readonly Declaration[]> {
  const groups = new Map<string, Declaration[]>();
  for (const declaration of declared) {
    const { scope, name } = declaration;
    const text = joined(scope.length === 0 ? undefined : (around(declaration) ?? escaped(scope[0] ?? '')), scope, name);
    const group = groups.get(text);
    if (group) group.push(declaration);
    else groups.set(text, [declaration]);
  }
  return groups;
}

const assigned = new WeakMap<readonly NameTable[], Ids>();

/** The ids of all names of some files, made once for a list of tables. */
export function idsOf(tables: readonly NameTable[]): Ids {
  const known = assigned.get(tables);
  if (known) return known;
  const ids = assignIds(tables);
  assigned.set(tables, ids);
  return ids;
}

/**
 * Gives every declared name an id: that of the VPC or cluster around it and its name, followed by its noun when elements
 * of different kinds share the name, and by a number when one kind does. What a statement generates has the id of the
 * statement and a number.
 */
function assignIds(tables: readonly NameTable[]): Ids {
  const written = new Map<AstNode, ElementId>();
  const assign = (groups: ReadonlyMap<string, readonly Declaration[]>): void => {
    for (const [text, group] of groups) {
      const nouns = new Map<string, number>();
      const [first, ...more] = group;
      const clashes = more.some(({ noun }) => noun !== first!.noun);
      for (const declaration of group) {
        const { noun, node } = declaration;
        const nth = (nouns.get(noun) ?? 0) + 1;
        if (more.length > 0) nouns.set(noun, nth);
        const clash = clashes || isTaken(declaration) || clashesWithGenerated(declaration, tables);
        written.set(node, elementId(`${text}${clash ? `#${noun}` : ''}${nth > 1 ? `~${nth}` : ''}`));
      }
    }
  };
  const declared = tables.flatMap((table) => table.declarations.declared).filter(({ generated }) => !generated);
  const isTop = ({ scope }: Declaration): boolean => scope.length === 0;
  assign(byText(declared.filter(isTop), () => undefined));
  assign(
    byText(
      declared.filter((each) => !isTop(each)),
      ({ node }) => written.get(outermost(node)),
    ),
  );
  const own: Declared = (node) => written.get(node);
  const meant = meantBy(own);
  const known = (declaration: Declaration): ElementId | undefined => {
    const named = tables.flatMap((table) => table.named(declaration.name));
    const same = named.find((each) => isSameElement(each, declaration));
    return same && meant(same);
  };
  return { declared: own, exposed: exposedBy(own), meant, known };
}
