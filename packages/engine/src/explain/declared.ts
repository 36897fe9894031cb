import type { ElementId } from '../topology/id.ts';

/** The name that the author gave to the declaration that an element belongs to: `sg-rds` of `main/sg-rds#ingress.1`. */
export function declared(id: ElementId): string {
  const whole = id.split('#')[0] ?? id;
  return whole.slice(whole.lastIndexOf('/') + 1);
}
