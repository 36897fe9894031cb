import { keepsAlways, type Listener, type PlannedBalancer, type TargetGroup } from '../../../plan/balancer.ts';
import type { PlannedService, PlannedSubnet, Problem } from '../../../plan/plan.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import type { Setting } from '../../../topology/setting.ts';
import { Annotations } from '../common/annotations.ts';
import { balancerNodes } from '../common/balancer-nodes.ts';
import { Report } from '../common/report.ts';
import { stickinessOf } from '../common/stickiness.ts';
import { healthOf, localHealth, nlbHealth } from './health.ts';
import { labelsOf } from './ingress-backends.ts';
import { unknownOf } from './kept-clients.ts';
import { backendPorts, bareSources } from './nlb-sources.ts';
import { registered } from './routable.ts';
import { balancerGroups, guardsTargets } from './security-groups.ts';
import { type ServiceListener, serviceListeners } from './service-ports.ts';
import type { Site } from './site.ts';
import { subnetsOf } from './subnets-of.ts';

const anywhere = '0.0.0.0/0';

/** The NLB of a Service, or why there is none. */
export function serviceBalancer(
  site: Site,
  service: PlannedService,
): { readonly balancer: PlannedBalancer; readonly problems: readonly Problem[] } {
  const { view } = site;
  const { id, name } = service;
  const written = view.written(id);
  const report = new Report();
  const annotations = new Annotations(readOf(site, service, report));
  const scheme = schemeOf(annotations);
  const listening = serviceListeners(service, annotations);
  if ('refused' in listening) report.refuse('NK086', id, `service ${name}: ${listening.refused}`);
  const listeners = 'refused' in listening ? [] : listening;
  const groups = listeners.flatMap((each) => targetGroup(site, service, annotations, each, report) ?? []);
  const subnets = subnetsOf(
    site,
    { id, what: `service ${name}` },
    { placements: written?.placements ?? [], subnets: written?.subnets ?? [], vips: written?.vips ?? [] },
    { scheme, zones: 1 },
    report,
  );
  const what = {
    ...{ id, members: [id], kind: 'nlb', name, controller: site.flavour.id },
    ...{ cluster: view.input.cluster.id, vpc: view.vpc!.id, scheme },
    crossZone: annotations.flag('load_balancing.cross_zone.enabled', 'cross-zone-load-balancing-enabled') ?? false,
    idleSeconds: annotations.number('tcp.idle_timeout.seconds') ?? 350,
    hosts: annotations.list('hostname'),
  } as const;
  const { refused } = report;
  if (refused !== undefined)
    return { balancer: { ...what, nodes: [], listeners: [], groups: [], refused }, problems: report.problems };
  const securityGroups = guard(site, service, annotations, { scheme, listeners, groups, subnets });
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
    listeners: listeners.map((each) => listenerOf(service, each)),
    groups,
    ...(securityGroups ? { securityGroups } : {}),
    ...unknownOf(site, groups, `service ${name}`, report),
  };
  return { balancer, problems: report.problems };
}

/** The settings of a Service without those that its controller does not read, which are told. */
function readOf({ view, flavour }: Site, { id, name }: PlannedService, report: Report): readonly Setting[] {
  const unread = view.settings(id).filter(({ key }) => flavour.unread.includes(key));
  for (const each of unread)
    report.tell(
      'NK086',
      each.id,
      `service ${name}: ${flavour.title} does not read ${each.key}, and makes its balancer without it`,
    );
  return view.settings(id).filter((each) => !unread.includes(each));
}

/** `scheme`, or the older `internal`; nobody says it: internal. */
function schemeOf(annotations: Annotations): 'internal' | 'internet-facing' {
  const scheme = annotations.text('scheme');
  if (scheme !== undefined) return scheme === 'internet-facing' ? 'internet-facing' : 'internal';
  return annotations.text('internal') === 'false' ? 'internet-facing' : 'internal';
}

const ownGroups = ({ view }: Site, { id }: PlannedService): readonly ElementId[] =>
  view.written(id)?.securityGroups ?? [];

const managesTargets = (annotations: Annotations): boolean =>
  annotations.flag('manage-backend-security-group-rules') === true;

const groupId = ({ namespace, name }: PlannedService, port: number): string => `${namespace}/${name}:${port}`;

function listenerOf(service: PlannedService, { port, protocol, certificates }: ServiceListener): Listener {
  return {
    ...{ id: elementId(`${service.id}#listener.${port.port}`), port: port.port, protocol, certificates, rules: [] },
    otherwise: { kind: 'forward', to: [{ group: groupId(service, port.port), weight: 1 }] },
  };
}

function targetGroup(
  site: Site,
  service: PlannedService,
  annotations: Annotations,
  { port, at, target }: ServiceListener,
  report: Report,
): TargetGroup | undefined {
  const { view, flavour } = site;
  const refuse = (about: ElementId, message: string): undefined => {
    report.refuse('NK086', about, `service ${service.name}: ${message}`);
  };
  const type =
    annotations.text('target-type', 'nlb-target-type') ??
    (annotations.text('type') === 'nlb-ip' ? 'ip' : flavour.targetType);
  if (type !== 'instance' && type !== 'ip')
    return refuse(annotations.of('target-type', 'nlb-target-type')!.id, `${type} is no type of targets for a Service`);
  if (type === 'instance' && port.nodePort === undefined) {
    report.refuse(
      'NK073',
      port.id,
      `service ${service.name}: targets of type instance are node ports, and port ${port.port} has none`,
    );
    return undefined;
  }
  const local = type === 'instance' && service.healthCheckNodePort !== undefined;
  const defaults = local ? localHealth(service.healthCheckNodePort) : nlbHealth;
  const health = healthOf(annotations, defaults, { service, type });
  if ('refused' in health) return refuse(port.id, health.refused);
  const all =
    type === 'instance'
      ? view.instanceTargets(port.nodePort!, labelsOf(annotations.list('target-node-labels')))
      : view.ipTargets(service, at);
  return {
    ...{ id: groupId(service, port.port), name: `${service.name}:${port.port}`, type, protocol: target },
    targets:
      type === 'instance'
        ? all
        : registered(site, service, all, port.id, {
            report,
            guarded: guardsTargets(ownGroups(site, service), managesTargets(annotations)),
          }),
    health,
    preserveClientIp: preservesClients(target, type, annotations.flag('preserve_client_ip.enabled')),
    proxyProtocol: annotations.flag('proxy_protocol_v2.enabled') ?? annotations.text('proxy-protocol') === '*',
    algorithm: 'flow_hash',
    ...stickinessOf(annotations, 'source_ip'),
    service: service.id,
    source: port.id,
  };
}

/** Clients keep their addresses: always over UDP, else as written, else where nodes are targets (NLB user guide, client IP preservation). */
export function preservesClients(
  protocol: TargetGroup['protocol'],
  type: 'instance' | 'ip',
  written: boolean | undefined,
): boolean {
  return keepsAlways({ protocol }) || (written ?? type === 'instance');
}

/** The groups of the balancer, and what they need at its targets; undefined: it has none. */
function guard(
  site: Site,
  service: PlannedService,
  annotations: Annotations,
  made: {
    readonly scheme: 'internal' | 'internet-facing';
    readonly listeners: readonly ServiceListener[];
    readonly groups: readonly TargetGroup[];
    readonly subnets: readonly PlannedSubnet[];
  },
): readonly ElementId[] | undefined {
  const own = ownGroups(site, service);
  const ranges = [annotations.list('loadBalancerSourceRanges'), annotations.list('load-balancer-source-ranges')].find(
    (each) => each.length > 0,
  );
  const bare = !site.flavour.nlbGroups || annotations.flag('disable-nlb-sg') === true;
  if (bare && own.length === 0) {
    for (const { id: _, ...group } of made.groups) bareGroup(site, service, group, { ...made, ranges: ranges ?? [] });
    return undefined;
  }
  const ports = made.listeners.flatMap(({ port, protocol }) =>
    backendPorts(port.port, protocol, 'traffic-port').filter(
      ({ protocol: each }) => protocol !== 'UDP' || each === 'udp',
    ),
  );
  const source = annotations.of('loadBalancerSourceRanges', 'load-balancer-source-ranges')?.id ?? service.id;
  const inbound = [{ ports, from: ranges ?? [anywhere], source }];
  const { carried, backend } = balancerGroups(site, service, own, managesTargets(annotations), inbound);
  if (backend)
    for (const { targets, protocol, health } of made.groups)
      for (const port of new Set(targets.map((each) => each.port)))
        site.rules.add(targets, backendPorts(port, protocol, health.port), backend, service.id);
  return carried;
}

function bareGroup(
  { view, rules }: Site,
  service: PlannedService,
  { targets, protocol, health, preserveClientIp }: Omit<TargetGroup, 'id'>,
  of: { readonly scheme: string; readonly ranges: readonly string[]; readonly subnets: readonly PlannedSubnet[] },
): void {
  const vpc = (view.vpc?.cidrs ?? []).map(({ text }) => text).filter((text) => !text.includes(':'));
  for (const port of new Set(targets.map((each) => each.port))) {
    const sources = bareSources({
      ...{ protocol, port, health: health.port, preserve: preserveClientIp, ranges: of.ranges },
      anybody: of.scheme === 'internal' ? vpc : [anywhere],
      subnets: of.subnets.flatMap(({ cidr }) => cidr ?? []),
    });
    for (const { from, ports } of sources) rules.add(targets, ports, { cidrs: from }, service.id);
  }
}
