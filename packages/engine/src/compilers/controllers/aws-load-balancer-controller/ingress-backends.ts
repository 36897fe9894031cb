import type { ListenerAction, TargetGroup } from '../../../plan/balancer.ts';
import type { PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Setting } from '../../../topology/setting.ts';
import { Annotations } from '../common/annotations.ts';
import type { Report } from '../common/report.ts';
import { slowStartOf } from '../common/slow-start.ts';
import { stickinessOf } from '../common/stickiness.ts';
import { albHealth, grpcHealth, healthOf } from './health.ts';
import { registered } from './routable.ts';
import type { Site } from './site.ts';

/** What target groups are named for, and whose settings they have behind those of their Services. */
export interface BackendOwner {
  /** namespace/name. */
  readonly key: string;
  readonly namespace: string;
  readonly settings: readonly Setting[];
}

/** Makes the target groups of one balancer of requests, each once. */
export class IngressBackends {
  readonly groups = new Map<string, TargetGroup>();
  readonly #site: Site;
  readonly #report: Report;
  readonly #health: typeof albHealth;
  readonly #guarded: boolean;

  /** `guarded`: the controller changes the groups of targets. */
  constructor(
    site: Site,
    report: Report,
    { guarded, health = albHealth }: { guarded: boolean; health?: typeof albHealth },
  ) {
    this.#health = health;
    this.#site = site;
    this.#report = report;
    this.#guarded = guarded;
  }

  /** What is done with a request for a Service that does not exist (flag tolerate-non-existent-backend-service). */
  static readonly missing: ListenerAction = { kind: 'fixed', status: 503 };

  /** The id of the group for one port of a Service; undefined: it is refused. */
  groupFor(
    member: BackendOwner,
    serviceId: ElementId,
    port: number | string | undefined,
    about: ElementId,
  ): string | undefined | 'missing' {
    const { view } = this.#site;
    const service = view.service(serviceId);
    if (!service) return 'missing';
    const at = portAt(service, port);
    if (at < 0) {
      const known = service.ports.map((each) => each.port).join(', ') || 'none';
      const what = port === undefined ? 'one port of several has to be named' : `it has no port ${port}`;
      this.#report.refuse('NK086', about, `backend ${service.name}: ${what}; its ports are ${known}`, [
        { about: service.id, message: `service ${service.name}` },
      ]);
      return undefined;
    }
    const planned = service.ports[at]!;
    const own = service.namespace === member.namespace ? '' : `${service.namespace}/`;
    const id = `${member.key}-${own}${service.name}:${planned.port}`;
    if (!this.groups.has(id)) {
      const made = this.#make(id, member, service, at, about);
      if (!made) return undefined;
      this.groups.set(id, made);
    }
    return id;
  }

  #make(
    id: string,
    member: BackendOwner,
    service: PlannedService,
    at: number,
    about: ElementId,
  ): TargetGroup | undefined {
    const { view, flavour } = this.#site;
    const port = service.ports[at]!;
    const annotations = new Annotations(view.settings(service.id), member.settings);
    const type = annotations.text('target-type') ?? flavour.targetType;
    if (type !== 'instance' && type !== 'ip') {
      this.#report.refuse('NK086', annotations.of('target-type')!.id, `${type} is no type of targets for an ALB`);
      return undefined;
    }
    if (type === 'instance' && port.nodePort === undefined) return this.#withoutNodePort(service, port, about);
    const version = annotations.text('backend-protocol-version')?.toUpperCase();
    const defaults =
      version === 'GRPC'
        ? { ...grpcHealth, healthy: this.#health.healthy, unhealthy: this.#health.unhealthy }
        : this.#health;
    const protocol = annotations.text('backend-protocol')?.toUpperCase() === 'HTTPS' ? 'HTTPS' : 'HTTP';
    const health = healthOf(annotations, { ...defaults, protocol }, { service, type });
    if ('refused' in health) {
      this.#report.refuse('NK086', about, `backend ${service.name}: ${health.refused}`);
      return undefined;
    }
    const labels = labelsOf(annotations.list('target-node-labels'));
    const all = type === 'instance' ? view.instanceTargets(port.nodePort!, labels) : view.ipTargets(service, at);
    const how = { report: this.#report, guarded: this.#guarded };
    const targets = type === 'instance' ? all : registered(this.#site, service, all, about, how);
    const algorithm = annotations.text('load_balancing.algorithm.type');
    const crossZone = annotations.flag('load_balancing.cross_zone.enabled');
    return {
      ...{ id, name: `${service.name}:${port.port}`, type, protocol, targets, health },
      preserveClientIp: false,
      proxyProtocol: false,
      ...(crossZone === undefined ? {} : { crossZone }),
      algorithm:
        algorithm === 'least_outstanding_requests' || algorithm === 'weighted_random' ? algorithm : 'round_robin',
      ...stickinessOf(annotations, 'lb_cookie'),
      ...slowStartOf(annotations, algorithm),
      service: service.id,
      source: about,
    };
  }

  #withoutNodePort(service: PlannedService, port: PlannedServicePort, about: ElementId): undefined {
    const message = `backend ${service.name}:${port.port}: targets of type instance are node ports, and a Service of type ${service.type} has none`;
    this.#report.refuse('NK073', about, message, [{ about: service.id, message: `service ${service.name}` }]);
    return undefined;
  }
}

/** Which port of a Service is meant; -1: none. */
export function portAt({ ports }: PlannedService, port: number | string | undefined): number {
  if (port === undefined) return ports.length === 1 ? 0 : -1;
  return ports.findIndex((each) => each.port === port || each.name === port || String(each.port) === port);
}

/** `key=value` pairs. */
export function labelsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
