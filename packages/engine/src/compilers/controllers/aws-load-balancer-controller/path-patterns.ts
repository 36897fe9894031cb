/** How a path of an Ingress is meant (networking.k8s.io/v1, pathType). */
export type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

const hasWildcard = (path: string): boolean => /[*?]/.test(path);

/**
 * The type of a path that names none. netk reads it as a prefix, as most manifests have it, and one with a wildcard as
 * the controller's own pattern.
 */
export function pathTypeOf(path: string, written: string | undefined): PathType | undefined {
  if (written === undefined) return hasWildcard(path) ? 'ImplementationSpecific' : 'Prefix';
  return written === 'Exact' || written === 'Prefix' || written === 'ImplementationSpecific' ? written : undefined;
}

/** Patterns of the balancer for a path, or why there are none (225f445, pkg/ingress/model_build_listener_rules.go). */
export function pathPatterns(path: string, type: PathType): readonly string[] | { readonly refused: string } {
  if (type === 'ImplementationSpecific') return [path];
  if (type === 'Prefix' && path === '/') return ['/*'];
  if (hasWildcard(path)) return { refused: `a path of type ${type} has no wildcards: ${path}` };
  if (type === 'Exact') return [path];
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  return [bare, `${bare}/*`];
}

/** Exact ones first, then prefixes with the longest before, then patterns; else as written. */
export function inPathOrder<T extends { readonly path: string; readonly type: PathType }>(paths: readonly T[]): T[] {
  const of = (type: PathType) => paths.filter((each) => each.type === type);
  const prefixes = of('Prefix').sort((a, b) => b.path.length - a.path.length);
  return [...of('Exact'), ...prefixes, ...of('ImplementationSpecific')];
}
