import { type Ip, parseIp } from '../base/addr/index.ts';
import { secondsOf } from '../base/duration.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import { isAutopilot } from './gke-modes.ts';
import { hasChange, versionOf } from './versions.ts';

/** Where NodeLocal DNSCache listens on every node (kubernetes.io, Using NodeLocal DNSCache in Kubernetes Clusters). */
const usualAddress = parseIp('169.254.20.10')!;

/** `cache 30` of its Corefile, and `success 9984 30` of the cluster's own zone (cluster/addons/dns/nodelocaldns/nodelocaldns.yaml). */
const usualCache = 30;

/** The Service whose cluster IP it asks: `-upstreamsvc` of its manifest. */
export const upstreamName = 'kube-dns-upstream';

/** A cache of names on every node of a cluster: the line `node-local-dns 1.26 { address 169.254.20.10; cache 30 }`. */
export interface NodeLocalDns {
  /** Its line, or the cluster that has it by itself. */
  readonly source: ElementId;
  /** The link-local address that it has on every node. */
  readonly address: Ip;
  /** Seconds that it keeps answers at most; 0: it keeps none. */
  readonly cache: number;
  /** It has the address of the cluster's DNS Service as well, where kube-proxy has no interface with that address of its own. */
  readonly takesService: boolean;
}

/** The first build of 1.34.1 whose nodes have it by themselves. */
const firstBuild = 3_720_000;

/** GKE gives it to nodes that nobody says another thing of. */
function hasByItself(cluster: Pick<Cluster, 'platform' | 'settings'>): boolean {
  if (cluster.platform !== 'gke') return false;
  if (isAutopilot(cluster)) return true;
  const version = versionOf(cluster, 'kubernetes');
  const [, build] = /^v?1\.34\.1-gke\.(\d+)/.exec(version ?? '') ?? [];
  if (build !== undefined && Number(build) < firstBuild) return false;
  return hasChange(version, 'gkeNodeLocalDns');
}

/** What says that the nodes of a cluster have it; undefined: they have not. `node-local-dns false` turns it off. */
export function nodeLocalSourceOf(
  cluster: Pick<Cluster, 'id' | 'platform' | 'settings'>,
): { readonly source: ElementId; readonly settings: readonly Setting[] } | undefined {
  const setting = settingOf(cluster.settings, 'node-local-dns');
  if (setting)
    return setting.values[0] === 'false' ? undefined : { source: setting.id, settings: setting.settings ?? [] };
  return hasByItself(cluster) ? { source: cluster.id, settings: [] } : undefined;
}

/** The cache on the nodes of a cluster; undefined: it has none. */
export function nodeLocalDnsOf(cluster: Cluster, proxy: string): NodeLocalDns | undefined {
  const found = nodeLocalSourceOf(cluster);
  if (!found) return undefined;
  const written = (key: string) => settingOf(found.settings, key)?.values[0];
  const address = parseIp(written('address') ?? '');
  const cache = written('cache');
  return {
    source: found.source,
    address: typeof address === 'number' ? address : usualAddress,
    cache: cache === undefined ? usualCache : (secondsOf(cache) ?? (Number(cache) || 0)),
    takesService: proxy !== 'ipvs',
  };
}
