import { type Ip, parseIp } from '../base/addr/index.ts';
import { secondsOf } from '../base/duration.ts';
import type { Cluster } from '../topology/cluster.ts';
import { type Setting, settingOf } from '../topology/setting.ts';

/** Where NodeLocal DNSCache listens on every node (kubernetes.io, Using NodeLocal DNSCache in Kubernetes Clusters). */
const usualAddress = parseIp('169.254.20.10')!;

/** `cache 30` of its Corefile, and `success 9984 30` of the cluster's own zone (cluster/addons/dns/nodelocaldns/nodelocaldns.yaml). */
const usualCache = 30;

/** The Service whose cluster IP it asks: `-upstreamsvc` of its manifest. */
export const upstreamName = 'kube-dns-upstream';

/** A cache of names on every node of a cluster: the line `node-local-dns 1.26 { address 169.254.20.10; cache 30 }`. */
export interface NodeLocalDns {
  readonly setting: Setting;
  /** The link-local address that it has on every node. */
  readonly address: Ip;
  /** Seconds that it keeps answers at most; 0: it keeps none. */
  readonly cache: number;
  /** It has the address of the cluster's DNS Service as well, where kube-proxy has no interface with that address of its own. */
  readonly takesService: boolean;
}

/** The cache on the nodes of a cluster; undefined: it has none. */
export function nodeLocalDnsOf({ settings }: Cluster, proxy: string): NodeLocalDns | undefined {
  const setting = settingOf(settings, 'node-local-dns');
  if (!setting) return undefined;
  const written = (key: string) => settingOf(setting.settings ?? [], key)?.values[0];
  const address = parseIp(written('address') ?? '');
  const cache = written('cache');
  return {
    setting,
    address: typeof address === 'number' ? address : usualAddress,
    cache: cache === undefined ? usualCache : (secondsOf(cache) ?? (Number(cache) || 0)),
    takesService: proxy !== 'ipvs',
  };
}
