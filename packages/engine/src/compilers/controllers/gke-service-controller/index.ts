import type { PlannedBalancer } from '../../../plan/balancer.ts';
import type { Controlled, Controller, ControllerInput } from '../../../plan/controller.ts';
import type { Problem } from '../../../plan/plan.ts';
import type { PacketFilter } from '../../../topology/filter.ts';
import { servicesOf } from '../common/owners.ts';
import { Report } from '../common/report.ts';
import { View } from '../common/view.ts';
import { passthroughOf } from './balancer.ts';
import { checkRule, ruleFor } from './firewall.ts';
import { sharedPort } from './health.ts';

const id = 'gke-service-controller';

/**
 * GKE's controllers for Services of type LoadBalancer (kubernetes/cloud-provider-gcp, kubernetes/ingress-gce acbcf5d6): a passthrough network load
 * balancer for each, external unless an annotation says internal, and the firewall rules that let its clients and its checks in.
 */
export const gkeServiceController: Controller = {
  id,
  doc: "GKE's controllers for Services: a passthrough Network Load Balancer of Google for each of type LoadBalancer.",
  plan: balancers,
};

function balancers(input: ControllerInput): Controlled {
  const services = servicesOf(input, id);
  const { vpc } = input.planned;
  if (services.length === 0 || vpc === undefined)
    return { balancers: [], filters: { groups: [], lines: [] }, problems: [] };
  const view = new View(input);
  const problems: Problem[] = [];
  const made: PlannedBalancer[] = [];
  const rules: PacketFilter[] = [];
  const cluster = input.cluster.name;
  for (const [at, { service }] of services.entries()) {
    const report = new Report();
    const { balancer, name, ranges, ports } = passthroughOf(view, service, { at, vpc, report });
    problems.push(...report.problems);
    made.push(balancer);
    const [node] = balancer.nodes;
    if (!node) continue;
    rules.push(ruleFor({ id: service.id, name, cluster, ports, from: ranges, to: `${node.passed}/32` }));
    if (service.healthCheckNodePort !== undefined)
      rules.push(checkRule({ id: service.id, name: `${name}-http-hc`, cluster }, service.healthCheckNodePort));
    else if (!rules.some((each) => each.name === sharedName(cluster)))
      rules.push(checkRule({ id: service.id, name: sharedName(cluster), cluster }, sharedPort));
  }
  return {
    balancers: made,
    filters: { groups: rules.map((each) => ({ ...each, vpc })), lines: [] },
    problems,
  };
}

const sharedName = (cluster: string): string => `k8s-${cluster}-node-http-hc`;
