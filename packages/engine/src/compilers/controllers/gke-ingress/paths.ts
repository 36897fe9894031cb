/** A path of an Ingress as it is written. */
export interface WrittenPath {
  readonly path?: string;
  readonly pathType?: string;
}

/**
 * The paths of a URL map that stand for one of an Ingress (kubernetes/ingress-gce acbcf5d6, pkg/controller/translator). In words: why the
 * controller takes it for none.
 */
export function urlMapPaths({
  path = '',
  pathType = 'ImplementationSpecific',
}: WrittenPath): readonly string[] | string {
  if (pathType === 'Exact')
    return path === '' || path.includes('*') ? `an exact path is not empty and has no *, unlike "${path}"` : [path];
  if (pathType === 'Prefix') {
    if (path.includes('*')) return `a prefix has no *, unlike "${path}"`;
    if (path === '' || path === '/') return ['/*'];
    const bare = path.endsWith('/') ? path.slice(0, -1) : path;
    return [bare, `${bare}/*`];
  }
  return path === '' ? ['/*'] : [path];
}
