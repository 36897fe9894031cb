import type { PlannedBalancer } from '../../../plan/balancer.ts';
import type { Controlled, ControllerInput } from '../../../plan/controller.ts';
import type { Problem } from '../../../plan/plan.ts';
import { gatewaysOf, servicesOf } from '../common/owners.ts';
import { View } from '../common/view.ts';
import type { Flavour } from './flavour.ts';
import { gatewayBalancer } from './gateway/gateway-balancer.ts';
import { ingressBalancer } from './ingress-balancer.ts';
import { ingressGroups } from './ingress-groups.ts';
import { serviceBalancer } from './service-balancer.ts';
import { Site } from './site.ts';

const nothing: Controlled = { balancers: [], filters: { groups: [], lines: [] }, problems: [] };

const one = ({
  balancer,
  problems,
}: {
  readonly balancer: PlannedBalancer;
  readonly problems: readonly Problem[];
}) => ({
  ...{ balancers: [balancer], problems },
});

/** All balancers that a controller of this flavour makes in a cluster. */
export function controlled(input: ControllerInput, flavour: Flavour): Controlled {
  const { cluster } = input;
  const services = servicesOf(input, flavour.id);
  const groups = ingressGroups(cluster, flavour.id, flavour.groups);
  const gateways = flavour.gateways ? gatewaysOf(cluster, 'aws-load-balancer-controller') : [];
  if (services.length + groups.length + gateways.length === 0) return nothing;
  const site = new Site(new View(input), flavour);
  if (!site.view.vpc) return nothing;
  const balancers: PlannedBalancer[] = [];
  const problems: Problem[] = [];
  for (const made of [
    ...services.map(({ service }) => one(serviceBalancer(site, service))),
    ...groups.map((group) => ingressBalancer(site, group)),
    ...gateways.map((gateway) => one(gatewayBalancer(site, gateway))),
  ]) {
    balancers.push(...made.balancers);
    problems.push(...made.problems);
  }
  return {
    balancers,
    filters: { groups: site.groups, lines: site.rules.lines },
    problems: [...problems, ...site.rules.problems],
  };
}
