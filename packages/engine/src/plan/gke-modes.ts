import type { Cluster } from '../topology/cluster.ts';
import { type Setting, settingOf } from '../topology/setting.ts';

const isTrue = (settings: readonly Setting[], block: string, key: string): boolean =>
  settingOf(settingOf(settings, block)?.settings ?? [], key)?.values[0] === 'true';

/** `autopilot { enabled true }`: Google runs the nodes (container.googleapis.com, Cluster.autopilot). */
export const autopilotIn = (settings: readonly Setting[]): boolean => isTrue(settings, 'autopilot', 'enabled');

export const isAutopilot = ({ platform, settings }: Pick<Cluster, 'platform' | 'settings'>): boolean =>
  platform === 'gke' && autopilotIn(settings);

/**
 * `ipAllocationPolicy { useRoutes true }`: blocks of pods are no ranges of a subnet, and the network has a route to each node for its own
 * (container.googleapis.com, Cluster.ipAllocationPolicy).
 */
export const usesRoutes = ({ platform, settings }: Pick<Cluster, 'platform' | 'settings'>): boolean =>
  platform === 'gke' && isTrue(settings, 'ipAllocationPolicy', 'useRoutes');

/** Pods that a node has room for where nobody says less (GKE documentation, maximum Pods per node). */
const usualPods = { standard: 110, autopilot: 32 } as const;

/** What `max-pods` may say. */
export const podsOfNodes = { least: 8, most: 256 } as const;

/** Pods that a node of a cluster has room for, by its own line, its group's or the cluster's. Only a VPC-native cluster in Standard mode may say another number. */
export function podsPerNode(cluster: Pick<Cluster, 'platform' | 'settings'>, own: readonly Setting[] = []): number {
  if (isAutopilot(cluster)) return usualPods.autopilot;
  const line = settingOf(own, 'max-pods') ?? settingOf(cluster.settings, 'max-pods');
  const written = Number(line?.values[0]);
  const isTaken = written >= podsOfNodes.least && written <= podsOfNodes.most && !usesRoutes(cluster);
  return isTaken ? written : usualPods.standard;
}

/** Bits of the block of a node: at least twice as many addresses as it has pods, and /28 at the longest (the same, the table of its sizes). */
export const bitsForPods = (pods: number): number => 31 - Math.max(3, Math.ceil(Math.log2(pods)));

/** How many nodes a range has blocks for (GKE documentation, IP address ranges for VPC-native clusters). */
export const mostNodes = (rangeBits: number, pods: number): number => {
  const spare = bitsForPods(pods) - rangeBits;
  return spare < 0 ? 0 : 2 ** spare;
};
