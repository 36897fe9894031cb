import type { Cluster, Eni } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import type { MachineType } from './machine-type.ts';
import type { PlannedEni, PlannedNode, PlannedPod } from './plan.ts';
import { hasChange, versionOf } from './versions.ts';

/** The network card that an interface is on: the default one, where nothing else is said. */
export const cardOf = ({ card = 0 }: Pick<PlannedEni, 'card'>): number => card;

/** Whether it is the first interface of its machine, which has the machine's own address. */
export const isPrimary = (eni: Pick<PlannedEni, 'card' | 'index'>): boolean => eni.index === 0 && cardOf(eni) === 0;

/** An interface that has no address: it speaks the Elastic Fabric Adapter's own protocol alone (EC2 user guide, EFA). */
export const isEfaOnly = ({ settings }: Pick<Eni, 'settings'>): boolean =>
  settingOf(settings, 'interface-type')?.values[0] === 'efa-only';

/** The interface of its node that a pod's own address belongs to. */
export const eniOfPod = (
  { enis }: Pick<PlannedNode, 'enis'>,
  { eni, card }: Pick<PlannedPod, 'eni' | 'card'>,
): PlannedEni | undefined => enis.find((each) => each.index === eni && cardOf(each) === (card ?? 0));

/** Whether the VPC CNI of a cluster gives pods interfaces of several network cards, if they ask for it. */
export const givesCards = (cluster: Cluster): boolean =>
  cniModeOf(cluster).multiNic && hasChange(versionOf(cluster, 'vpc-cni'), 'multiNic');

/**
 * The network cards of a node whose interfaces have addresses for pods: the default one, and with ENABLE_MULTI_NIC the others but
 * those that have EFA-only interfaces alone (amazon-vpc-cni-k8s v1.20, pkg/ipamd, markUnmanagedNetworkCards).
 */
export function podCardsOf(
  cluster: Cluster,
  type: MachineType | undefined,
  written: readonly Eni[],
): readonly number[] {
  const all = Array.from({ length: givesCards(cluster) ? (type?.networkCards ?? 1) : 1 }, (_, card) => card);
  return all.filter((card) => {
    const own = written.filter((eni) => cardOf(eni) === card);
    return card === 0 || !own.some(isEfaOnly) || own.some((eni) => !isEfaOnly(eni));
  });
}

/** Whether a pod asks for an interface of each network card (`k8s.amazonaws.com/nicConfig`; any other word asks for nothing). */
export const asksForCards = (template: { readonly settings: Parameters<typeof settingOf>[0] }): boolean =>
  settingOf(template.settings, 'nicConfig')?.values[0] === 'multi-nic-attachment';

/**
 * The device index of the first interface of a card, where nobody writes it: 1 where a card has room for it, since 0 of the further
 * cards is kept for EFA (EC2 user guide, maximize network bandwidth). Which one EC2 gives to the VPC CNI is not published.
 */
export const firstIndexOf = (card: number, most: number): number => (card > 0 && most > 1 ? 1 : 0);
