import type { Controlled, Controller, ControllerInput } from '../../../plan/controller.ts';
import { gatewaysOf } from '../common/owners.ts';
import { Report } from '../common/report.ts';
import { View } from '../common/view.ts';
import { ruleForAll } from '../google/firewall.ts';
import { gatewayBalancer } from './balancer.ts';

/**
 * GKE's Gateway controller: an Application Load Balancer for each Gateway, by its class. The controller itself runs at Google's and its source is not
 * open: what it does is GKE's documentation of GatewayClasses and the types of its policies (GoogleCloudPlatform/gke-gateway-api).
 */
export const gkeGateway: Controller = {
  id: 'gke-gateway',
  doc: "GKE's Gateway controller: an Application Load Balancer of Google for each Gateway, global, regional or internal.",
  plan: gateways,
};

function gateways(input: ControllerInput): Controlled {
  const { cluster, planned, topology } = input;
  const own = gatewaysOf(cluster, 'gke-gateway');
  const { vpc } = planned;
  if (own.length === 0 || vpc === undefined) return { balancers: [], filters: { groups: [], lines: [] }, problems: [] };
  const view = new View(input);
  const made = own.map((gateway) => {
    const report = new Report();
    return { balancer: gatewayBalancer(view, gateway, report), problems: report.problems };
  });
  const balancers = made.map(({ balancer }) => balancer);
  const network = topology.vpcs.find(({ id }) => id === vpc)?.name ?? '';
  // one for the network and the region, or the world (GKE documentation, automatically created firewall rules)
  const rules = (['global', 'region'] as const).flatMap((scope) => {
    const of = balancers.filter(({ kind }) => (kind === 'envoy') === (scope === 'region'));
    return ruleForAll(view, { id: own[0]!.id, name: `gkegw1-l7-${network}-${scope}` }, of) ?? [];
  });
  return {
    balancers,
    filters: { groups: rules.map((rule) => ({ ...rule, vpc })), lines: [] },
    problems: made.flatMap(({ problems }) => problems),
  };
}
