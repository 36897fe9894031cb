import type { AddedFilters } from '../../../plan/balancer.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { madeGroup } from '../common/filters.ts';
import { NodeRules } from '../common/node-rules.ts';
import type { View } from '../common/view.ts';
import type { Flavour } from './flavour.ts';

/** What the balancers of one cluster share: the flavour of their controller, its security groups and its lines at targets. */
export class Site {
  readonly view: View;
  readonly flavour: Flavour;
  readonly rules: NodeRules;
  readonly groups: AddedFilters['groups'][number][] = [];
  #backend: { readonly group: ElementId; readonly name: string } | undefined;

  constructor(view: View, flavour: Flavour) {
    this.view = view;
    this.flavour = flavour;
    this.rules = new NodeRules(view);
  }

  /** The one group of the cluster that every balancer carries, as the peer that targets know; made when one needs it. */
  get backend(): { readonly group: ElementId; readonly name: string } {
    if (this.#backend) return this.#backend;
    const { cluster } = this.view.input;
    const group = elementId(`${cluster.id}#balancer-backend-group`);
    const name = `k8s-traffic-${cluster.name}`;
    this.groups.push(madeGroup({ id: group, name, vpc: this.view.vpc!.id }, []));
    this.#backend = { group, name };
    return this.#backend;
  }
}
