import type { ElementId } from '../../topology/id.ts';

/** The name that the author gave to the declaration that an element belongs to: `sg-rds` of `main/sg-rds#ingress.1`. */
export function declared(id: ElementId): string {
  const [name = ''] = id.slice(id.lastIndexOf('/') + 1).split('#');
  return name.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
