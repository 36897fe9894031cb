import type { ElementId } from '../topology/id.ts';
import type { BlockedNode } from './node-blocks.ts';
import type { PlannedEni, PlannedNode } from './plan.ts';

/**
 * An interface while pods are being placed: `held` and `spare` are the addresses that no pod has, of the prefixes that the
 * author wrote and of those that netk added.
 */
export interface DraftEni extends PlannedEni {
  readonly secondaries: string[];
  prefixes?: string[];
  held?: string[];
  spare?: string[];
  primary6?: string;
  prefixes6?: string[];
}

/** A node while its pods are being placed. */
export interface DraftNode
  extends Omit<PlannedNode, 'enis' | 'pods' | 'podCidr' | 'otherPodCidr' | 'podBlocks' | 'tunnelAddress'>,
    Pick<BlockedNode, 'podCidr' | 'otherPodCidr' | 'podBlocks' | 'tunnelAddress' | 'block' | 'otherBlock'> {
  readonly enis: DraftEni[];
  readonly pods: ElementId[];
}
