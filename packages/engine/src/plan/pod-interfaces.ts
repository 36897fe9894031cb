import type { Cluster, EniConfig } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { type Labels, settingOf } from '../topology/setting.ts';
import { cniModeOf } from './capacity/cni-mode.ts';
import type { PlannedEni } from './plan.ts';

/** The label that a node always has, from its zone. */
const zoneLabel = 'topology.kubernetes.io/zone';

/**
 * The ENIConfig of a node (amazon-vpc-cni-k8s, pkg/eniconfig): named by the node's label ENI_CONFIG_LABEL_DEF, else
 * `default`.
 */
export function eniConfigOf(cluster: Cluster, labels: Labels, zone: string | undefined): EniConfig | undefined {
  const block = settingOf(cluster.settings, 'cni')?.settings ?? [];
  const key = settingOf(block, 'ENI_CONFIG_LABEL_DEF')?.values[0] ?? 'k8s.amazonaws.com/eniConfig';
  const value = Object.hasOwn(labels, key) ? labels[key] : key === zoneLabel ? zone : undefined;
  return cluster.eniConfigs.find((each) => each.name === (value ?? 'default'));
}

/** The subnet of a node's interfaces for pods: its own, or its ENIConfig's with custom networking. */
export function podSubnetOf(
  cluster: Cluster,
  labels: Labels,
  zone: string | undefined,
  own: ElementId | undefined,
): ElementId | undefined {
  return cniModeOf(cluster).customNetworking ? eniConfigOf(cluster, labels, zone)?.subnet : own;
}

/** Subnet and security groups of the next interface for pods; undefined: custom networking finds no ENIConfig. */
export function podInterfaces(
  cluster: Cluster,
  node: {
    readonly labels: Labels;
    readonly zone?: string;
    readonly enis: readonly PlannedEni[];
  },
): { readonly subnet: ElementId; readonly securityGroups: readonly ElementId[]; readonly config?: string } | undefined {
  const first = node.enis[0];
  if (!first) return undefined;
  if (!cniModeOf(cluster).customNetworking) return first;
  const config = eniConfigOf(cluster, node.labels, node.zone);
  if (config?.subnet === undefined) return undefined;
  const securityGroups = config.securityGroups.length > 0 ? config.securityGroups : first.securityGroups;
  return { subnet: config.subnet, securityGroups, config: config.name };
}
