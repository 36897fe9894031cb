import type { AstReflection, LangiumDocument, ReferenceInfo } from 'langium';
import { type ContextScope, contextScopes } from './context-scopes.ts';
import type { Declaration } from './declaration.ts';
import { namesOfWalk, nameTablesOf } from './name-table.ts';
import { type Wanted, wantedBy } from './wanted.ts';

/** What a reference means. */
export type Resolution =
  | { readonly kind: 'found'; readonly declaration: Declaration }
  /** A word that is no element: `self`, `blackhole`, a zone. */
  | { readonly kind: 'builtin'; readonly word: string }
  | { readonly kind: 'ambiguous'; readonly declarations: readonly Declaration[] }
  | { readonly kind: 'missing' };

/** `prod/private-a` names a declaration when its scopes end with the written ones. */
function matchesQualifier(declaration: Declaration, qualifier: readonly string[]): boolean {
  const { scope } = declaration;
  return qualifier.every((part, at) => scope[scope.length - qualifier.length + at] === part);
}

/** What stands in a VPC and never in a cluster. */
const ofNetwork: ReadonlySet<string> = new Set([
  ...['Subnet', 'RouteTable', 'Gateway', 'SecurityGroup', 'NetworkAcl', 'FirewallRule', 'VpcEndpoint', 'Host'],
]);

/**
 * How near a declaration is, higher is nearer: the scopes it shares with the place; then whether it lives in one of the
 * scopes around the place; then whether it is in the same file.
 */
function nearness(declaration: Declaration, scopes: readonly ContextScope[], ownFile: boolean): number {
  let shared = 0;
  let encloses = declaration.scope.length === 0;
  const isOfNetwork = ofNetwork.has(declaration.type);
  for (const { path: scope, block } of scopes) {
    if (isOfNetwork && block === 'cluster') continue;
    let common = 0;
    while (common < scope.length && scope[common] === declaration.scope[common]) common += 1;
    if (common < shared) continue;
    if (common > shared) encloses = false;
    shared = common;
    encloses ||= common === declaration.scope.length;
  }
  return shared * 4 + (encloses ? 2 : 0) + (ownFile ? 1 : 0);
}

interface Candidate {
  readonly declaration: Declaration;
  readonly near: number;
}

/** The nearest ones; at the end of a walk those of a kind that walks end at, where there are any. */
function best(all: readonly Candidate[], wanted: Wanted): readonly Declaration[] {
  const ends = all.filter(({ declaration }) => wanted.rank(declaration) < wanted.ranks);
  const candidates = wanted.kindFirst && ends.length > 0 ? ends : all;
  const nearest = Math.max(...candidates.map((candidate) => candidate.near));
  const near = candidates.filter((candidate) => candidate.near === nearest).map(({ declaration }) => declaration);
  const first = Math.min(...near.map(wanted.rank));
  return near.filter((declaration) => wanted.rank(declaration) === first);
}

/** Whether two declarations clash as names, so that the duplicate is reported instead of each reference to it. */
const sameName = (a: Declaration, b: Declaration): boolean =>
  a.noun === b.noun && a.scope.join('/') === b.scope.join('/');

/** Finds what a reference in `files[0]` means; the other files are the ones that it imports. */
export function resolve(info: ReferenceInfo, files: readonly LangiumDocument[], reflection: AstReflection): Resolution {
  const wanted = wantedBy(info, reflection);
  const text = info.reference.$refText;
  const builtin: Resolution = { kind: 'builtin', word: text };
  if (wanted.builtinFirst && wanted.builtins.has(text)) return builtin;
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const qualifier = parts.slice(0, -1);
  const scopes = contextScopes(info.container);
  const ofWalk = namesOfWalk(info.container);
  const tables = [...nameTablesOf(files), ...(ofWalk ? [ofWalk] : [])];
  const candidates = tables.flatMap((table, at) =>
    table
      .named(name)
      .filter((declaration) => matchesQualifier(declaration, qualifier) && wanted.accepts(declaration))
      .map((declaration) => ({ declaration, near: nearness(declaration, scopes, at === 0 || table === ofWalk) })),
  );
  if (candidates.length === 0) {
    return wanted.anyWord || wanted.builtins.has(text) ? builtin : { kind: 'missing' };
  }
  const declarations = best(candidates, wanted);
  const [first, ...others] = declarations;
  if (!first) return { kind: 'missing' };
  return others.every((other) => sameName(first, other))
    ? { kind: 'found', declaration: first }
    : { kind: 'ambiguous', declarations };
}
