import type { Ip } from '../../base/addr/index.ts';
import type { Peers } from '../../network/guard.ts';
import type { Protocol } from '../../network/header.ts';
import type { PolicyLine, PolicyPorts, PolicyReach } from '../../network/policy.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import type { PolicyPeer } from '../../topology/cluster.ts';
import type { PortSpec } from '../../topology/filter.ts';
import { addressesOf, blockPeers, laterPeers, type PolicyPods } from './peers.ts';
import { isSpoken, type Policy, type PolicyRule } from './policy.ts';
import { isSpecial } from './special-peers.ts';
import { peerText, ruleText } from './words.ts';

const protocolOf = ({ protocol }: PortSpec): { readonly protocol?: Protocol } =>
  protocol === 'all' ? {} : { protocol: protocol as Protocol };

/** Ports by numbers; without a number every port of their protocol. */
export const numericPorts = (specs: readonly PortSpec[]): readonly PolicyPorts[] =>
  specs.flatMap((spec) =>
    spec.named !== undefined || !isSpoken(spec)
      ? []
      : [{ ...protocolOf(spec), ...(spec.from === undefined ? {} : { from: spec.from, to: spec.to ?? spec.from }) }],
  );

/** The numbers of a named port in a pod: of a container's port with this name and protocol (networking.k8s.io/v1, NetworkPolicyPort). */
export const namedIn = ({ listens }: Pick<PlannedPod, 'listens'>, { named, protocol }: PortSpec): readonly number[] =>
  listens.flatMap((each) => (each.name === named && each.protocol === protocol ? [each.port] : []));

/** A rule's own words behind the policy and its number. */
export const entryOf = (policy: Policy, rule: PolicyRule): string => {
  const action = policy.tier === 'namespace' ? '' : `${rule.action === 'allow' ? 'accept' : rule.action} `;
  return `${policy.name.text} ${rule.direction} rule ${rule.number}: ${action}${ruleText(rule.direction, rule)}`;
};

/** Rules as addresses and ports, for the pods of a cluster. What two pods have alike is one object. */
export class PolicyLines {
  readonly #pods: PolicyPods;
  /** Further things that an egress rule means. */
  readonly #more: (policy: Policy, rule: PolicyRule) => readonly PolicyReach[];
  readonly #known = new Map<PolicyRule, Map<string, PolicyLine>>();
  /** Whom peers mean that are neither pods nor a block. */
  readonly #special: (peer: PolicyPeer, action: PolicyRule['action']) => Peers;
  readonly #block: (peer: PolicyPeer) => Peers;

  /** `block`: whom blocks mean, where not all that have the addresses. */
  constructor(
    pods: PolicyPods,
    special: (peer: PolicyPeer, action: PolicyRule['action']) => Peers,
    more: (policy: Policy, rule: PolicyRule) => readonly PolicyReach[] = () => [],
    block: (peer: PolicyPeer) => Peers = blockPeers,
  ) {
    this.#pods = pods;
    this.#special = special;
    this.#more = more;
    this.#block = block;
  }

  /** A rule for a pod that its policy is about. */
  of(policy: Policy, rule: PolicyRule, pod: PlannedPod): PolicyLine {
    const named = rule.direction === 'ingress' ? rule.ports.filter((each) => each.named !== undefined) : [];
    const own = named.map((each) => namedIn(pod, each).map((port) => ({ ...protocolOf(each), from: port, to: port })));
    const key = JSON.stringify(own);
    let lines = this.#known.get(rule);
    if (!lines) {
      lines = new Map();
      this.#known.set(rule, lines);
    }
    let line = lines.get(key);
    if (!line) {
      line = {
        action: rule.action,
        reach: this.#reach(policy, rule, own.flat()),
        policy: policy.name,
        rule: rule.number,
        entry: entryOf(policy, rule),
        source: rule.id,
      };
      lines.set(key, line);
    }
    return line;
  }

  #reach(policy: Policy, rule: PolicyRule, own: readonly PolicyPorts[]): readonly PolicyReach[] {
    const { ports: written, direction } = rule;
    const peers = this.#peers(policy, rule);
    const numeric = [...numericPorts(written), ...own];
    const to = peers ? { peers } : {};
    if (written.length === 0) return [to, ...(direction === 'egress' ? this.#more(policy, rule) : [])];
    const first = numeric.length > 0 ? [{ ...to, ports: numeric }] : [];
    return direction === 'ingress' ? first : [...first, ...this.#named(policy, rule), ...this.#more(policy, rule)];
  }

  #peers({ namespace }: Policy, { peer, action }: PolicyRule) {
    if (!peer) return undefined;
    if (isSpecial(peer)) return this.#special(peer, action);
    if (peer.cidr !== undefined) return this.#block(peer);
    const pods = () => this.#pods.podsOf(peer, namespace);
    const old = laterPeers(peerText(peer), () => addressesOf(pods().filter(({ fresh }) => !fresh)));
    // nobody says which of two nodes hears of a new pod first
    const young = laterPeers('', () => addressesOf(pods().filter(({ fresh }) => fresh)));
    return { ...old, unsure: young.has, unsureWhy: () => 'the pod was made just now' };
  }

  /** Named ports are those of whom a packet is for: pods by the number that they have under the name. */
  #named({ namespace }: Policy, { ports, peer }: PolicyRule): readonly PolicyReach[] {
    const named = ports.filter((each) => each.named !== undefined);
    if (named.length === 0 || (peer && isSpecial(peer))) return [];
    const block = peer?.cidr === undefined ? undefined : this.#block(peer);
    const meant = this.#pods.podsOf(block || !peer ? { except: [], namespaces: [] } : peer, namespace);
    const text = peer ? peerText(peer) : 'a pod that has the port';
    return named.flatMap((spec) => {
      const by = new Map<number, PlannedPod[]>();
      for (const pod of meant)
        for (const port of namedIn(pod, spec)) {
          const list = by.get(port);
          if (list) list.push(pod);
          else by.set(port, [pod]);
        }
      return [...by].map(([port, pods]): PolicyReach => {
        const all = (): ReadonlySet<Ip> => new Set([...addressesOf(pods)].filter((ip) => !block || block.has(ip)));
        return { peers: laterPeers(text, all), ports: [{ ...protocolOf(spec), from: port, to: port }] };
      });
    });
  }
}
