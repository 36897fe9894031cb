/** A range of a document, as in the Language Server Protocol: lines and UTF-16 characters from 0. */
export interface Range {
  readonly uri: string;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
