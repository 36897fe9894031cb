import type { PlannedBalancer } from '../../../plan/balancer.ts';
import type { Controlled, Controller, ControllerInput } from '../../../plan/controller.ts';
import type { Problem } from '../../../plan/plan.ts';
import { NodeRules } from '../common/node-rules.ts';
import { servicesOf } from '../common/owners.ts';
import { View } from '../common/view.ts';
import { type ClassicSite, classicBalancer } from './balancer.ts';

const id = 'service-controller';

/** The controller of the cloud provider: a Classic Load Balancer for each Service that nobody else takes. */
export const serviceController: Controller = {
  id,
  doc: 'The service controller of the AWS cloud provider: Classic Load Balancers, and network load balancers of the older kind.',
  plan: classic,
};

function classic(input: ControllerInput): Controlled {
  const services = servicesOf(input, id);
  const view = new View(input);
  if (services.length === 0 || !view.vpc) return { balancers: [], filters: { groups: [], lines: [] }, problems: [] };
  const site: ClassicSite = { view, rules: new NodeRules(view), groups: [] };
  const balancers: PlannedBalancer[] = [];
  const problems: Problem[] = [];
  for (const { service, kind } of services) {
    const made = classicBalancer(site, service, kind === 'clb' ? 'clb' : 'nlb');
    balancers.push(made.balancer);
    problems.push(...made.problems);
  }
  const { lines, problems: unclear } = site.rules;
  return { balancers, filters: { groups: site.groups, lines }, problems: [...problems, ...unclear] };
}
