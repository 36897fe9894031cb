import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PlannedPod } from '../../plan/plan.ts';

const hexOf = (text: string): string => bytesToHex(sha512(utf8ToBytes(text)));

/** A container's id is drawn by its runtime: netk has the pod's own in its place. */
export const containerId = ({ id }: Pick<PlannedPod, 'id'>): string => hexOf(id).slice(0, 64);

/** A hash of a container in one network, in hexadecimal digits, of which names have the first (containernetworking/plugins v1.1.1, pkg/utils/utils.go). */
export const hashOf = (network: string, pod: Pick<PlannedPod, 'id'>): string => hexOf(network + containerId(pod));

/**
 * The chain of one container in one network: a hash of both names behind the prefix, 28 characters in all
 * (containernetworking/plugins v1.1.1, pkg/utils/utils.go).
 */
export function chainName(network: string, pod: Pick<PlannedPod, 'id'>, prefix = 'CNI-'): string {
  return `${prefix}${hashOf(network, pod).slice(0, 28 - prefix.length)}`;
}
