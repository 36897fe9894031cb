/** What the shown branch is held against: itself before the last edit, another branch, another walk. */
export type Against =
  | { readonly kind: 'before' }
  | { readonly kind: 'branch'; readonly branch: number }
  | { readonly kind: 'walk'; readonly walk: string };
