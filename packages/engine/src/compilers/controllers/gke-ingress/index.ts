import type { Controlled, Controller, ControllerInput } from '../../../plan/controller.ts';
import { classOfIngress, ownerOfIngress } from '../common/owners.ts';
import { Report } from '../common/report.ts';
import { View } from '../common/view.ts';
import { ruleForAll } from '../google/firewall.ts';
import type { Frontage } from '../google/front.ts';
import { balancerOf } from './balancer.ts';

/**
 * GKE's Ingress controller (kubernetes/ingress-gce acbcf5d6): an Application Load Balancer for each Ingress, global or regional by its class, whose backends
 * are groups of machines with a node port, or of pods, and one firewall rule for all of them.
 */
export const gkeIngress: Controller = {
  id: 'gke-ingress',
  doc: "GKE's Ingress controller: an Application Load Balancer of Google for each Ingress, external, regional or internal.",
  plan: ingresses,
};

/** By the class of an Ingress (pkg/annotations, ingress.go). */
const frontages: ReadonlyMap<string, Frontage> = new Map([
  ['gce', 'global'],
  ['gce-regional-external', 'regional'],
  ['gce-internal', 'internal'],
]);

function ingresses(input: ControllerInput): Controlled {
  const { cluster, planned } = input;
  const own = cluster.ingresses.filter((each) => ownerOfIngress(cluster, each)?.controller === 'gke-ingress');
  const { vpc } = planned;
  if (own.length === 0 || vpc === undefined) return { balancers: [], filters: { groups: [], lines: [] }, problems: [] };
  const view = new View(input);
  const made = own.map((ingress) => {
    const report = new Report();
    const frontage = frontages.get(classOfIngress(ingress) ?? 'gce') ?? 'global';
    return { balancer: balancerOf(view, ingress, frontage, report), problems: report.problems };
  });
  const balancers = made.map(({ balancer }) => balancer);
  const rule = ruleForAll(view, { id: own[0]!.id, name: `k8s-fw-l7-${cluster.name}` }, balancers);
  return {
    balancers,
    filters: { groups: rule ? [{ ...rule, vpc }] : [], lines: [] },
    problems: made.flatMap(({ problems }) => problems),
  };
}
