import { type Ip, parseIp } from '../../base/addr/index.ts';
import type { Interface, Socket } from '../../network/network.ts';
import type { Resolver, ResolverStage } from '../../network/resolver.ts';
import { isCachePod } from '../../plan/cache-pods.ts';
import { type NodeLocalDns, nodeLocalDnsOf, upstreamName } from '../../plan/node-local-dns.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import { clusterDomain, resolvConfOf } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { dnsService } from './coredns.ts';
import type { NameServer, NameServers, OnNodes } from './name-server.ts';
import { nodeLocalChains } from './node-local-chains.ts';

const owner = 'node-local-dns';

/** Zones of the Corefile that go to the DNS of the cluster; all others go where the node asks (nodelocaldns.yaml, 1.26). */
const clusterZones = [clusterDomain, 'in-addr.arpa', 'ip6.arpa'] as const;
/** `denial 9984 5`, of the cluster's own zone. */
const clusterDenial = 5;
/** The least seconds that the plugin keeps an answer (CoreDNS, plugin/cache, minTTL). */
const least = 5;
/** `read_timeout` of 2 s, tried again for 5 s (CoreDNS, plugin/forward, defaultTimeout). */
const patience = 6;
/** Ports of the plugins health and prometheus, and of the metrics of node-cache itself (cmd/node-cache/main.go, 1.26). */
const healthPort = 8080;
const metricsPorts = [9253, 9353] as const;

/**
 * NodeLocal DNSCache: on every node a CoreDNS with a link-local address and the address of the cluster's DNS Service, which rules of the
 * raw table keep away from connection tracking, so that no question to either is translated (kubernetes/dns, cmd/node-cache, 1.26).
 * A cluster whose DNS Service is not written has none: nobody knows the way to whom it would ask.
 */
export const nodeLocalDns: NameServers = {
  id: 'node-local-dns',
  doc: 'NodeLocal DNSCache, on every node of a cluster.',
  of: (plan) =>
    plan.clusters.flatMap((cluster) => {
      const cache = cacheOf(plan, cluster);
      if (!cache) return [];
      if (cluster.nodeLocalDns === 'redirected') return inPods(plan, cluster, cache);
      const nodes = plan.nodes.filter((each) => each.cluster === cluster.id);
      return nodes.flatMap(({ id }): readonly NameServer[] => {
        const resolver = resolverOn(plan, cluster, cache, id);
        return listenOn(cluster, cache).map((address) => ({ device: id, port: 53, address, owner, resolver }));
      });
    }),
  onNodes(plan, cluster): OnNodes | undefined {
    const cache = cacheOf(plan, cluster);
    if (!cache || cluster.nodeLocalDns === 'redirected') return undefined;
    const { source, address } = cache;
    const addresses = listenOn(cluster, cache);
    const device: Interface = {
      ...{ name: 'nodelocaldns', answers: [], mtu: 1500, source },
      addresses: addresses.map((ip) => ({ ip, bits: 32 })),
    };
    const sockets: readonly Socket[] = [
      { protocol: 'tcp', port: healthPort, address, owner, source },
      ...metricsPorts.map((port): Socket => ({ protocol: 'tcp', port, owner, source })),
    ];
    return { interfaces: [device], chains: nodeLocalChains(addresses, source), sockets };
  },
};

/** Programs of eBPF redirect questions to a pod of the node, which listens at its own address. */
const inPods = (plan: Plan, cluster: PlannedCluster, cache: NodeLocalDns): readonly NameServer[] =>
  plan.pods.flatMap((pod): readonly NameServer[] => {
    if (pod.cluster !== cluster.id || pod.node === undefined || !isCachePod(pod)) return [];
    return [{ device: pod.id, port: 53, owner, resolver: resolverOn(plan, cluster, cache, pod.node) }];
  });

function cacheOf(plan: Plan, cluster: PlannedCluster): NodeLocalDns | undefined {
  const written = plan.topology.clusters.find(({ id }) => id === cluster.id);
  if (cluster.nodeLocalDns === 'cloud-dns') return undefined;
  return written && dnsService(plan, cluster) ? nodeLocalDnsOf(written, cluster.proxy) : undefined;
}

/** `-localip` of its manifest. */
const listenOn = ({ dnsAddress }: PlannedCluster, { address, takesService }: NodeLocalDns): readonly Ip[] => [
  address,
  ...(takesService ? [parseIp(dnsAddress)!] : []),
];

function resolverOn(plan: Plan, cluster: PlannedCluster, cache: NodeLocalDns, node: ElementId): Resolver {
  const { source, cache: most } = cache;
  const stages: ResolverStage[] = [];
  const block = (zone: string, mostNegative: number, forward: Pick<ForwardStage, 'to' | 'transport'>) => {
    if (most > 0)
      stages.push({
        ...{ kind: 'cache', stage: 'plugin cache', for: zone, caps: true, source },
        ...{ most, least, mostNegative },
      });
    stages.push({
      ...{ kind: 'forward', stage: 'plugin forward', for: zone, policy: 'random', patience, source },
      ...forward,
    });
  };
  const upstream = upstreamOf(plan, cluster, cache);
  const to = upstream === undefined ? [] : [{ address: upstream, port: 53 }];
  for (const zone of clusterZones)
    block(zone, zone === clusterDomain ? Math.min(most, clusterDenial) : most, { to, transport: 'tcp' });
  const servers = resolvConfOf(plan, node)?.nameservers ?? [];
  block('', most, { to: servers.map((address) => ({ address, port: 53 })) });
  return { kind: 'resolve', name: owner, stages, source };
}

type ForwardStage = Extract<ResolverStage, { kind: 'forward' }>;

/** The address of `kube-dns-upstream`; that of the cluster's DNS itself where it has not taken that one. */
function upstreamOf({ services }: Plan, { id, dnsAddress }: PlannedCluster, { takesService }: NodeLocalDns) {
  const own = services.find(
    ({ cluster, namespace, name }) => cluster === id && namespace === 'kube-system' && name === upstreamName,
  );
  return parseIp((takesService ? own?.clusterIp : dnsAddress) ?? '');
}
