import type { AddedFilters, Target } from '../../../plan/balancer.ts';
import { clusterGroup } from '../../../plan/cluster-group.ts';
import { eniOfPod } from '../../../plan/network-cards.ts';
import type { PlannedNode, Problem } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { addedLine, groupPeer, type Transport } from './filters.ts';
import type { View } from './view.ts';

/** Where the traffic of a target group comes from. */
export type Source = { readonly group: ElementId; readonly name: string } | { readonly cidrs: readonly string[] };

interface Range {
  readonly group: ElementId;
  readonly protocol: Transport['protocol'];
  readonly from: { readonly group: ElementId; readonly name: string };
  min: number;
  max: number;
  source: ElementId;
}

/**
 * The lines that target groups need in the security groups of their targets. From a security group, all ports of a
 * protocol become one range from the lowest to the highest; lines from blocks stay apart (aws-load-balancer-controller
 * 225f445, pkg/networking/networking_manager.go, restricted rules).
 */
export class NodeRules {
  readonly #view: View;
  readonly #ranges = new Map<string, Range>();
  readonly #blocks = new Map<string, AddedFilters['lines'][number]>();
  readonly #groups = new Map<readonly Target[], ReadonlySet<ElementId>>();
  readonly #problems = new Map<ElementId, Problem>();

  constructor(view: View) {
    this.#view = view;
  }

  /** Interfaces of which it cannot be told which group is meant. */
  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  add(targets: readonly Target[], ports: readonly Transport[], from: Source, source: ElementId): void {
    for (const group of this.#groupsOf(targets, source)) {
      if ('cidrs' in from) this.#addBlocks(group, ports, from.cidrs, source);
      else for (const port of ports) this.#addRange(group, port, from, source);
    }
  }

  /** Every protocol and port. */
  addAll(targets: readonly Target[], from: Range['from'], source: ElementId): void {
    for (const group of this.#groupsOf(targets, source)) {
      const key = `${group} all ${from.group}`;
      if (this.#blocks.has(key)) continue;
      const peers = [groupPeer(from.group, from.name)];
      this.#blocks.set(
        key,
        addedLine(group, `${source}#to-targets.${this.#blocks.size}`, [{ protocol: 'all' }], peers),
      );
    }
  }

  #addRange(group: ElementId, { protocol, port }: Transport, from: Range['from'], source: ElementId): void {
    const key = `${group} ${protocol} ${from.group}`;
    const known = this.#ranges.get(key);
    if (!known) this.#ranges.set(key, { group, protocol, from, min: port, max: port, source });
    else {
      known.min = Math.min(known.min, port);
      known.max = Math.max(known.max, port);
      if (source < known.source) known.source = source;
    }
  }

  #addBlocks(group: ElementId, ports: readonly Transport[], cidrs: readonly string[], source: ElementId): void {
    const specs = ports.map(({ protocol, port }) => ({ protocol, from: port, to: port }));
    const key = JSON.stringify([group, specs, cidrs]);
    if (this.#blocks.has(key) || cidrs.length === 0) return;
    const peers = cidrs.map((cidr) => ({ kind: 'cidr' as const, cidr }));
    this.#blocks.set(key, addedLine(group, `${source}#to-targets.${this.#blocks.size}`, specs, peers));
  }

  get lines(): readonly AddedFilters['lines'][number][] {
    const ranges = [...this.#ranges].sort(([a], [b]) => (a < b ? -1 : 1));
    const made = ranges.map(([, { group, protocol, from, min, max, source }], at) =>
      addedLine(
        group,
        `${source}#from-balancers.${at}`,
        [{ protocol, from: min, to: max }],
        [groupPeer(from.group, from.name)],
      ),
    );
    return [...made, ...this.#blocks.values()];
  }

  /** The group of each interface that targets have; one of several has the tag of the cluster. */
  #groupsOf(targets: readonly Target[], source: ElementId): ReadonlySet<ElementId> {
    const known = this.#groups.get(targets);
    if (known) return known;
    const out = new Set<ElementId>();
    for (const { id } of targets) {
      const pod = this.#view.pod(id);
      const node = this.#view.node(pod?.node ?? id);
      const eni = node && ((pod ? eniOfPod(node, pod) : undefined) ?? node.enis[0]);
      if (!node || !eni) continue;
      const { securityGroups } = eni;
      const group = securityGroups.length === 1 ? securityGroups[0] : this.#tagged(securityGroups);
      if (group !== undefined) out.add(group);
      else if (securityGroups.length > 1) this.#unclear(node, securityGroups, source);
    }
    this.#groups.set(targets, out);
    return out;
  }

  #tagged(groups: readonly ElementId[]): ElementId | undefined {
    const { cluster } = this.#view.input;
    const tag = `kubernetes.io/cluster/${cluster.name}`;
    const own = clusterGroup(cluster);
    const tagged = groups.filter((id) => {
      const settings = this.#view.vpc?.securityGroups.find((each) => each.id === id)?.settings ?? [];
      return (
        id === own ||
        settings.some(({ key, values }) => key === 'tags' && values.some((each) => each.split('=')[0] === tag))
      );
    });
    return tagged.length === 1 ? tagged[0] : undefined;
  }

  #unclear(node: PlannedNode, groups: readonly ElementId[], source: ElementId): void {
    const about = node.group ?? node.id;
    const { name } = this.#view.input.cluster;
    if (this.#problems.has(about)) return;
    const message = `an interface of ${node.name} has ${groups.length} security groups, and one of them has to have the tag kubernetes.io/cluster/${name}: no line is added for balancers, and their targets get nothing`;
    this.#problems.set(about, {
      code: 'NK086',
      about: source,
      message,
      related: [{ about, message: `node ${node.name}` }],
    });
  }
}
