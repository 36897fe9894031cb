import type { Listener, PlannedBalancer, TargetGroup } from '../../../../plan/balancer.ts';
import type { Problem } from '../../../../plan/plan.ts';
import type { GatewayListener, KubeGateway } from '../../../../topology/gateway.ts';
import { Annotations } from '../../common/annotations.ts';
import { balancerNodes } from '../../common/balancer-nodes.ts';
import { certifiedBy } from '../../common/certificates.ts';
import type { Transport } from '../../common/filters.ts';
import { attachedTo } from '../../common/gateway/attached.ts';
import { byPort, hostsOf } from '../../common/gateway/listeners.ts';
import { Report } from '../../common/report.ts';
import { gatewayHealth } from '../health.ts';
import { IngressBackends } from '../ingress-backends.ts';
import { unknownOf } from '../kept-clients.ts';
import { backendPorts } from '../nlb-sources.ts';
import { balancerGroups, guardsTargets } from '../security-groups.ts';
import type { Site } from '../site.ts';
import { subnetsOf } from '../subnets-of.ts';
import { gatewayRules } from './gateway-rules.ts';
import { networkTargets } from './network-groups.ts';

const anywhere = '0.0.0.0/0';

type Made = { readonly listeners: readonly Listener[]; readonly groups: readonly TargetGroup[] };

/** The balancer of a Gateway, or why there is none. */
export function gatewayBalancer(
  site: Site,
  gateway: KubeGateway,
): { readonly balancer: PlannedBalancer; readonly problems: readonly Problem[] } {
  const { id, name, namespace } = gateway;
  const report = new Report();
  const annotations = new Annotations(gateway.settings);
  const kind = gateway.controller === 'nlb' ? 'nlb' : 'alb';
  const scheme: PlannedBalancer['scheme'] =
    annotations.text('scheme') === 'internet-facing' ? 'internet-facing' : 'internal';
  const { listeners, groups } = kind === 'alb' ? application(site, gateway, report) : network(site, gateway, report);
  const what = `gateway ${name}`;
  const subnets = subnetsOf(site, { id, what }, gateway, { scheme, zones: kind === 'alb' ? 2 : 1 }, report);
  const common = {
    ...{ id, members: [id], kind, name, controller: site.flavour.id, cluster: site.view.input.cluster.id, scheme },
    ...{ vpc: site.view.vpc!.id },
    crossZone: kind === 'alb' || (annotations.flag('load_balancing.cross_zone.enabled') ?? false),
    idleSeconds: kind === 'alb' ? (annotations.number('idle_timeout.timeout_seconds') ?? 60) : 350,
    hosts: hostsOf(gateway, listeners),
  } as const;
  const { refused } = report;
  if (refused !== undefined) {
    const nothing = { nodes: [], listeners: [], groups: [], securityGroups: [] };
    return { balancer: { ...common, ...nothing, refused }, problems: report.problems };
  }
  const inbound = [{ ports: listeners.flatMap(portsOf), from: blocksOf(annotations), source: id }];
  const carried = balancerGroups(site, { id, name, namespace }, gateway.securityGroups, isGuarded(gateway), inbound);
  if (carried.backend)
    for (const { targets, protocol, health } of groups)
      for (const port of new Set(targets.map((each) => each.port)))
        site.rules.add(targets, backendPorts(port, protocol, health.port), carried.backend, id);
  const { nodes, full } = balancerNodes(site.view, { id, scheme, vips: gateway.vips }, subnets, gateway.placements);
  for (const each of full) report.tell('NK071', id, `${what}: ${each.name} has no free address`);
  const unknown = kind === 'nlb' ? unknownOf(site, groups, what, report) : {};
  const balancer = { ...common, nodes, listeners, groups, securityGroups: carried.carried, ...unknown };
  return { balancer, problems: report.problems };
}

const blocksOf = (annotations: Annotations): readonly string[] => {
  const written = annotations.list('inbound-cidrs');
  return written.length > 0 ? written : [anywhere];
};

const portsOf = ({ port, protocol }: Listener): readonly Transport[] => [
  { protocol: protocol === 'UDP' ? 'udp' : 'tcp', port },
];

const certificatesOf = (listeners: readonly GatewayListener[]): readonly string[] => [
  ...new Set(listeners.flatMap(({ settings }) => new Annotations(settings).list('certificate-arn'))),
];

/** Whether the controller changes the groups of targets. */
const isGuarded = ({ securityGroups, settings }: KubeGateway): boolean =>
  guardsTargets(securityGroups, new Annotations(settings).flag('manage-backend-security-group-rules'));

const ownerOf = ({ namespace, name, settings }: KubeGateway) => ({ key: `${namespace}/${name}`, namespace, settings });

/** Listeners of requests, with the rules of HTTP and gRPC routes. */
function application(site: Site, gateway: KubeGateway, report: Report): Made {
  const backends = new IngressBackends(site, report, { guarded: isGuarded(gateway), health: gatewayHealth });
  const { gatewayRoutes: routes } = site.view.input.cluster;
  const listeners = byPort(gateway, report).flatMap((own): Listener[] => {
    const [first] = own;
    const protocol = first.protocol.toUpperCase();
    if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
      report.refuse('NK086', first.id, `gateway ${gateway.name}: an ALB has no listener for ${first.protocol}`);
      return [];
    }
    const certificates = protocol === 'HTTPS' ? certificatesOf(own) : [];
    const named = own.some(({ settings }) => new Annotations(settings).text('hostname') !== undefined);
    if (protocol === 'HTTPS' && certificates.length === 0 && !named)
      report.refuse(
        'NK086',
        first.id,
        `listener ${first.name} needs a certificate: none is written, and it has no hostname by which one could be found`,
      );
    const attached = own.flatMap((listener) => attachedTo(gateway, listener, routes));
    const rules = gatewayRules(ownerOf(gateway), attached, backends, report);
    return [
      {
        ...{ id: first.id, port: first.port, protocol, certificates },
        certified: certifiedBy(own.flatMap(({ settings }) => new Annotations(settings).all('certificate-arn'))),
        rules: rules.map((rule, at) => ({ ...rule, priority: at + 1 })),
        otherwise: { kind: 'fixed', status: 404 },
      },
    ];
  });
  return { listeners, groups: [...backends.groups.values()] };
}

/** Listeners of connections, each with one route: the host name that TLS asks for is not looked at. */
function network(site: Site, gateway: KubeGateway, report: Report): Made {
  const groups = new Map<string, TargetGroup>();
  const { gatewayRoutes: routes } = site.view.input.cluster;
  const listeners = byPort(gateway, report).flatMap((own): Listener[] => {
    const [first] = own;
    const written = first.protocol.toUpperCase();
    if (written !== 'TCP' && written !== 'UDP' && written !== 'TLS') {
      report.refuse('NK086', first.id, `gateway ${gateway.name}: an NLB has no listener for ${first.protocol}`);
      return [];
    }
    const passes = own.some(({ settings }) => new Annotations(settings).text('mode') === 'Passthrough');
    const protocol = written === 'TLS' && passes ? 'TCP' : written;
    const attached = [
      ...new Set(own.flatMap((listener) => attachedTo(gateway, listener, routes)).map(({ route }) => route)),
    ];
    const [route, other] = attached;
    if (!route) return [];
    if (other)
      report.tell(
        'NK086',
        other.id,
        `${other.kind} ${other.name}: listener ${first.name} sends to the first of its routes, ${route.name}, and to no other`,
        [{ about: route.id, message: `${route.kind} ${route.name}` }],
      );
    const target = protocol === 'UDP' ? 'UDP' : 'TCP';
    const to = route.rules.flatMap((rule) =>
      networkTargets(site, ownerOf(gateway), rule, target, groups, { report, guarded: isGuarded(gateway) }),
    );
    if (to.length === 0) return [];
    const certificates = protocol === 'TLS' ? certificatesOf(own) : [];
    return [
      { ...{ id: first.id, port: first.port, protocol, certificates, rules: [] }, otherwise: { kind: 'forward', to } },
    ];
  });
  return { listeners, groups: [...groups.values()] };
}
