import type { AddedFilters, Listener, PlannedBalancer, TargetGroup } from '../../../plan/balancer.ts';
import type { PlannedService, PlannedServicePort, PlannedSubnet, Problem } from '../../../plan/plan.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import { Annotations } from '../common/annotations.ts';
import { balancerNodes } from '../common/balancer-nodes.ts';
import { madeGroup } from '../common/filters.ts';
import type { NodeRules } from '../common/node-rules.ts';
import { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';
import { classicHealth, networkHealth } from './health.ts';
import { classicListener } from './listeners.ts';
import { classicSubnets } from './subnets.ts';

const anywhere = '0.0.0.0/0';

/** What the balancers of one cluster share. */
export interface ClassicSite {
  readonly view: View;
  readonly rules: NodeRules;
  readonly groups: AddedFilters['groups'][number][];
}

/** The Classic Load Balancer of a Service, or its network load balancer of the older kind, or why there is none. */
export function classicBalancer(
  site: ClassicSite,
  service: PlannedService,
  kind: 'clb' | 'nlb',
): { readonly balancer: PlannedBalancer; readonly problems: readonly Problem[] } {
  const { view } = site;
  const { id, name } = service;
  const annotations = new Annotations(view.settings(id));
  const report = new Report();
  const scheme = schemeOf(annotations);
  checkPorts(service, kind, report);
  const made = service.ports.flatMap((port) => portOf(service, port, kind, site, annotations, report) ?? []);
  const subnets = subnetsOf(site, service, scheme, report);
  const written = view.written(id);
  const what = {
    ...{ id, members: [id], kind, name, controller: 'service-controller', cluster: view.input.cluster.id },
    ...{ vpc: view.vpc!.id, scheme },
    crossZone: annotations.flag('cross-zone-load-balancing-enabled', 'load_balancing.cross_zone.enabled') ?? false,
    idleSeconds: kind === 'clb' ? (annotations.number('connection-idle-timeout') ?? 60) : 350,
    hosts: annotations.list('hostname'),
  } as const;
  const { refused } = report;
  if (refused !== undefined)
    return { balancer: { ...what, nodes: [], listeners: [], groups: [], refused }, problems: report.problems };
  const groups = made.map(({ group }) => group);
  const ranges = [annotations.list('loadBalancerSourceRanges'), annotations.list('load-balancer-source-ranges')].find(
    (each) => each.length > 0,
  ) ?? [anywhere];
  const securityGroups = kind === 'clb' ? classicGroups(site, service, ranges, groups) : undefined;
  if (kind === 'nlb') openNodes(site, id, groups, ranges, subnets);
  const { nodes, full } = balancerNodes(
    view,
    { id, scheme, vips: written?.vips ?? [] },
    subnets,
    written?.placements ?? [],
  );
  for (const each of full) report.tell('NK071', id, `service ${name}: ${each.name} has no free address`);
  const balancer: PlannedBalancer = {
    ...what,
    nodes,
    listeners: made.map(({ listener }) => listener),
    groups,
    ...(securityGroups ? { securityGroups } : {}),
  };
  return { balancer, problems: report.problems };
}

/** Internet-facing unless told otherwise: any value of `internal` but false. */
function schemeOf(annotations: Annotations): 'internal' | 'internet-facing' {
  const internal = annotations.text('internal');
  const isInternal = annotations.text('scheme') === 'internal' || (internal !== undefined && internal !== 'false');
  return isInternal ? 'internal' : 'internet-facing';
}

function checkPorts(service: PlannedService, kind: 'clb' | 'nlb', report: Report): void {
  const { id, name, ports } = service;
  const protocols = new Set(ports.map(({ protocol }) => protocol));
  if (protocols.size > 1)
    report.refuse('NK086', id, `service ${name}: its ports have several protocols, and one balancer has one`);
  else if (kind === 'clb' && protocols.has('udp'))
    report.refuse('NK086', id, `service ${name}: a Classic Load Balancer has no listener for UDP`);
  if (service.affinitySeconds !== undefined)
    report.refuse(
      'NK086',
      id,
      `service ${name}: the controller of the cloud provider makes no balancer with sessionAffinity ClientIP`,
    );
}

function portOf(
  service: PlannedService,
  port: PlannedServicePort,
  kind: 'clb' | 'nlb',
  { view }: ClassicSite,
  annotations: Annotations,
  report: Report,
): { readonly listener: Listener; readonly group: TargetGroup } | undefined {
  const { nodePort } = port;
  const first = service.ports[0]!.nodePort;
  if (nodePort === undefined || first === undefined) {
    report.refuse(
      'NK073',
      port.id,
      `service ${service.name}: its balancer sends to node ports, and port ${port.port} has none`,
    );
    return undefined;
  }
  const transport = port.protocol === 'udp' ? ('UDP' as const) : ('TCP' as const);
  const both = kind === 'clb' ? classicListener(port, annotations) : networkListener(port, transport, annotations);
  if ('refused' in both) {
    report.refuse('NK086', port.id, `service ${service.name}: ${both.refused}`);
    return undefined;
  }
  const local = service.healthCheckNodePort;
  const asked = { nodePort: first, ...(local === undefined ? {} : { localPort: local }) };
  const id = `${service.namespace}/${service.name}:${port.port}`;
  const group: TargetGroup = {
    ...{ id, name: `${service.name}:${port.port}`, type: 'instance', protocol: both.instance },
    targets: view.instanceTargets(nodePort),
    health: kind === 'clb' ? classicHealth(annotations, asked) : networkHealth(annotations, asked),
    preserveClientIp: kind === 'nlb',
    proxyProtocol: annotations.text('proxy-protocol') === '*',
    algorithm:
      kind === 'clb' ? (both.listens.startsWith('HTTP') ? 'least_outstanding_requests' : 'round_robin') : 'flow_hash',
    ...{ service: service.id, source: port.id },
  };
  const listener: Listener = {
    ...{ id: elementId(`${service.id}#listener.${port.port}`), port: port.port, protocol: both.listens },
    ...{ certificates: both.certificates, rules: [], otherwise: { kind: 'forward', to: [{ group: id, weight: 1 }] } },
  };
  return { listener, group };
}

/** A network load balancer ends TLS where a certificate is written. */
function networkListener(port: PlannedServicePort, transport: 'TCP' | 'UDP', annotations: Annotations) {
  const certificates = annotations.list('ssl-cert', 'certificate-arn');
  const secure = annotations.list('ssl-ports');
  const meant = secure.length === 0 || secure.includes('*') || secure.includes(String(port.port));
  const tls = transport === 'TCP' && certificates.length > 0 && meant;
  const backend = annotations.text('backend-protocol')?.toLowerCase();
  return {
    listens: tls ? ('TLS' as const) : transport,
    instance: tls && backend === 'ssl' ? ('TLS' as const) : transport,
    certificates: tls ? certificates : [],
  };
}

function subnetsOf(
  { view }: ClassicSite,
  { id, name }: PlannedService,
  scheme: 'internal' | 'internet-facing',
  report: Report,
): readonly PlannedSubnet[] {
  const written = view.written(id);
  const named = new Set([...(written?.subnets ?? []), ...(written?.placements ?? []).map(({ subnet }) => subnet)]);
  if (named.size > 0) return view.subnets.filter((each) => named.has(each.id));
  const { cluster } = view.input;
  const found = classicSubnets(view.subnets, (each) => view.tags(each), {
    cluster: cluster.name,
    internal: scheme === 'internal',
  });
  if (found.chosen.length === 0)
    report.refuse(
      'NK086',
      id,
      `service ${name}: no subnet is fit for an ${scheme} balancer`,
      found.rejected.map(({ subnet, why }) => ({ about: subnet, message: why })),
    );
  else {
    const names = found.chosen.map((each) => each.name).join(', ');
    view.input.supply(id, names, `Service controller: subnets of an ${scheme} balancer, discovered.`);
  }
  return found.chosen;
}

/** A group for its clients, unless groups are written; nodes let everything in from the first one. */
function classicGroups(
  site: ClassicSite,
  service: PlannedService,
  ranges: readonly string[],
  groups: readonly TargetGroup[],
): readonly ElementId[] {
  const { view } = site;
  const { id } = service;
  let own = view.written(id)?.securityGroups ?? [];
  if (own.length === 0) {
    const made = elementId(`${id}#balancer-group`);
    const ports = service.ports.map(({ port }) => ({ protocol: 'tcp' as const, port }));
    const name = `k8s-elb-${service.name}`;
    site.groups.push(madeGroup({ id: made, name, vpc: view.vpc!.id }, [{ ports, from: ranges, source: id }]));
    own = [made];
  }
  const [first] = own;
  const name =
    site.groups.find((each) => each.id === first)?.name ??
    view.vpc?.securityGroups.find((each) => each.id === first)?.name ??
    String(first);
  for (const { targets } of groups) site.rules.addAll(targets, { group: first!, name }, id);
  return own;
}

/** Nodes let clients in on node ports, and the balancer's subnets on the port of health checks. */
function openNodes(
  { rules }: ClassicSite,
  id: ElementId,
  groups: readonly TargetGroup[],
  ranges: readonly string[],
  subnets: readonly PlannedSubnet[],
): void {
  for (const { targets, protocol, health } of groups) {
    const [target] = targets;
    if (!target) continue;
    const { port } = target;
    const transport = protocol === 'UDP' ? ('udp' as const) : ('tcp' as const);
    rules.add(targets, [{ protocol: transport, port }], { cidrs: ranges }, id);
    const check = health.port === 'traffic-port' ? port : health.port;
    rules.add(targets, [{ protocol: 'tcp', port: check }], { cidrs: subnets.flatMap(({ cidr }) => cidr ?? []) }, id);
  }
}
