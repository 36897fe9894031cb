import { AstUtils, GrammarUtils, type LangiumDocument, type LangiumDocuments, type ValidationAcceptor } from 'langium';
import {
  isGiven,
  isNetkFile,
  isRoute,
  isSubnet,
  isUseRouteTable,
  isWalk,
  type NetkFile,
  type Walk,
} from '../generated/ast.ts';
import { type Declaration, isSameElement, qualifiedName } from '../names/declaration.ts';
import { declarationsOfGiven } from '../names/declarations.ts';
import { byQualifiedName, nameTablesOf, repeatedNames } from '../names/name-table.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { originOfNode } from '../topology/origin.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';

type Named = Pick<Declaration, 'noun' | 'name' | 'scope' | 'node'>;

/** The noun of the block at the top of a file that an element stands in: a VPC may be called `internet`. */
function blockOf({ node, scope }: Named): string {
  let at = node;
  for (let next = at.$container; next && !isNetkFile(next); next = next.$container) at = next;
  return scope.length > 0 ? at.$type : '';
}

const key = (named: Named): string => `${named.noun} ${blockOf(named)} ${qualifiedName(named)}`;

/** Reports one of two elements; `better` is a free name, for the later one. */
function report(own: Named, other: Named, better: string | undefined, accept: ValidationAcceptor): void {
  const place = originOfNode(other.node);
  accept('error', `there are two of ${own.noun} '${qualifiedName(own)}'`, {
    node: own.node,
    range: GrammarUtils.findNodeForProperty(own.node.$cstNode, 'name')?.range ?? originOfNode(own.node).range,
    code: codes.duplicate,
    codeDescription: pageOf(codes.duplicate),
    relatedInformation: [
      { location: { uri: place.uri, range: place.name }, message: `the other ${own.noun} '${own.name}'` },
    ],
    ...(better === undefined ? {} : { data: { code: codes.duplicate, better } }),
  });
}

/** The name with the lowest number behind it, from `first` on, that nothing has. */
function freeNumber(own: Named, isTaken: (named: Named) => boolean, first: number): number {
  for (let number = first; ; number++) if (!isTaken({ ...own, name: `${own.name}-${number}` })) return number;
}

/** Elements of one kind and name in one scope: an error at both places, the own ones of this file. */
export function checkDuplicates(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const files = visibleFiles(AstUtils.getDocument(file), documents);
  const tables = nameTablesOf(files);
  const names = byQualifiedName(tables);
  const groups = new Map<string, Named[]>();
  const add = (named: Named): void => {
    const group = groups.get(key(named));
    if (group) group.push(named);
    else groups.set(key(named), [named]);
  };
  for (const all of repeatedNames(tables)) all.forEach(add);
  for (const walk of file.items.filter(isWalk)) {
    if (walk.name) add({ noun: 'walk', name: walk.name, scope: [], node: walk });
    checkAdded(walk, files, accept);
  }
  const isTaken = (named: Named): boolean =>
    groups.has(key(named)) || (names.get(qualifiedName(named))?.some(({ noun }) => noun === named.noun) ?? false);
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    let number = 1;
    for (const [at, own] of group.entries()) {
      const other = group[at === 0 ? 1 : 0];
      if (!other || AstUtils.findRootNode(own.node) !== file) continue;
      // The later ones get later numbers, so that the fixes can be applied together.
      if (at > 0) number = freeNumber(own, isTaken, number + 1);
      report(own, other, at === 0 ? undefined : `${own.name}-${number}`, accept);
    }
  }
}

/** What the `given` blocks of a walk add twice; what they overlay they may name again. */
function checkAdded(walk: Walk, files: readonly LangiumDocument[], accept: ValidationAcceptor): void {
  const tables = nameTablesOf(files);
  const seen: Declaration[] = [];
  for (const own of walk.items.filter(isGiven).flatMap((given) => declarationsOfGiven(given).declared)) {
    if (own.generated) continue;
    const other = seen.find((each) => isSameElement(each, own));
    if (!other) seen.push(own);
    else if (!tables.some((table) => table.named(own.name).some((each) => isSameElement(each, own))))
      report(own, other, undefined, accept);
  }
}

/** A subnet has one route table: its own routes or a named one. */
export const checkRouteTables = eachNode((node, accept) => {
  if (!isSubnet(node)) return;
  const table = node.items.find(isUseRouteTable);
  if (!table || !node.items.some(isRoute)) return;
  accept('error', `subnet '${node.name}' has its own routes and a route table: it can have one of them`, {
    node: table,
    code: codes.duplicate,
    codeDescription: pageOf(codes.duplicate),
  });
});
