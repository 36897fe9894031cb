import { contains, type Ip, mayBePublic, parseCidr, parseIp } from '../../base/addr/index.ts';
import type { Peers } from '../../network/guard.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import { LabelIndex, selects } from '../../plan/select.ts';
import type { Cluster, PolicyPeer } from '../../topology/cluster.ts';
import type { Labels } from '../../topology/setting.ts';
import { isSpecial } from './special-peers.ts';
import { peerText } from './words.ts';

/** The label that every namespace has (well-known labels, kubernetes.io/metadata.name). */
const nameLabel = 'kubernetes.io/metadata.name';

/** Whom the selectors of policies mean in one cluster: pods by their labels and those of their namespaces. */
export class PolicyPods {
  readonly #spaces = new Map<string, LabelIndex<PlannedPod>>();
  readonly #labels: ReadonlyMap<string, Labels>;

  constructor({ namespaces }: Pick<Cluster, 'namespaces'>, pods: readonly PlannedPod[]) {
    this.#labels = new Map(namespaces.map(({ name, labels }) => [name, labels]));
    for (const pod of pods) {
      let index = this.#spaces.get(pod.namespace);
      if (!index) {
        index = new LabelIndex();
        this.#spaces.set(pod.namespace, index);
      }
      index.add(pod, pod.labels);
    }
  }

  #spaceFits({ namespaces }: PolicyPeer, own: string | undefined, space: string): boolean {
    if (namespaces === undefined) return own === undefined || space === own;
    return selects(namespaces, { ...this.#labels.get(space), [nameLabel]: space });
  }

  /** Whether selectors mean a pod. `own` is the namespace that selectors of pods alone mean; undefined: all. */
  fits(peer: PolicyPeer, own: string | undefined, pod: Pick<PlannedPod, 'namespace' | 'labels'>): boolean {
    return !isSpecial(peer) && this.#spaceFits(peer, own, pod.namespace) && selects(peer.pods ?? [], pod.labels);
  }

  /** The namespaces that selectors mean. */
  spacesOf(peer: PolicyPeer, own: string | undefined): readonly string[] {
    const all =
      peer.namespaces === undefined && own !== undefined ? [own] : [...this.#spaces.keys(), ...this.#labels.keys()];
    return [...new Set(all)].filter((space) => this.#spaceFits(peer, own, space));
  }

  /** The pods that selectors mean. */
  podsOf(peer: PolicyPeer, own: string | undefined): readonly PlannedPod[] {
    if (isSpecial(peer)) return [];
    const wanted = peer.pods ?? [];
    return this.spacesOf(peer, own).flatMap((space) =>
      (this.#spaces.get(space)?.candidates(wanted) ?? []).filter(({ labels }) => selects(wanted, labels)),
    );
  }
}

/** The addresses of pods. Those on the network of their node have its address, and are nobody's of policies (networking.k8s.io/v1). */
export const addressesOf = (pods: readonly PlannedPod[]): ReadonlySet<Ip> =>
  new Set(
    pods
      .filter(({ hostNetwork }) => !hostNetwork)
      .flatMap(({ address, otherAddress }) => [address, otherAddress])
      .flatMap((text) => parseIp(text ?? '') ?? []),
  );

/** Addresses that are looked for when a packet first asks for one. */
export function laterPeers(text: string, make: () => ReadonlySet<Ip>): Peers {
  let found: ReadonlySet<Ip> | undefined;
  return {
    text,
    has: (ip) => {
      found ??= make();
      return found.has(ip);
    },
  };
}

/** An `ipBlock`; one that is no block means nobody. */
export function blockPeers(peer: PolicyPeer): Peers {
  const text = peerText(peer);
  const block = parseCidr(peer.cidr ?? '')?.cidr;
  if (!block) return { text, has: () => false };
  const except = peer.except.flatMap((each) => parseCidr(each)?.cidr ?? []);
  // of an address that a provider draws nothing is known but that it is public
  const unclear = (block.bits > 0 && mayBePublic(block)) || except.some(mayBePublic);
  return {
    text,
    ...(unclear ? { somePublic: true as const } : {}),
    has: (ip) => contains(block, ip) && !except.some((each) => contains(each, ip)),
  };
}
