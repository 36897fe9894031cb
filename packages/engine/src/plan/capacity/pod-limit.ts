import { maxPodsByCalculator, maxPodsByList, type PodRoom } from './max-pods.ts';

/** Which rule sets a node's number of pods: the author's `max-pods`, the published list, the calculator or its cap. */
export type PodLimitRule = 'max-pods' | 'list' | 'calculator' | 'cap';

/** How many pods a node takes, and why. */
export interface PodLimit {
  readonly maxPods: number;
  readonly rule: PodLimitRule;
  /** The arithmetic: `m5.large: 3 ENIs × (10 − 1) + 2 = 29`. */
  readonly why: string;
}

/**
 * What the kubelet is told when nothing is written: the list in the plain mode, which it knows; the calculator with
 * prefixes, custom networking or MAX_ENI, which the list does not know.
 */
export function podLimit(room: PodRoom, written: number | undefined): PodLimit {
  if (written !== undefined) return { maxPods: written, rule: 'max-pods', why: `max-pods ${written}` };
  const { machine, enis, addressesPerEni } = room;
  const per = addressesPerEni - 1;
  if (!room.prefix && !room.customNetworking && room.maxEni === undefined) {
    const maxPods = maxPodsByList(room);
    return { maxPods, rule: 'list', why: `${machine}: ${enis} ENIs × (${addressesPerEni} − 1) + 2 = ${maxPods}` };
  }
  const { theoretical, recommended, cap } = maxPodsByCalculator(room);
  const used = Math.min(enis, room.maxEni ?? enis);
  const cards = room.customNetworking ? `(${used} − 1) ENIs` : `${used} ENIs`;
  const sum = `${machine}: ${cards} × ${room.prefix ? `${per} × 16` : `(${addressesPerEni} − 1)`} + 2 = ${theoretical}`;
  if (recommended === theoretical) return { maxPods: theoretical, rule: 'calculator', why: sum };
  const because = cap === 250 ? 'more than 30 vCPUs' : 'up to 30 vCPUs';
  return { maxPods: recommended, rule: 'cap', why: `${sum}, capped at ${cap} (${because})` };
}
