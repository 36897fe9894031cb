import type { StubResolver } from '../../network/stub-resolver.ts';
import { cAres } from './c-ares.ts';
import { glibc } from './glibc.ts';
import { go } from './go.ts';
import type { Library } from './library.ts';
import { musl } from './musl.ts';

/** The resolver libraries, the usual one first. */
export const resolvers: readonly Library[] = [glibc, musl, go, cAres];

/** The library that `stub-resolver NAME VERSION` names; undefined for one that is not known. */
export function resolverOf(name = glibc.id, version?: string): StubResolver | undefined {
  const library = resolvers.find(({ id }) => id === name);
  return library?.make(version ?? library.usual);
}

/** The names of the libraries, the usual one first. */
export const resolverNames: readonly string[] = resolvers.map(({ id }) => id);
