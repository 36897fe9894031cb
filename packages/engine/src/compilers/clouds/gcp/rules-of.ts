import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { clusterRules } from './cluster-rules.ts';
import { Firewall } from './firewall.ts';

/** The firewall of a network: rules that are written, those that GKE makes for its clusters, and those of its controllers. */
export const firewallOf = (plan: Plan, vpc: ElementId): Firewall =>
  new Firewall([
    ...(plan.topology.vpcs.find((each) => each.id === vpc)?.firewallRules ?? []),
    ...clusterRules(plan, vpc),
    ...plan.filters.groups.filter((each) => each.vpc === vpc),
  ]);
