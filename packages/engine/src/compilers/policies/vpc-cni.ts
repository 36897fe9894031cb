import { parseIp } from '../../base/addr/index.ts';
import type { PolicyGuard, PolicyList, PolicyPorts, PolicyReach } from '../../network/policy.ts';
import type { PlannedNode, PlannedPod, PlannedService } from '../../plan/plan.ts';
import { selects } from '../../plan/select.ts';
import { hasChange } from '../../plan/versions.ts';
import type { PortSpec } from '../../topology/filter.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { PolicyDirection } from '../../trace/policy.ts';
import type { PoliciesAtPod } from '../part.ts';
import type { PolicyCluster, PolicyEnforcer } from './enforcer.ts';
import { PolicyLines } from './lines.ts';
import { PolicyLists } from './lists.ts';
import { laterPeers, type PolicyPods } from './peers.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { isSpecial, nameless, nodeless, ofAutoMode, peersOfAgent } from './special-peers.ts';

/** The add-on's own variable, and the same in the configuration of the add-on of EKS. */
const switches = ['ENABLE_NETWORK_POLICY', 'enableNetworkPolicy'] as const;

const isOn = (settings: readonly Setting[]): boolean =>
  switches.some((key) => settingOf(settings, key)?.values[0] === 'true');

const isStrict = (settings: readonly Setting[]): boolean =>
  settingOf(settings, 'NETWORK_POLICY_ENFORCING_MODE')?.values[0] === 'strict';

/**
 * The network policy agent of the VPC CNI: eBPF at the node's end of a pod's link, on both sides (aws-network-policy-agent v1.4.2,
 * pkg/ebpf/c/tc.v4ingress.bpf.c, tc.v4egress.bpf.c). It sees what a pod sends before kube-proxy translates it, so its controller adds
 * the addresses of Services to what rules mean (amazon-network-policy-controller-k8s, pkg/resolvers/endpoints.go).
 */
export const vpcCniPolicies: PolicyEnforcer = {
  id: 'vpc-cni',
  doc: 'eBPF programs at the node’s end of a pod’s link, where `ENABLE_NETWORK_POLICY` is true.',
  ignores: (settings, version) => {
    if (!hasChange(version, 'networkPolicies'))
      return { why: `cni vpc-cni ${version} does not know network policies, which 1.14 brought` };
    if (isOn(settings)) return undefined;
    return {
      why: 'cni vpc-cni enforces network policies where ENABLE_NETWORK_POLICY is true, and nowhere else',
      set: { key: 'ENABLE_NETWORK_POLICY', value: 'true' },
    };
  },
  ignoresPolicy: ({ kind }, version) => {
    if (kind === 'networkpolicy' || kind === 'applicationnetworkpolicy') return undefined;
    if (kind !== 'clusternetworkpolicy')
      return { why: `cni vpc-cni does not know ${kind}, which clusternetworkpolicy replaced` };
    return hasChange(version, 'clusterPolicies')
      ? undefined
      : { why: `cni vpc-cni ${version} does not know clusternetworkpolicy, which 1.21 brought` };
  },
  ignoresRule: ({ peer }, { kind }, names) => {
    if (kind === 'applicationnetworkpolicy' && !names) return ofAutoMode;
    return peer?.nodes ? nodeless : peer?.domains && !names ? nameless : undefined;
  },
  ignoresPod: ({ workload, name }) =>
    workload === undefined
      ? { why: `pod ${name} belongs to no workload, and the VPC CNI enforces policies at pods of a controller alone` }
      : undefined,
  freshPasses: (settings) =>
    isStrict(settings)
      ? undefined
      : 'standard mode: the pod was made just now, and everything passes until its policies are there',
  compile,
};

function compile({ policies, settings, version, services, special }: PolicyCluster) {
  const lines = new PolicyLines(
    policies.pods,
    (peer, action) => peersOfAgent(peer, action, special),
    (policy, rule) => clusterIps(policies.pods, services, policy, rule),
  );
  const strict = isStrict(settings);
  const lists = new PolicyLists(policies, lines, (policy) => !vpcCniPolicies.ignoresPolicy?.(policy, version));
  return (node: PlannedNode) => {
    const exempt = exemptOf(node);
    return {
      chains: [],
      ipsets: [],
      at(pod: PlannedPod): PoliciesAtPod | undefined {
        if (pod.hostNetwork || pod.workload === undefined) return undefined;
        // its node has no policy of it yet (VPC CNI, README, NETWORK_POLICY_ENFORCING_MODE)
        if (pod.fresh) return strict ? { guard: closed(pod) } : undefined;
        const about = policies.of(pod);
        const tiers = about ? [...about.ingress, ...about.egress] : [];
        if (!special.autoMode && tiers.some((tier) => tier.policies.some(isOfAutoMode)))
          return { unclear: { in: ofAutoMode, out: ofAutoMode } };
        const out = about && lists.of('ingress', about.ingress, pod);
        const inward = about && lists.of('egress', about.egress, pod);
        if (out || inward) return { guard: { ...(inward ? { in: inward } : {}), ...(out ? { out } : {}), ...exempt } };
        return strict ? { guard: closed(pod) } : undefined;
      },
    };
  };
}

const isOfAutoMode = ({ kind }: Policy): boolean => kind === 'applicationnetworkpolicy';

/** The agent puts the node's own address into every map (pkg/fwruleprocessor/fw_rule_processor.go). */
function exemptOf({ name, address, address6 }: PlannedNode): Pick<PolicyGuard, 'exempt'> {
  const own = [address, address6].flatMap((text) => parseIp(text ?? '') ?? []);
  return own.length === 0 ? {} : { exempt: { of: new Set(own), text: `the pod's own node, ${name}` } };
}

/**
 * Strict mode: a pod begins with everything dropped, on both sides and for its own node too (DEFAULT_DENY of the programs), and one that no
 * policy is about stays so.
 */
function closed(pod: PlannedPod): PolicyGuard {
  const list = (direction: PolicyDirection): PolicyList => ({
    direction,
    tiers: [],
    cause: 'NP-STRICT',
    closed: {
      entry: pod.fresh
        ? `strict mode: ${pod.name} was made just now, everything is dropped until its policies are there`
        : `strict mode: no policy is about ${pod.name}, everything is dropped`,
      source: pod.workload ?? pod.id,
    },
  });
  return { in: list('egress'), out: list('ingress') };
}

/** The addresses of Services whose own selector meets that of an egress rule, with those of their ports that lead to the rule's. */
function clusterIps(
  pods: PolicyPods,
  services: readonly PlannedService[],
  { namespace }: Policy,
  { peer, ports }: PolicyRule,
): readonly PolicyReach[] {
  if (!peer || peer.cidr !== undefined || isSpecial(peer)) return [];
  const spaces = new Set(pods.spacesOf(peer, namespace));
  return services.flatMap((service): PolicyReach[] => {
    const ip = parseIp(service.clusterIp ?? '');
    if (ip === undefined || service.headless || !spaces.has(service.namespace)) return [];
    if (service.selector === undefined || !selects(peer.pods ?? [], service.selector)) return [];
    const peers = laterPeers(`service ${service.name}`, () => new Set([ip]));
    if (ports.length === 0) return [{ peers }];
    const own = ports.flatMap((each) => servicePort(pods, service, each));
    return own.length === 0 ? [] : [{ peers, ports: own }];
  });
}

/** The port of a Service that leads to a rule's port, by its number or its name; the end of a range stays as it is written. */
function servicePort(pods: PolicyPods, service: PlannedService, spec: PortSpec): readonly PolicyPorts[] {
  const protocol = spec.protocol as PolicyPorts['protocol'];
  if (spec.protocol === 'all') return [{}];
  const asked = spec.named ?? spec.from;
  if (asked === undefined) return [{ ...(protocol ? { protocol } : {}) }];
  const same = service.ports.filter((each) => each.protocol === spec.protocol);
  const direct = same.find(({ target }) => target === asked);
  const found = direct ?? throughPods();
  if (!found) return [];
  const to = spec.to !== undefined && spec.to !== spec.from ? spec.to : found.port;
  return [{ ...(protocol ? { protocol } : {}), from: found.port, to: Math.max(to, found.port) }];

  /** A port of a pod behind it that has this name or number, and the Service the other. */
  function throughPods() {
    const requirements = Object.entries(service.selector ?? {}).map(([key, value]) => ({
      key,
      operator: 'in' as const,
      values: [value],
    }));
    for (const { listens } of pods.podsOf({ except: [], pods: requirements }, service.namespace)) {
      const own = listens.filter(
        ({ protocol: spoken, name, port }) => spoken === spec.protocol && (name === asked || port === asked),
      );
      const hit = own.flatMap(({ name, port }) => same.filter(({ target }) => target === name || target === port))[0];
      if (hit) return hit;
    }
    return undefined;
  }
}
