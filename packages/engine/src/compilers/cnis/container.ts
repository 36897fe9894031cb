import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PlannedPod } from '../../plan/plan.ts';

const hexOf = (text: string): string => bytesToHex(sha512(utf8ToBytes(text)));

/** A container's id is drawn by its runtime: netk has the pod's own in its place. */
export const containerId = ({ id }: Pick<PlannedPod, 'id'>): string => hexOf(id).slice(0, 64);

/**
 * The chain of one container in one network: a hash of both names behind the prefix, 28 characters in all
 * (containernetworking/plugins v1.1.1, pkg/utils/utils.go).
 */
export function chainName(network: string, pod: Pick<PlannedPod, 'id'>, prefix = 'CNI-'): string {
  return `${prefix}${hexOf(network + containerId(pod)).slice(0, 28 - prefix.length)}`;
}
