import type { ElementId } from '../topology/id.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Something that the author should know about their topology. Words are made here, ranges by the reader of `about`. */
export interface Finding {
  /** `NK012`. */
  readonly code: string;
  readonly severity: Severity;
  /** The element whose range is marked. */
  readonly about: ElementId;
  readonly message: string;
  /** The other parties. */
  readonly related: readonly { readonly about: ElementId; readonly message: string }[];
  /** Edits that would mend it, the best first. */
  readonly fixes?: readonly Fix[];
}

/** The text replaces the name or value of `about`; `inside`: it becomes a line of the block of `about`. */
export interface Edit {
  readonly about: ElementId;
  readonly text: string;
  readonly inside?: true;
}

export interface Fix {
  readonly title: string;
  /** Changes no meaning: may be applied to a whole file unseen. */
  readonly safe?: true;
  readonly edits: readonly Edit[];
}
