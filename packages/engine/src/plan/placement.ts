import type { PodTemplate } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import type { DraftNode } from './draft-node.ts';
import { clash, type HostPort } from './host-ports.ts';
import { wantedHostPorts } from './pod-ports.ts';
import { prefixOf } from './prefix-of.ts';
import { selects } from './select.ts';

/** Which node takes a pod: of those it may run on, the one with the fewest pods; the first by name when equal. */
export class Placement {
  readonly #nodes: readonly DraftNode[];
  readonly #byId: ReadonlyMap<ElementId, readonly DraftNode[]>;
  readonly #load = new Map<ElementId, number>();
  readonly #byPrefix = new Map<string, DraftNode>();
  readonly #hostPorts = new Map<ElementId, readonly HostPort[]>();

  constructor(nodes: readonly DraftNode[]) {
    this.#nodes = nodes;
    const byId = new Map<ElementId, DraftNode[]>();
    for (const node of nodes) {
      for (const { prefixes = [], prefixes6 = [] } of node.enis)
        for (const block of [...prefixes, ...prefixes6]) this.#byPrefix.set(block, node);
      byId.set(node.id, [node]);
      if (node.group !== undefined) byId.set(node.group, [...(byId.get(node.group) ?? []), node]);
    }
    this.#byId = byId;
  }

  allowed(on: readonly ElementId[], template: PodTemplate): readonly DraftNode[] {
    const of = on.length === 0 ? this.#nodes : on.flatMap((id) => this.#byId.get(id) ?? []);
    const { nodeSelector } = template;
    return nodeSelector ? of.filter((node) => selects(nodeSelector.requirements, node.labels)) : of;
  }

  put(on: readonly ElementId[], template: PodTemplate): DraftNode | undefined {
    let best: DraftNode | undefined;
    let least = Number.POSITIVE_INFINITY;
    const wanted = wantedHostPorts(template);
    for (const node of this.allowed(on, template)) {
      const load = this.#load.get(node.id) ?? 0;
      if (!this.#free(node, wanted)) continue;
      if (load < least && load < (node.maxPods ?? Number.POSITIVE_INFINITY)) {
        best = node;
        least = load;
      }
    }
    if (best) this.onto(best, wanted);
    return best;
  }

  /** The nodes of one replica after the other, as {@link put} finds them: level by level of their load. */
  *spread(on: readonly ElementId[], template: PodTemplate): Generator<DraftNode | undefined, never> {
    const levels = new Map<number, { readonly node: DraftNode; readonly at: number }[]>();
    const add = (entry: { readonly node: DraftNode; readonly at: number }): void => {
      const load = this.#load.get(entry.node.id) ?? 0;
      const level = levels.get(load);
      if (level) level.push(entry);
      else levels.set(load, [entry]);
    };
    const wanted = wantedHostPorts(template);
    for (const [at, node] of [...new Set(this.allowed(on, template))].entries())
      if (this.#free(node, wanted)) add({ node, at });
    for (let load = 0; levels.size > 0; load++) {
      const level = levels.get(load) ?? [];
      levels.delete(load);
      for (const entry of level.sort((a, b) => a.at - b.at)) {
        if (load >= (entry.node.maxPods ?? Number.POSITIVE_INFINITY)) continue;
        this.onto(entry.node, wanted);
        // a second one would want the same ports
        if (wanted.length === 0) add(entry);
        yield entry.node;
      }
    }
    for (;;) yield undefined;
  }

  onto(node: DraftNode, wanted: readonly HostPort[]): void {
    this.#load.set(node.id, (this.#load.get(node.id) ?? 0) + 1);
    if (wanted.length > 0) this.#hostPorts.set(node.id, [...(this.#hostPorts.get(node.id) ?? []), ...wanted]);
  }

  /** The scheduler's NodePorts: a node has each of its ports once. */
  #free({ id }: DraftNode, wanted: readonly HostPort[]): boolean {
    const taken = wanted.length > 0 ? (this.#hostPorts.get(id) ?? []) : [];
    return !taken.some((one) => wanted.some((other) => clash(one, other)));
  }

  /** The node with the written prefix that an address is in. */
  holding(address: string | undefined): readonly DraftNode[] {
    const node = address === undefined ? undefined : this.#byPrefix.get(prefixOf(address) ?? '');
    return node ? [node] : [];
  }

  of(id: ElementId): readonly DraftNode[] {
    return this.#byId.get(id) ?? [];
  }
}
