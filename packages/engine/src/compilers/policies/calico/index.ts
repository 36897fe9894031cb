import { parseIp } from '../../../base/addr/index.ts';
import type { Protocol } from '../../../network/header.ts';
import type { IpSet, IpSetElement } from '../../../network/ipset.ts';
import type { Chain, NetfilterRule } from '../../../network/netfilter.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import type { PortSpec } from '../../../topology/filter.ts';
import type { PolicyDirection, PolicyName } from '../../../trace/policy.ts';
import type { PodPolicies, PodTier } from '../cluster-policies.ts';
import type { PoliciesOnNode, PolicyCluster, PolicyEnforcer } from '../enforcer.ts';
import { namedIn } from '../lines.ts';
import { addressesOf } from '../peers.ts';
import type { Policy, PolicyRule } from '../policy.ts';
import { peerText } from '../words.ts';
import { chainOf, groupOf, type ReadKind, setOf } from './names.ts';
import { bits, isClear, isRead, isSet, isUnread, rulesOf, type SetNames, set, unclearIn } from './rules.ts';

/** Felix: a chain for each policy and direction, led to from the chains about each pod, and sets of whom selectors mean (projectcalico/calico v3.32). */
export const calicoPolicies: PolicyEnforcer = {
  id: 'calico',
  doc: 'Felix’s own chains of iptables in FORWARD, and in INPUT for what pods send to their node.',
  ignores: () => undefined,
  ignoresPolicy: ({ kind }) =>
    kind === 'applicationnetworkpolicy'
      ? { why: `Calico does not know ${kind}, which is of EKS Auto Mode` }
      : undefined,
  ignoresRule: (rule, policy) =>
    isUnread(policy, rule)
      ? `Calico reads no nodes, no domainNames and no ports by name in policies of the cluster: ${
          rule.action === 'allow' ? 'the rule is left out' : 'in its place everything is denied'
        }`
      : undefined,
  fromOwnNode: ({ name }) => `the pod's own node, ${name}, sends it, and Felix asks in FORWARD, which it does not pass`,
  compile,
};

/** How many of a set Felix lets the kernel hold. */
const maxelem = 1_048_576;

function compile({ policies }: PolicyCluster): (node: unknown, pods: readonly PlannedPod[]) => PoliciesOnNode {
  const sets = new Map<string, () => IpSet>();
  const made = new Map<string, IpSet>();
  const whole = { except: [], namespaces: [] };
  const later = (name: string, make: () => IpSet): string => {
    if (!sets.has(name)) sets.set(name, make);
    return name;
  };
  const setBy = (name: string): IpSet => {
    const found = made.get(name) ?? sets.get(name)!();
    made.set(name, found);
    return found;
  };
  const names: SetNames = {
    peers({ namespace }, { peer }) {
      const name = setOf('s', `${peer!.namespaces === undefined ? (namespace ?? '') : ''} ${peerText(peer!)}`);
      return later(name, () => {
        const all = addressesOf(policies.pods.podsOf(peer!, namespace));
        return { name, type: 'hash:net', maxelem, elements: [...all].map((ip): IpSetElement => ({ ip })) };
      });
    },
    port(spec) {
      const name = setOf('n', `${spec.protocol}/${spec.named}`);
      return later(name, () => ({
        ...{ name, type: 'hash:ip,port', maxelem },
        elements: policies.pods.podsOf(whole, undefined).flatMap((pod) => portsOf(pod, spec)),
      }));
    },
  };
  const known = new Map<Policy, Map<PolicyDirection, Chain>>();
  const chainFor = (policy: Policy, direction: PolicyDirection): Chain => {
    const own = known.get(policy) ?? new Map<PolicyDirection, Chain>();
    known.set(policy, own);
    const chain = own.get(direction) ?? policyChain(policy, direction, names);
    own.set(direction, chain);
    return chain;
  };
  return (_node, pods) => {
    const about = new Map<PlannedPod, PodPolicies>();
    for (const pod of pods) {
      const own = pod.hostNetwork ? undefined : policies.of(pod);
      if (own) about.set(pod, { ingress: readOf(own, 'ingress'), egress: readOf(own, 'egress') });
    }
    let chains: readonly Chain[] | undefined;
    const all = (): readonly Chain[] => {
      chains ??= [...chainsOf([...about.values()], chainFor)];
      return chains;
    };
    return {
      at(pod) {
        const own = about.get(pod);
        const [ingress, egress] = own ? [unclearOf(own, 'ingress'), unclearOf(own, 'egress')] : [];
        const unclear = { ...(egress ? { in: egress } : {}), ...(ingress ? { out: ingress } : {}) };
        return (
          own && {
            ...(ingress || egress ? { unclear } : {}),
            rules: { ingress: rulesAt(own, 'ingress'), egress: rulesAt(own, 'egress') },
            about: { ingress: namesOf(own.ingress), egress: namesOf(own.egress) },
          }
        );
      },
      get chains() {
        return all();
      },
      get ipsets() {
        const asked = all().flatMap(({ rules }) => rules.flatMap(({ matches }) => matches));
        return [...new Set(asked.flatMap((each) => (each.kind === 'set' ? [each.set] : [])))].sort().map(setBy);
      },
    };
  };
}

const portsOf = (pod: PlannedPod, spec: PortSpec): readonly IpSetElement[] => {
  const ip = pod.hostNetwork ? undefined : parseIp(pod.address ?? '');
  return ip === undefined
    ? []
    : namedIn(pod, spec).map((port) => ({
        ip,
        protocol: spec.protocol as Protocol,
        port,
        source: pod.workload ?? pod.id,
      }));
};

/** The policies of which Felix makes something, in one direction. */
const readOf = (about: PodPolicies, direction: PolicyDirection): readonly PodTier[] =>
  about[direction]
    .map(({ tier, policies }) => ({ tier, policies: policies.filter((each) => isRead(each, direction)) }))
    .filter(({ policies }) => policies.length > 0);

const unclearOf = (about: PodPolicies, direction: PolicyDirection): string | undefined =>
  about[direction]
    .flatMap(({ policies }) => policies.map((each) => unclearIn(each, direction)))
    .find((why) => why !== undefined);

const namesOf = (tiers: readonly PodTier[]): readonly PolicyName[] =>
  tiers.flatMap(({ policies }) => policies.map(({ name }) => name));

/** Policies that follow each other and have one selector stand in one chain where they are several. */
function groupsOf({ policies }: PodTier): readonly (readonly Policy[])[] {
  const out: Policy[][] = [];
  const text = ({ namespace, subject }: Policy): string => `${namespace ?? ''} ${subject ? peerText(subject) : ''}`;
  for (const policy of policies) {
    const last = out.at(-1);
    if (last?.[0] && text(last[0]) === text(policy)) last.push(policy);
    else out.push([policy]);
  }
  return out;
}

const leadsTo = (group: readonly Policy[], direction: PolicyDirection): string =>
  group.length > 1 ? groupOf(group, direction) : chainOf(group[0]!, direction);

/** What the chain about one pod has in front of the profile of its namespace (felix/rules/endpoints.go). */
function rulesAt(about: PodPolicies, direction: PolicyDirection): readonly NetfilterRule[] {
  return about[direction].flatMap((tier): readonly NetfilterRule[] => [
    { matches: [], target: set(0, bits.pass) },
    ...groupsOf(tier).flatMap((group): readonly NetfilterRule[] => [
      { matches: [isClear(bits.pass)], target: { kind: 'jump', chain: leadsTo(group, direction) } },
      { matches: [isSet(bits.accept)], target: { kind: 'return' } },
    ]),
    ...(tier.tier === 'namespace' ? [denied(tier.policies, direction)] : []),
  ]);
}

/** What no policy of the tier let through, where its policies isolate. */
const denied = (policies: readonly Policy[], direction: PolicyDirection): NetfilterRule => ({
  matches: [isClear(bits.pass)],
  target: { kind: 'drop' },
  cause: 'NP-POL',
  source: policies[0]!.name.element,
  policy: { verdict: 'deny', direction, policies: policies.map(({ name }) => name) },
});

function* chainsOf(
  all: readonly PodPolicies[],
  chainFor: (policy: Policy, direction: PolicyDirection) => Chain,
): Generator<Chain> {
  const told = new Set<string>();
  for (const direction of ['ingress', 'egress'] as const)
    for (const about of all)
      for (const group of about[direction].flatMap(groupsOf)) {
        const lead = leadsTo(group, direction);
        if (told.has(lead)) continue;
        told.add(lead);
        if (group.length > 1) yield groupChain(lead, group, direction);
        for (const policy of group) {
          const chain = chainFor(policy, direction);
          if (group.length > 1 && told.has(chain.name)) continue;
          told.add(chain.name);
          yield chain;
        }
      }
}

/** After so many policies a group looks whether one of them has decided. */
const stride = 5;

function groupChain(name: string, group: readonly Policy[], direction: PolicyDirection): Chain {
  const undecided = isClear(bits.accept | bits.pass);
  const decided = { ...undecided, not: true };
  return {
    table: 'filter',
    name,
    rules: group.flatMap((policy, i): readonly NetfilterRule[] => [
      ...(i > 0 && i % stride === 0 ? [{ matches: [decided], target: { kind: 'return' as const } }] : []),
      {
        matches: i % stride === 0 ? [] : [undecided],
        target: { kind: 'jump', chain: chainOf(policy, direction) },
      },
    ]),
  };
}

const kinds: Readonly<Record<ReadKind, string>> = {
  networkpolicy: 'KubernetesNetworkPolicy',
  clusternetworkpolicy: 'KubernetesClusterNetworkPolicy',
  adminnetworkpolicy: 'KubernetesAdminNetworkPolicy',
  baselineadminnetworkpolicy: 'KubernetesBaselineAdminNetworkPolicy',
};

/** A policy in one direction; what stands at its end and only returns is left out. */
function policyChain(policy: Policy, direction: PolicyDirection, names: SetNames): Chain {
  const own = policy.rules.filter((rule: PolicyRule) => rule.direction === direction);
  const rules = own.flatMap((rule) => rulesOf(policy, rule, names));
  while (rules.at(-1)?.target.kind === 'return') rules.pop();
  const id = [...(policy.namespace === undefined ? [] : [policy.namespace]), policy.object].join('/');
  const remark = { kind: 'comment' as const, text: `${kinds[policy.kind as ReadKind]} ${id} ${direction}` };
  const [first = { matches: [], target: { kind: 'none' as const } }, ...rest] = rules;
  const commented: NetfilterRule = { source: policy.name.element, ...first, matches: [remark, ...first.matches] };
  return { table: 'filter', name: chainOf(policy, direction), rules: [commented, ...rest] };
}
