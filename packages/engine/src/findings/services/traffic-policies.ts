import type { Plan, PlannedService } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK054: externalTrafficPolicy Local, NK055: internalTrafficPolicy Local, and nodes without an endpoint. */
export const trafficPolicies: Check = {
  codes: ['NK054', 'NK055'],
  doc: 'A Service keeps traffic on its node, and some nodes have no endpoint.',
  *run({ plan }) {
    for (const service of plan.services) {
      if (service.builtin || service.endpoints.length === 0) continue;
      if (service.externalTrafficPolicy === 'Local' && (service.type === 'NodePort' || service.type === 'LoadBalancer'))
        yield* external(plan, service);
      if (service.internalTrafficPolicy === 'Local') yield* internal(plan, service);
    }
  },
};

/** The line that set the policy, or the Service. */
function placeOf(plan: Plan, service: PlannedService, key: string): ElementId {
  const cluster = plan.topology.clusters.find((each) => each.id === service.cluster);
  const written = cluster?.services.find((each) => each.id === service.id);
  return (written && settingOf(written.settings, key)?.id) ?? service.id;
}

const withEndpoint = (service: PlannedService): ReadonlySet<ElementId | undefined> =>
  new Set(service.endpoints.filter((each) => each.ready || each.draining).map((each) => each.node));

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

function* external(plan: Plan, service: PlannedService): Generator<Finding> {
  const cluster = plan.topology.clusters.find((each) => each.id === service.cluster);
  const written = cluster?.services.find((each) => each.id === service.id);
  if (written && settingOf(written.settings, 'target-type')?.values[0] === 'ip') return;
  const has = withEndpoint(service);
  const without = plan.nodes.filter((node) => node.cluster === service.cluster && !has.has(node.id));
  if (without.length === 0) return;
  const health = service.healthCheckNodePort;
  const check =
    health === undefined
      ? 'its health check must ask the health check node port'
      : `its health check must ask port ${health}`;
  yield {
    code: 'NK054',
    severity: 'warning',
    about: placeOf(plan, service, 'externalTrafficPolicy'),
    message: `service ${service.name} has externalTrafficPolicy Local, and no endpoint on ${listed(without.map((each) => each.name))}: they drop its node port${service.type === 'LoadBalancer' ? `, and ${check}` : ''}`,
    related: without.slice(0, 4).map((node) => ({ about: node.group ?? node.id, message: `node ${node.name}` })),
  };
}

function* internal(plan: Plan, service: PlannedService): Generator<Finding> {
  const has = withEndpoint(service);
  const own = new Set(service.endpoints.map((each) => each.pod));
  const clients = new Set(
    plan.pods.filter((pod) => pod.cluster === service.cluster && !own.has(pod.id)).map((pod) => pod.node),
  );
  const without = plan.nodes.filter((node) => clients.has(node.id) && !has.has(node.id));
  if (without.length === 0) return;
  // IPVS says itself that it has no server
  const isTold = plan.clusters.find(({ id }) => id === service.cluster)?.proxy === 'ipvs';
  yield {
    code: 'NK055',
    severity: 'warning',
    about: placeOf(plan, service, 'internalTrafficPolicy'),
    message: `service ${service.name} has internalTrafficPolicy Local, and no endpoint on ${listed(without.map((each) => each.name))}: pods there ${isTold ? 'are refused' : 'time out'}`,
    related: without.slice(0, 4).map((node) => ({ about: node.group ?? node.id, message: `node ${node.name}` })),
  };
}
