import { contains, parseCidr, parseIp } from '../../base/addr/index.ts';
import { dnsService } from '../../compilers/names/coredns.ts';
import { enforcerOf } from '../../compilers/policies/index.ts';
import { isolated } from '../../compilers/policies/policy.ts';
import { isCachePod } from '../../plan/cache-pods.ts';
import { nodeLocalSourceOf } from '../../plan/node-local-dns.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { resolvConfOf } from '../../plan/resolv-conf.ts';
import { selects } from '../../plan/select.ts';
import type { Cluster, NetworkPolicy, PolicyPeer } from '../../topology/cluster.ts';
import type { PortSpec } from '../../topology/filter.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * NK101: a pod that may send only what NetworkPolicies list, and the list has no questions to the cluster's DNS. Policies are judged by
 * the pods behind the DNS Service, or the cache that programs redirect questions to, for they act on translated packets; what all policies of a pod list counts together.
 */
export const policiesWithoutDns: Check = {
  codes: ['NK101'],
  doc: "Egress of pods is limited, and questions to the cluster's DNS are not among what they may send.",
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      const planned = plan.clusters.find(({ id }) => id === cluster.id);
      const service = planned && dnsService(plan, planned);
      const cni = settingOf(cluster.settings, 'cni');
      if (planned && enforcerOf(planned.cni)?.ignores(cni?.settings ?? [], cni?.values[1])) continue;
      const limiting = cluster.networkPolicies.filter((each) => isolated(each).includes('egress'));
      if (!service || limiting.length === 0) continue;
      // questions to a cache on the node do not reach the pods behind the Service; those to a cache that is a pod reach that one
      const caches = plan.pods.filter((pod) => pod.cluster === cluster.id && isCachePod(pod));
      const redirected = planned.nodeLocalDns === 'redirected' && caches.length > 0;
      if (nodeLocalSourceOf(cluster) && !redirected) continue;
      const servers = redirected
        ? caches
        : service.endpoints.flatMap(({ pod }) => (pod && itemOf(plan.pods, pod)) ?? []);
      const address = parseIp(service.clusterIp ?? '');
      if (servers.length === 0 || address === undefined) continue;
      const asks = (pod: PlannedPod) =>
        pod.cluster === cluster.id && !pod.hostNetwork && resolvConfOf(plan, pod.id)?.nameservers.includes(address);
      const pods = plan.pods.filter(asks);
      const told = new Set<NetworkPolicy>();
      for (const pod of pods) yield* judged(cluster, pod, servers, limiting, told);
    }
  },
};

function* judged(
  cluster: Cluster,
  pod: PlannedPod,
  servers: readonly PlannedPod[],
  limiting: readonly NetworkPolicy[],
  told: Set<NetworkPolicy>,
): Generator<Finding> {
  const own = limiting.filter((policy) => isOn(policy, pod));
  const [first] = own;
  if (!first || told.has(first)) return;
  const lacking = (['udp', 'tcp'] as const).filter(
    (protocol) => !servers.some((server) => own.some((policy) => lets(cluster, policy, server, protocol))),
  );
  if (lacking.length === 0) return;
  for (const policy of own) told.add(policy);
  const ports = lacking.map((protocol) => `${protocol}/53`).join(' and ');
  yield {
    ...{ code: 'NK101', severity: 'warning', about: first.id },
    message: `what ${pod.name} may send does not include ${ports} to the cluster's DNS (${servers[0]!.name})${
      lacking.includes('udp')
        ? ': no name has an address for it'
        : ': an answer that does not fit in a datagram is lost'
    }`,
    related: own.slice(1).map(({ id, name }) => ({ about: id, message: `policy ${name} is about ${pod.name} too` })),
  };
}

const isOn = ({ namespace, podSelector }: NetworkPolicy, pod: PlannedPod): boolean =>
  namespace === pod.namespace && selects(podSelector?.requirements ?? [], pod.labels);

const lets = (cluster: Cluster, { rules, namespace }: NetworkPolicy, server: PlannedPod, protocol: string): boolean =>
  rules.some(
    ({ direction, ports, peer }) =>
      direction === 'egress' &&
      (ports.length === 0 || ports.some((each) => isPort(each, protocol))) &&
      (!peer || isPeer(cluster, namespace, peer, server)),
  );

/** A port by its name may be the one: nobody reads it here. */
const isPort = ({ protocol, from, to, named }: PortSpec, asked: string): boolean =>
  (protocol === 'all' || protocol === asked) &&
  (named !== undefined || from === undefined || (from <= 53 && 53 <= (to ?? from)));

function isPeer(
  { namespaces }: Cluster,
  own: string,
  { cidr, except, pods, namespaces: where, nodes: peerNodes, domains }: PolicyPeer,
  server: PlannedPod,
): boolean {
  if (cidr !== undefined) {
    const ip = parseIp(server.address ?? '');
    const within = (text: string) => {
      const block = parseCidr(text)?.cidr;
      return block !== undefined && ip !== undefined && contains(block, ip);
    };
    return within(cidr) && !except.some(within);
  }
  // nodes and names are no pods
  if (peerNodes || domains) return false;
  if (where === undefined) return server.namespace === own && selects(pods ?? [], server.labels);
  const labels = {
    ...namespaces.find(({ name }) => name === server.namespace)?.labels,
    'kubernetes.io/metadata.name': server.namespace,
  };
  return selects(where, labels) && selects(pods ?? [], server.labels);
}
