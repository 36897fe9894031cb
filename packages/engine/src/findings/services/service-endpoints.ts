import type { Plan, PlannedPod, PlannedService } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { LabelIndex, selects } from '../../plan/select.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { Requirement } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK051: no endpoint is ready. NK052: nobody listens on the target port. NK053: a pod has no port of the target's name. */
export const serviceEndpoints: Check = {
  codes: ['NK051', 'NK052', 'NK053'],
  doc: 'The pods of a Service are not ready, or do not listen on its target port.',
  *run({ plan }) {
    const clusters = new Map(plan.topology.clusters.map((each) => [each.id, each]));
    for (const service of plan.services) {
      if (service.builtin || service.type === 'ExternalName') continue;
      yield* unready(service);
      yield* deaf(service, plan);
      yield* unnamed(service, plan, clusters.get(service.cluster));
    }
  },
};

function* unready({ endpoints, name, id }: PlannedService): Generator<Finding> {
  const pods = [
    ...new Map(endpoints.flatMap((each) => (each.pod === undefined ? [] : [[each.pod, each] as const]))).values(),
  ];
  if (pods.length === 0 || endpoints.some((each) => each.ready || each.pod === undefined)) return;
  const draining = pods.filter((each) => each.draining).length;
  const then =
    draining > 0 ? `connections go to the ${draining} that are terminating and still serve` : 'connections to it fail';
  yield {
    code: 'NK051',
    severity: 'warning',
    about: id,
    message: `none of the ${pods.length} pods of service ${name} is ready: ${then}`,
    related: pods.map((each) => ({ about: each.pod!, message: `pod ${each.name}` })),
  };
}

const indices = new WeakMap<Plan['pods'], LabelIndex<PlannedPod>>();

/** The pods by their labels: only ports with names ask for them. */
function byLabels({ pods }: Plan): LabelIndex<PlannedPod> {
  const known = indices.get(pods);
  if (known) return known;
  const index = new LabelIndex<PlannedPod>();
  for (const pod of pods) index.add(pod, pod.labels);
  indices.set(pods, index);
  return index;
}

function* deaf(service: PlannedService, { pods }: Plan): Generator<Finding> {
  for (const [at, port] of service.ports.entries()) {
    if (typeof port.target !== 'number') continue;
    const of = service.endpoints.filter((each) => each.servicePort === at && each.pod !== undefined);
    const listening = of.map((each) => itemOf(pods, each.pod!)).filter((pod) => pod !== undefined);
    // a pod that declares no port may listen on anything
    if (listening.length === 0 || listening.some((pod) => pod.listens.length === 0)) continue;
    const target = port.target;
    if (listening.some((pod) => pod.listens.some((each) => each.port === target && each.protocol === port.protocol)))
      continue;
    const first = listening[0]!;
    const has = first.listens.map((each) => `${each.protocol}/${each.port}`).join(', ');
    yield {
      code: 'NK052',
      severity: 'warning',
      about: port.id,
      message: `no pod of service ${service.name} listens on ${port.protocol}/${target}, its target port: pod ${first.name} listens on ${has}`,
      related: [{ about: first.workload ?? first.id, message: `pod ${first.name}` }],
    };
  }
}

function* unnamed(service: PlannedService, plan: Plan, cluster: Cluster | undefined): Generator<Finding> {
  const named = service.ports.filter((port) => typeof port.target === 'string');
  const requirements = named.length > 0 && cluster ? requirementsOf(cluster, service) : undefined;
  if (!requirements) return;
  const told = new Set<string>();
  for (const pod of byLabels(plan).candidates(requirements)) {
    if (pod.cluster !== service.cluster || pod.namespace !== service.namespace || !selects(requirements, pod.labels))
      continue;
    for (const port of named) {
      const about = pod.workload ?? pod.id;
      if (pod.listens.some((each) => each.name === port.target && each.protocol === port.protocol)) continue;
      if (told.has(`${port.id} ${about}`)) continue;
      told.add(`${port.id} ${about}`);
      yield {
        code: 'NK053',
        severity: 'error',
        about: port.id,
        message: `pod ${pod.name} has no ${port.protocol} port named ${port.target}: it is no endpoint of service ${service.name}`,
        related: [{ about, message: `pod ${pod.name}` }],
      };
    }
  }
}

/** What the pods of a written Service have in common; undefined where endpoints are written or a workload exposes itself. */
function requirementsOf(cluster: Cluster, service: PlannedService): readonly Requirement[] | undefined {
  const written = cluster.services.find((each) => each.id === service.id);
  if (!written || written.endpoints.length > 0) return undefined;
  return written.selector?.requirements ?? [{ key: 'app', operator: 'in', values: [service.name] }];
}
