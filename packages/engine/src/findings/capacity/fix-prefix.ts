import { cniModeOf } from '../../plan/capacity/cni-mode.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Fix } from '../finding.ts';

/** Turns prefix delegation on; nothing when it is on, or when the cluster has no VPC CNI or IPv6 pods. */
export function enablePrefixes(cluster: Cluster): Fix[] {
  const { prefix, ipv6 } = cniModeOf(cluster);
  const cni = settingOf(cluster.settings, 'cni');
  if (prefix || ipv6 || (cni && cni.values[0] !== 'vpc-cni')) return [];
  const title = `Enable prefix delegation in cluster ${cluster.name}`;
  const written = cni && settingOf(cni.settings, 'ENABLE_PREFIX_DELEGATION');
  const line = 'ENABLE_PREFIX_DELEGATION true';
  if (written) return [{ title, edits: [{ about: written.id, text: line }] }];
  if (cni) return [{ title, edits: [{ about: cni.id, text: line, inside: true }] }];
  return [{ title, edits: [{ about: cluster.id, text: `cni vpc-cni { ${line} }`, inside: true }] }];
}
