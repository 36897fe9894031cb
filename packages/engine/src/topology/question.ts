import type { Elements } from './elements.ts';
import { type ElementId, elementId } from './id.ts';
import type { Operand } from './operand.ts';
import type { Setting } from './setting.ts';

/** The machine that stands for a sender whom the file does not describe. */
export const strangerId = elementId('#client');

export interface Walk {
  readonly id: ElementId;
  /** The file that asks, as a URI: questions of imported files are not this file's. */
  readonly uri: string;
  /** `W22`, or undefined for a question without a name. */
  readonly name?: string;
  readonly title?: string;
  readonly from: Operand;
  readonly to: Operand;
  /** Lower case. */
  readonly protocol?: string;
  readonly chooses: readonly Choose[];
  readonly givens: readonly Given[];
  readonly expects: readonly Expect[];
  /** `sport 54321`, `method GET`, … */
  readonly settings: readonly Setting[];
}

/** `choose endpoint pod71 [at nA]`: pins one random choice. */
export interface Choose {
  readonly id: ElementId;
  readonly what: string;
  readonly value: Operand;
  readonly at?: ElementId;
}

/** `given subnet work-1 { route-table rt-pub }`: overlays these statements on the element, for this walk only. */
export interface Given {
  readonly id: ElementId;
  readonly kind: string;
  /** An element, or (for `given zone az1`) a name. */
  readonly of: ElementId | undefined;
  readonly name: string;
  /**
   * The element with what the block says, in what it stands in. What the block overlays has its own id, also where it
   * is generated; what the block adds has an id under that of the block, and so have all lines.
   */
  readonly says: Partial<Elements>;
}

export interface Expect {
  readonly id: ElementId;
  readonly negated: boolean;
  readonly predicate: string;
  readonly operator?: '<=' | '>=';
  /** `8`, `1/3`, `0.999`, as written. */
  readonly number?: string;
  readonly args: readonly Operand[];
  readonly receiver?: Operand;
  readonly because?: string;
  readonly at?: ElementId;
  readonly from?: Operand;
  readonly to?: Operand;
  readonly probability?: { readonly operator?: '<=' | '>='; readonly value: string };
}
