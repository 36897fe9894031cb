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
  /** A duration that is none, or has no unit. */
  duration: 'NK028',
  /** A walk that expects nothing. */
  noExpectation: 'NK130',
  /** A route table, security group or network ACL that nothing uses. */
  unused: 'NK131',
  /** A label that no selector asks for. */
  unusedLabel: 'NK132',
  /** A setting that says what holds without it. */
  default: 'NK133',
  /** Statements of a block in an order that nobody looks for. */
  order: 'NK134',
  /** A setting that nothing here reads. */
  noEffect: 'NK135',
  /** An expectation about nobody. */
  emptySet: 'NK136',
  /** A name that means something else where it is used. */
  hiddenName: 'NK137',
  /** A target whose health checks fail. */
  unhealthy: 'NK077',
  /** A `given` block that changes nothing. */
  given: 'NK140',
} as const;

/** The page about a code. */
export const pageOf = (code: string): { readonly href: string } => ({
  href: `https://github.com/netk-dev/netk/blob/main/docs/diagnostics/${code}.md`,
});
