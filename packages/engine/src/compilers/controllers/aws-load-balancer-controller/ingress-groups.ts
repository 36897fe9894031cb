import type { Cluster, Ingress } from '../../../topology/cluster.ts';
import { Annotations } from '../common/annotations.ts';
import { compare } from '../common/balancer-nodes.ts';
import { type ControllerName, ownerOfIngress } from '../common/owners.ts';

/** Ingresses that share one balancer, in the order in which their rules are tried. */
export interface IngressGroup {
  readonly name: string;
  /** It has the name that its members write, and not its own. */
  readonly named: boolean;
  readonly members: readonly IngressMember[];
}

export interface IngressMember {
  readonly ingress: Ingress;
  readonly annotations: Annotations;
  /** namespace/name. */
  readonly key: string;
  readonly order: number;
  readonly namespace: string;
  readonly settings: Ingress['settings'];
}

const keyOf = ({ namespace, name }: Ingress): string => `${namespace}/${name}`;

/**
 * The Ingresses of a controller by `group.name`; one without is a group of its own. In a group `group.order` decides, the
 * lower first, and then the names (225f445, pkg/ingress/group_loader.go).
 */
export function ingressGroups(cluster: Cluster, controller: ControllerName, groups: boolean): readonly IngressGroup[] {
  const byName = new Map<string, IngressMember[]>();
  const written = new Set<string>();
  for (const ingress of cluster.ingresses) {
    if (ownerOfIngress(cluster, ingress)?.controller !== controller) continue;
    const annotations = new Annotations(ingress.settings);
    const named = groups ? annotations.text('group.name') : undefined;
    const key = keyOf(ingress);
    const order = Number(annotations.text('group.order') ?? 0);
    const name = named ?? key;
    if (named !== undefined) written.add(named);
    const members = byName.get(name) ?? [];
    if (members.length === 0) byName.set(name, members);
    members.push({
      ingress,
      annotations,
      key,
      order: Number.isInteger(order) ? order : 0,
      namespace: ingress.namespace,
      settings: ingress.settings,
    });
  }
  return [...byName]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, members]) => ({ name, named: written.has(name), members: inGroupOrder(members) }));
}

export const inGroupOrder = <T extends { readonly key: string; readonly order: number }>(members: readonly T[]): T[] =>
  [...members].sort((a, b) => a.order - b.order || compare(a.key, b.key));
