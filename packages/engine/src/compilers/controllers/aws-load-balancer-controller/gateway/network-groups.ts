import type { TargetGroup } from '../../../../plan/balancer.ts';
import type { RouteRule } from '../../../../topology/gateway.ts';
import { Annotations } from '../../common/annotations.ts';
import type { Report } from '../../common/report.ts';
import { stickinessOf } from '../../common/stickiness.ts';
import { healthOf, nlbHealth } from '../health.ts';
import { type BackendOwner, portAt } from '../ingress-backends.ts';
import { registered } from '../routable.ts';
import { preservesClients } from '../service-balancer.ts';
import type { Site } from '../site.ts';

/** The target groups of a rule of a TCP, TLS or UDP route, with their weights; `groups` gets those that are new. */
export function networkTargets(
  site: Site,
  owner: BackendOwner,
  rule: RouteRule,
  protocol: TargetGroup['protocol'],
  groups: Map<string, TargetGroup>,
  how: { readonly report: Report; readonly guarded: boolean },
): readonly { readonly group: string; readonly weight: number }[] {
  const { view, flavour } = site;
  const { report } = how;
  return rule.backends.flatMap(({ service: wanted, port, weight = 1 }) => {
    const service = view.service(wanted);
    if (!service) return [];
    const at = portAt(service, port);
    const planned = service.ports[at];
    if (!planned) {
      report.refuse('NK086', rule.id, `backend ${service.name}: it has no port ${port ?? 'that is meant'}`, [
        { about: service.id, message: `service ${service.name}` },
      ]);
      return [];
    }
    const annotations = new Annotations(view.settings(service.id), owner.settings);
    const type = annotations.text('target-type') === 'ip' ? 'ip' : flavour.targetType;
    if (type === 'instance' && planned.nodePort === undefined) {
      const message = `backend ${service.name}:${planned.port}: targets of type instance are node ports, and a Service of type ${service.type} has none`;
      report.refuse('NK073', rule.id, message, [{ about: service.id, message: `service ${service.name}` }]);
      return [];
    }
    const health = healthOf(annotations, nlbHealth, { service, type });
    if ('refused' in health) {
      report.refuse('NK086', rule.id, `backend ${service.name}: ${health.refused}`);
      return [];
    }
    const id = `${owner.key}-${service.name}:${planned.port}${protocol === 'TCP' ? '' : `/${protocol}`}`;
    if (!groups.has(id)) {
      const all = type === 'instance' ? view.instanceTargets(planned.nodePort!) : view.ipTargets(service, at);
      groups.set(id, {
        ...{ id, name: `${service.name}:${planned.port}`, type, protocol, health, algorithm: 'flow_hash' },
        targets: type === 'instance' ? all : registered(site, service, all, rule.id, how),
        preserveClientIp: preservesClients(protocol, type, annotations.flag('preserve_client_ip.enabled')),
        proxyProtocol: annotations.flag('proxy_protocol_v2.enabled') ?? false,
        ...stickinessOf(annotations, 'source_ip'),
        ...{ service: service.id, source: rule.id },
      });
    }
    return [{ group: id, weight }];
  });
}
