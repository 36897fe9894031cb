import type { Cluster } from '../topology/cluster.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import { hasChange, versionOf } from './versions.ts';

/** A node, its group, or what is said of one node of a group. */
interface WithSettings {
  readonly settings: readonly Setting[];
}

/** What a node's machine image decides. */
export interface MachineImage {
  readonly family: 'al2' | 'al2023' | 'bottlerocket' | 'ubuntu' | 'other';
  /** Which kernel tables the command iptables fills. Undefined: nobody said which image it is. */
  readonly iptables?: 'legacy' | 'nft';
}

/**
 * Values of `ami-type` (EKS API, AMITypes), by how they begin. Amazon Linux 2023 has iptables-nft (awslabs/amazon-eks-ami,
 * install-worker.sh), Amazon Linux 2 and Bottlerocket before Kubernetes 1.34 the legacy one.
 */
const families: readonly (readonly [string, MachineImage['family']])[] = [
  ['AL2023_', 'al2023'],
  ['AL2_', 'al2'],
  ['BOTTLEROCKET_', 'bottlerocket'],
];

/** The line that says which image a machine has: its own, or its group's; else the cluster's. */
export const amiTypeOf = (cluster: Cluster, machine: WithSettings): Setting | undefined =>
  settingOf(machine.settings, 'ami-type') ?? settingOf(cluster.settings, 'ami-type');

/** The image of a node: as `ami-type` says, else Amazon Linux 2023 on EKS, its own choice from Kubernetes 1.30 on. */
export function imageOf(cluster: Cluster, machine: WithSettings): MachineImage {
  if (cluster.platform === 'gke') return { family: ofGoogle(cluster, machine) };
  const written = amiTypeOf(cluster, machine)?.values[0];
  const byDefault = (cluster.platform ?? 'eks') === 'eks' ? 'al2023' : 'other';
  const family =
    written === undefined ? byDefault : (families.find(([start]) => written.startsWith(start))?.[1] ?? 'other');
  if (family === 'other') return { family };
  const nft =
    family === 'al2023' ||
    (family === 'bottlerocket' && hasChange(versionOf(cluster, 'kubernetes'), 'bottlerocketNft'));
  return { family, iptables: nft ? 'nft' : 'legacy' };
}

/** `image-type` of GKE (its API, NodeConfig): Container-Optimized OS, or Ubuntu. */
const ofGoogle = ({ settings }: Cluster, machine: WithSettings): MachineImage['family'] =>
  (settingOf(machine.settings, 'image-type') ?? settingOf(settings, 'image-type'))?.values[0]?.startsWith('UBUNTU')
    ? 'ubuntu'
    : 'other';

/** The name of a node's network interface: systemd's names count PCI slots, and the first is the fifth (AL2023 user guide), of Compute Engine the fourth. */
// Where a machine has several network cards, slots have other numbers, which AWS does not publish: names go on counting.
export const interfaceName = ({ family }: MachineImage, index: number): string =>
  family === 'al2023' ? `ens${index + 5}` : family === 'ubuntu' ? `ens${index + 4}` : `eth${index}`;
