import type { ElementId } from '../../topology/id.ts';

/** What advice needs to know beside the trace, to name what the author can write and not what the packet happened to be. */
export interface Facts {
  /** The groups that carry an address, as the filter that dropped knows them. */
  readonly groupsOf: (address: string) => readonly ElementId[];
  /** The block of the network that a pod's address is in; undefined for an address that a machine keeps. */
  readonly blockOf: (address: string) => string | undefined;
  /** How a rule of a policy is to name an address: the selectors that a pod or the pods behind a Service meet. Undefined: it is neither. */
  readonly selectorOf?: (address: string, policy: string | undefined) => string | undefined;
  /** Whether a machine leaves its network under a public address of its own. */
  readonly isPublic: (device: string) => boolean;
}
