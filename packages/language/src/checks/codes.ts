/** Codes of the diagnostics that the language itself makes; those of the engine come with its findings. */
export const codes = {
  /** A reference that does not resolve, or could mean several things. */
  reference: 'NK004',
  /** Two elements of one name in one scope. */
  duplicate: 'NK005',
  /** A word that no registry knows. */
  word: 'NK006',
  /** A file that cannot be imported. */
  import: 'NK007',
  /** A noun that is read but not modelled yet. */
  unmodelled: 'NK008',
  /** A check that failed itself. */
  failure: 'NK009',
} as const;

/** The page about a code. */
export const pageOf = (code: string): { readonly href: string } => ({
  href: `https://github.com/netk-dev/netk/blob/main/docs/diagnostics/${code}.md`,
});
