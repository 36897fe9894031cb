import { parseIp, showIp } from '../../../base/addr/index.ts';
import type {
  HealthCheck,
  Listener,
  ListenerAction,
  ListenerRule,
  PlannedBalancer,
  TargetGroup,
} from '../../../plan/balancer.ts';
import type { Controlled, Controller, ControllerInput } from '../../../plan/controller.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import type { Backend, Ingress } from '../../../topology/cluster.ts';
import type { FilterPeer, PacketFilter, PortSpec } from '../../../topology/filter.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import { frontEnds, nodeTag } from '../../clouds/gcp/ranges.ts';
import { ownerOfIngress } from '../common/owners.ts';
import { Report } from '../common/report.ts';
import { View } from '../common/view.ts';
import { type BackendKind, healthOf } from './health.ts';
import { urlMapPaths } from './paths.ts';
import { probeOf } from './probe.ts';

/**
 * GKE's Ingress controller (kubernetes/ingress-gce acbcf5d6): an external Application Load Balancer for each Ingress, whose backends are groups of
 * machines with a node port, or of pods, and one firewall rule for all of them.
 */
export const gkeIngress: Controller = {
  id: 'gke-ingress',
  doc: "GKE's Ingress controller: an external Application Load Balancer of Google for each Ingress.",
  plan: ingresses,
};

/** What answers where no rule holds and no default backend is written: GKE's own, in the cluster (pkg/utils, default-http-backend). */
const notFound: ListenerAction = { kind: 'fixed', status: 404 };

function ingresses(input: ControllerInput): Controlled {
  const { cluster, planned } = input;
  const own = cluster.ingresses.filter((each) => ownerOfIngress(cluster, each)?.controller === 'gke-ingress');
  const { vpc } = planned;
  if (own.length === 0 || vpc === undefined) return { balancers: [], filters: { groups: [], lines: [] }, problems: [] };
  const view = new View(input);
  const report = new Report();
  const balancers = own.map((ingress, at) => balancerOf(input, view, ingress, { at, vpc, report }));
  const ports = portsOf(balancers.flatMap(({ groups }) => groups));
  const rule = ports.length === 0 ? [] : [firewallRule(own[0]!.id, cluster.name, ports)];
  return {
    balancers,
    filters: { groups: rule.map((each) => ({ ...each, vpc })), lines: [] },
    problems: report.problems,
  };
}

interface Place {
  /** Its place among the cluster's. */
  readonly at: number;
  readonly vpc: ElementId;
  readonly report: Report;
}

function balancerOf(input: ControllerInput, view: View, ingress: Ingress, { at, vpc, report }: Place): PlannedBalancer {
  const groups = new Map<string, TargetGroup>();
  const act = (backends: readonly Backend[], about: ElementId): ListenerAction =>
    actionOf(view, ingress, backends, { about, groups, report });
  const listener: Listener = {
    ...{ id: elementId(`${ingress.id}#listener.80`), port: 80, protocol: 'HTTP', certificates: [] },
    rules: rulesOf(ingress, act, report),
    otherwise: ingress.defaultBackend ? act([ingress.defaultBackend], ingress.id) : notFound,
  };
  const written = parseIp(ingress.vips[0]?.text ?? '');
  const outer =
    written === undefined ? { address: input.draw(), drawn: true } : { address: showIp(written), drawn: false };
  return {
    ...{ id: ingress.id, members: [ingress.id], kind: 'gfe', name: ingress.name, controller: 'gke-ingress' },
    ...{ cluster: input.cluster.id, vpc, scheme: 'internet-facing', crossZone: true, idleSeconds: 600 },
    nodes: [
      {
        id: elementId(`${ingress.id}#gfe`),
        subnet: frontEnds.segmentIn(vpc),
        address: frontEnds.address(at),
        public: outer,
      },
    ],
    listeners: [listener],
    groups: [...groups.values()],
    hosts: [...new Set(ingress.rules.flatMap(({ host }) => host ?? []))],
  };
}

/** Of a host that is written twice the last one counts (pkg/utils, PutPathRulesForHost); the longest path that fits decides. */
function rulesOf(
  { rules }: Ingress,
  act: (backends: readonly Backend[], about: ElementId) => ListenerAction,
  report: Report,
): readonly ListenerRule[] {
  const made = rules.flatMap(({ id, host, path, pathType, backends }) => {
    const paths = urlMapPaths({
      ...(path === undefined ? {} : { path }),
      ...(pathType === undefined ? {} : { pathType }),
    });
    if (typeof paths === 'string') {
      report.tell('NK086', id, paths);
      return [];
    }
    return paths.map((each) => ({ host: host ?? '', path: each, action: act(backends, id), source: id }));
  });
  const bare = (path: string): number => path.replace(/\/?\*$/, '').length;
  return made
    .sort(
      (a, b) =>
        Number(b.host !== '') - Number(a.host !== '') ||
        bare(b.path) - bare(a.path) ||
        Number(a.path.endsWith('*')) - Number(b.path.endsWith('*')),
    )
    .map(({ host, path, action, source }, at) => ({
      ...{ priority: at + 1, action, source },
      when: { ...(host === '' ? {} : { hosts: [host] }), paths: [path] },
    }));
}

interface Building {
  readonly about: ElementId;
  readonly groups: Map<string, TargetGroup>;
  readonly report: Report;
}

function actionOf(
  view: View,
  ingress: Ingress,
  backends: readonly Backend[],
  { about, groups, report }: Building,
): ListenerAction {
  const to = backends.flatMap(({ service: id, port, weight }) => {
    const found = view.backend(id, port);
    if (!found) return [];
    const { service, at, port: planned } = found;
    const related = [{ about: service.id, message: `service ${service.name}` }];
    if (!planned) {
      report.tell('NK086', about, `backend ${service.name}: it has no port ${port}`, related);
      return [];
    }
    const kind = kindOf(ingress, view.settings(service.id));
    if (kind === 'instance-group' && planned.nodePort === undefined) {
      const message = `backend ${service.name}: an instance group needs a node port, and it is of type ${service.type}`;
      report.tell('NK086', about, message, related);
      return [];
    }
    const group = `${service.namespace}/${service.name}:${planned.port}`;
    if (!groups.has(group)) {
      const health = checkOf(view, service, at, kind);
      groups.set(group, {
        ...{ id: group, name: `${service.name}:${planned.port}`, protocol: 'HTTP', health },
        type: kind === 'neg' ? 'ip' : 'instance',
        targets: kind === 'neg' ? view.ipTargets(service, at) : view.instanceTargets(planned.nodePort!),
        ...{ preserveClientIp: false, proxyProtocol: false, algorithm: 'round_robin' },
        ...{ service: service.id, source: about },
      });
    }
    return [{ group, weight: weight ?? 1 }];
  });
  return to.length === 0 ? notFound : { kind: 'forward', to };
}

/** Of the first pod behind the Service that has a probe for it. It is read where the check is made, and never again. */
function checkOf(view: View, service: PlannedService, at: number, kind: BackendKind): HealthCheck {
  const { cluster } = view.input;
  const templates = new Map([...cluster.pods, ...cluster.workloads].map((each) => [each.id, each]));
  const ends = new Map(view.endpoints(service, at).map((each) => [each.pod, each.port]));
  const probes = view.input.pods.flatMap((pod) => {
    const [port, template] = [ends.get(pod.id), templates.get(pod.workload ?? pod.id)];
    return port === undefined || !template ? [] : (probeOf(template, { port, protocol: 'HTTP' }) ?? []);
  });
  const config = settingOf(view.settings(service.id), 'backendConfig')?.settings ?? [];
  return healthOf(kind, probes[0], settingOf(config, 'healthCheck')?.settings);
}

/** Written at the Ingress or the Service; a VPC-native cluster has groups of pods by itself (GKE documentation, container-native load balancing). */
function kindOf(ingress: Ingress, service: readonly Setting[]): BackendKind {
  const written = settingOf(ingress.settings, 'backend')?.values[0];
  if (written === 'instance-group' || written === 'neg') return written;
  return settingOf(service, 'neg')?.values[0] === 'false' ? 'instance-group' : 'neg';
}

/** Those of pods, and those of checks that a BackendConfig names. With an instance group the whole range of node ports is opened, and not its own alone (pkg/firewalls, controller.go). */
function portsOf(groups: readonly TargetGroup[]): readonly PortSpec[] {
  const pods = groups.filter(({ type }) => type === 'ip').flatMap(({ targets }) => targets.map(({ port }) => port));
  const checks = groups.flatMap(({ health: { port } }) => (port === 'traffic-port' ? [] : [port]));
  const own = [...new Set([...pods, ...checks])]
    .sort((a, b) => a - b)
    .map((port) => ({ protocol: 'tcp', from: port, to: port }));
  const nodes = groups.some(({ type }) => type === 'instance') ? [{ protocol: 'tcp', from: 30_000, to: 32_767 }] : [];
  return [...own, ...nodes];
}

function firewallRule(id: ElementId, cluster: string, ports: readonly PortSpec[]): PacketFilter {
  const peers = frontEnds.ranges.map((cidr): FilterPeer => ({ kind: 'cidr', cidr }));
  return {
    ...{ id, name: `k8s-fw-l7-${cluster}` },
    lines: [{ id, direction: 'ingress', number: 1000, action: 'allow', ports, peers }],
    settings: [{ id, key: 'target-tags', values: [nodeTag(cluster)], settings: [] }],
  };
}
