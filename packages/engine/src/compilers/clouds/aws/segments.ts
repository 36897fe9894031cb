import type { ElementId } from '../../../topology/id.ts';

/** The segment of a subnet. */
export const segmentOf = (subnet: ElementId): string => `segment ${subnet}`;
