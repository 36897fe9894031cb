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
  /** Edits that would mend it; the text replaces the range of `about` of the edit. */
  readonly fixes?: readonly Fix[];
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly about: ElementId; readonly text: string }[];
}
