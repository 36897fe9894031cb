import { isIcmp } from '../../base/icmp.ts';
import { ipProtocols } from '../../base/ip-protocols.ts';
import { isSpoken, priorityOf, tierOf } from '../../compilers/policies/policy.ts';
import { isSpecial } from '../../compilers/policies/special-peers.ts';
import type { ClusterPolicy, ClusterPolicyRule, NetworkPolicy, PolicyPeer } from '../../topology/cluster.ts';
import type { PortSpec } from '../../topology/filter.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

const actions: Readonly<Record<ClusterPolicy['kind'], readonly string[]>> = {
  clusternetworkpolicy: ['accept', 'deny', 'pass'],
  adminnetworkpolicy: ['allow', 'deny', 'pass'],
  baselineadminnetworkpolicy: ['allow', 'deny'],
};

/**
 * NK103: what the API does not take in a policy: other protocols than TCP, UDP and SCTP, a range without an order; in policies of the cluster an
 * action or a tier that there is none, no priority, no subject. Sources: networking.k8s.io/v1; policy.networking.k8s.io/v1alpha2 and v1alpha1.
 */
export const policyLines: Check = {
  codes: ['NK103'],
  doc: 'A network policy has a line that the API server does not take.',
  *run({ plan }) {
    for (const { networkPolicies, clusterPolicies } of plan.topology.clusters) {
      for (const { kind = 'networkpolicy', rules, name, namespace } of networkPolicies)
        for (const rule of rules) {
          yield* ofPorts(rule, `${kind} ${namespace}/${name}`);
          if (rule.peer && isSpecial(rule.peer) && !mayName(kind, rule))
            yield finding(
              rule.id,
              `${kind} ${namespace}/${name}: its peers are pods and blocks, and not ${wordOf(rule.peer)}`,
            );
        }
      for (const policy of clusterPolicies) yield* ofCluster(policy);
      yield* ofOneRank(clusterPolicies);
    }
  },
};

/** Names are whom pods may send to (EKS user guide, auto-net-pol). */
const mayName = (kind: string, { direction, peer }: NetworkPolicy['rules'][number]): boolean =>
  kind === 'applicationnetworkpolicy' && direction === 'egress' && peer?.domains !== undefined;

const finding = (about: Finding['about'], message: string): Finding => ({
  code: 'NK103',
  severity: 'error',
  about,
  message,
  related: [],
});

/** Two policies of one tier with one priority: the API takes them, and leaves open which is asked first. */
function* ofOneRank(policies: readonly ClusterPolicy[]): Generator<Finding> {
  const first = new Map<string, ClusterPolicy>();
  for (const policy of policies) {
    const [tier, priority] = [tierOf(policy), priorityOf(policy)];
    if (tier === undefined || priority === undefined) continue;
    const other = first.get(`${tier} ${priority}`);
    if (!other) first.set(`${tier} ${priority}`, policy);
    else
      yield {
        ...{ code: 'NK103', severity: 'warning', about: policy.id },
        message: `${policy.kind} ${policy.name} has the tier and the priority of ${other.kind} ${other.name}: which of them is asked first is not defined, and netk asks in the order of their names`,
        related: [{ about: other.id, message: `${other.kind} ${other.name}` }],
      };
  }
}

function* ofPorts({ id, ports }: Pick<ClusterPolicyRule, 'id' | 'ports'>, name: string): Generator<Finding> {
  const why = ports.map(wrongPort).find((each) => each !== undefined);
  if (why !== undefined) yield finding(id, `${name}: ${why}`);
}

function wrongPort(spec: PortSpec): string | undefined {
  const { protocol, from, to } = spec;
  if (!isSpoken(spec)) {
    const named = ipProtocols.has(protocol) || isIcmp(protocol) ? '' : `; a port by its name is tcp/${protocol}`;
    return `policies know TCP, UDP and SCTP, and not ${protocol}: the rule matches nothing${named}`;
  }
  return from !== undefined && to !== undefined && to < from ? `${from}-${to} ends before it begins` : undefined;
}

function* ofCluster(policy: ClusterPolicy): Generator<Finding> {
  const { id, kind, name, subject, rules } = policy;
  const text = `${kind} ${name}`;
  if (tierOf(policy) === undefined)
    yield finding(id, `${text} says no tier: tier Admin or tier Baseline, so it does nothing`);
  if (priorityOf(policy) === undefined)
    yield finding(id, `${text} says no priority from 0 to 1000, so it does nothing`);
  if (!subject) yield finding(id, `${text} says no subject, so it is about no pod`);
  if (subject && (subject.cidr !== undefined || isSpecial(subject)))
    yield finding(
      id,
      `the subject of ${text} is ${subject.cidr === undefined ? `${wordOf(subject)}` : 'a block'}: subjects are selectors`,
    );
  if (kind === 'baselineadminnetworkpolicy' && name !== 'default')
    yield finding(id, `${text}: the one that there may be is called default`);
  for (const rule of rules) {
    const known = actions[kind];
    if (!known.includes(rule.action))
      yield finding(rule.id, `${text} has no action ${rule.action || 'in this rule'}: ${known.join(', ')}`);
    yield* ofPorts(rule, text);
    const why = wrongPeer(rule);
    if (why !== undefined) yield finding(rule.id, `${text}: ${why}`);
  }
}

const wordOf = ({ cidr, nodes }: PolicyPeer): string =>
  cidr === undefined ? (nodes ? 'nodes' : 'domainNames') : 'blocks';

/** What the API does not take as a peer (v1alpha2, ClusterNetworkPolicyIngressPeer, ClusterNetworkPolicyEgressPeer and its validation). */
function wrongPeer({ direction, action, ports, peer }: ClusterPolicyRule): string | undefined {
  if (!peer || (peer.cidr === undefined && !isSpecial(peer))) return undefined;
  const word = wordOf(peer);
  if (direction === 'ingress') return `ingress is from pods, and not from ${word}`;
  if (peer.except.length > 0) return 'its blocks have no except: deny those in a rule in front';
  if (peer.domains && action !== 'accept' && action !== 'allow') return 'domainNames stand in rules that accept, alone';
  const bad = peer.domains?.find((each) => !isDomain.test(each));
  if (bad !== undefined) return `"${bad}" is no name of DNS with two labels or more, nor *. in front of one`;
  return ports.some(({ named }) => named !== undefined) ? `${word} have no ports by name` : undefined;
}

/** v1alpha2, DomainName, its pattern. */
const isDomain = /^(\*\.)?([a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/;
