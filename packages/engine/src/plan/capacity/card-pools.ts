import { cardOf } from '../network-cards.ts';
import type { PlannedEni, PlannedNode } from '../plan.ts';
import { addressesPerPrefix } from './max-pods.ts';

/**
 * Addresses that the interfaces of further network cards hold besides what is planned: the VPC CNI attaches one to each card that it
 * has to do with, and keeps one address spare there, whatever the targets are (amazon-vpc-cni-k8s v1.20, pkg/ipamd, DefaultWarmIPTarget).
 */
export function spareOfCards(
  { podCards = [], enis, prefixDelegation }: Pick<PlannedNode, 'podCards' | 'enis' | 'prefixDelegation'>,
  takenBy: (eni: PlannedEni) => number,
): number {
  return podCards.slice(1).reduce((sum, card) => {
    const own = enis.filter((eni) => cardOf(eni) === card);
    const used = own.reduce((pods, eni) => pods + eni.secondaries.length, 0) + 1;
    const held = prefixDelegation ? Math.ceil(used / addressesPerPrefix) * addressesPerPrefix : used;
    const now = own.reduce((all, eni) => all + takenBy(eni), 0);
    return sum + Math.max(0, Math.max(1, own.length) + held - now);
  }, 0);
}
