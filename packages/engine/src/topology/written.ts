import type { ElementId } from './id.ts';

/** An address or CIDR in the author's own text, with the id of the place where it stands. */
export interface Written {
  readonly id: ElementId;
  readonly text: string;
}
