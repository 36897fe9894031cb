import { type Ip, parseIp } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Peers } from '../../network/guard.ts';
import type { PolicyGuard } from '../../network/policy.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { PlannedNode, PlannedPod } from '../../plan/plan.ts';
import { hasChange } from '../../plan/versions.ts';
import type { PolicyPeer } from '../../topology/cluster.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import { loopback } from '../cnis/cilium/programs.ts';
import { ciliumSwitches } from '../cnis/cilium/settings.ts';
import type { PoliciesAtPod } from '../part.ts';
import type { PodPolicies } from './cluster-policies.ts';
import type { PolicyCluster, PolicyEnforcer } from './enforcer.ts';
import { PolicyLines } from './lines.ts';
import { PolicyLists } from './lists.ts';
import { addressesOf, blockPeers } from './peers.ts';
import type { Policy } from './policy.ts';

const wordOf = (settings: readonly Setting[], key: string): string | undefined => settingOf(settings, key)?.values[0];

/**
 * Cilium's programs at the node's end of a pod's link (bpf/bpf_lxc.c, v1.19): what a pod sends is judged behind the translation to a backend,
 * what comes to it where it is handed over. They see identities: pods and nodes have their own, and blocks mean whoever has none
 * (Cilium documentation, Kubernetes network policy, ipBlock). Answers, errors about a flow and what a pod sends itself by a Service pass.
 */
export const ciliumPolicies: PolicyEnforcer = {
  id: 'cilium',
  doc: 'eBPF programs at the node’s end of a pod’s link, by identity: blocks of addresses mean no pods and no nodes.',
  ignores: (settings) =>
    wordOf(settings, 'policyEnforcementMode') === 'never'
      ? {
          why: 'cni cilium enforces no network policies where policyEnforcementMode is never',
          set: { key: 'policyEnforcementMode', value: 'default' },
        }
      : undefined,
  ignoresPolicy: ({ kind }, version) =>
    kind === 'networkpolicy' || mayRead(kind, version)
      ? undefined
      : { why: `cni cilium ${version ?? ''} does not know ${kind}`.replace('  ', ' ') },
  compile,
};

/**
 * Dataplane V2 is Cilium (GKE documentation, Dataplane V2: NetworkPolicy is always on), with none of its values to set. Of its own
 * FQDN and cluster-wide kinds files have no words.
 */
export const dataplaneV2Policies: PolicyEnforcer = {
  ...ciliumPolicies,
  id: 'gke-dataplane-v2',
  doc: 'The same programs in anetd, which is Cilium: policies are always on.',
  ignores: () => undefined,
  ignoresPolicy: ({ kind }) =>
    kind === 'networkpolicy' ? undefined : { why: `GKE's Dataplane V2 does not know ${kind}` },
};

/** Later ones may know ClusterNetworkPolicy, whose proposal is closed (cilium/cilium #23380). */
const mayRead = (kind: Policy['kind'], version: string | undefined): boolean =>
  kind === 'clusternetworkpolicy' && hasChange(version, 'ciliumClusterPolicies');

function compile({ policies, settings, version, services, nodes }: PolicyCluster) {
  const { tunnel, replacesProxy } = ciliumSwitches(settings);
  const pods = addressesOf(policies.pods.podsOf({ except: [], namespaces: [] }, undefined));
  const routers = ipsOf(nodes.map(({ tunnelAddress }) => tunnelAddress));
  const machines = new Set([...routers, ...nodes.flatMap(machineIps)]);
  const blocksMeanNodes = wordOf(settings, 'policyCIDRMatchMode') === 'nodes';
  // what a node has translated has its router's address, and may be of the world (Cilium documentation, caveats, N/S service traffic)
  const translated = new Set(tunnel !== undefined || !replacesProxy ? routers : []);
  const servers = ipsOf(
    services
      .filter(({ name, namespace }) => name === 'kubernetes' && namespace === 'default')
      .flatMap(({ endpoints }) => endpoints.map(({ address }) => address)),
  );
  const isServer = new Set(servers);
  const block = (peer: PolicyPeer): Peers => {
    const written = blockPeers(peer);
    // the world is whoever has no identity, and a block of all addresses alone means it
    const isAll = /^(0\.0\.0\.0|::)\/0$/.test(peer.cidr ?? '') && peer.except.length === 0;
    const isMeant = (ip: Ip): boolean | undefined => {
      if (!written.has(ip) || pods.has(ip)) return false;
      if (translated.has(ip)) return isAll === blocksMeanNodes ? isAll : undefined;
      if (isServer.has(ip) && !isAll) return undefined;
      return blocksMeanNodes || !machines.has(ip);
    };
    return {
      ...written,
      has: (ip) => isMeant(ip) === true,
      unsure: (ip) => isMeant(ip) === undefined,
      unsureWhy: () => 'which identity Cilium sees there is not known',
    };
  };
  const nobody = (): Peers => ({ text: 'nobody', has: () => false });
  const lines = new PolicyLines(policies.pods, nobody, undefined, block);
  const lists = new PolicyLists(policies, lines, ({ kind }) => kind === 'networkpolicy');
  const ranges = hasChange(version, 'ciliumPortRanges');
  return (node: PlannedNode) => {
    const own = new Set([...machineIps(node), ...ipsOf([node.tunnelAddress])]);
    const exempt = { of: own, text: `the pod's own node, ${node.name}`, sends: true } as const;
    return {
      chains: [],
      ipsets: [],
      at(pod: PlannedPod): PoliciesAtPod | undefined {
        if (pod.hostNetwork) return undefined;
        const about = policies.of(pod);
        if (!about) return undefined;
        const why = unreadOf(about, version, ranges);
        if (why !== undefined) return { unclear: both(why) };
        const out = lists.of('ingress', about.ingress, pod);
        const inward = lists.of('egress', about.egress, pod);
        if (!out && !inward) return undefined;
        const guard: PolicyGuard = {
          ...(inward ? { in: inward } : {}),
          ...(out ? { out } : {}),
          exempt,
          program: { loopback },
        };
        return { guard };
      },
    };
  };
}

/** Why it is not known what becomes of the policies about a pod. */
function unreadOf(about: PodPolicies, version: string | undefined, ranges: boolean): string | undefined {
  const all = [...about.ingress, ...about.egress].flatMap((tier) => tier.policies);
  const cluster = all.find(({ kind }) => kind !== 'networkpolicy' && mayRead(kind, version));
  if (cluster) return notModelled(`what Cilium ${version} makes of ${cluster.name.text}`);
  const isRange = ({ from, to }: Policy['rules'][number]['ports'][number]): boolean => to !== undefined && to !== from;
  const ranged = ranges ? undefined : all.find(({ rules }) => rules.some(({ ports }) => ports.some(isRange)));
  return ranged && notModelled(`the range of ports of ${ranged.name.text}, which Cilium ${version} does not know`);
}

const both = (why: string): InterfaceMarks => ({ in: why, out: why });

const ipsOf = (texts: readonly (string | undefined)[]): readonly Ip[] =>
  texts.flatMap((text) => parseIp(text ?? '') ?? []);

const machineIps = ({ address, address6, eip, enis }: PlannedNode): readonly Ip[] =>
  ipsOf([address, address6, eip, ...enis.map(({ primary }) => primary)]);
