import type { HealthCheck, ListenerAction, TargetGroup } from '../../../plan/balancer.ts';
import { usesRoutes } from '../../../plan/gke-modes.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import type { Backend } from '../../../topology/cluster.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';

/** Where a backend's endpoints are: nodes with a node port, or pods. */
export type BackendKind = 'instance-group' | 'neg';

/** How a controller reads a Service as a backend. */
export interface BackendRules {
  kindOf(service: PlannedService): BackendKind;
  healthOf(service: PlannedService, at: number, kind: BackendKind): HealthCheck;
  /** Anything else that its backend service has. */
  more?(service: PlannedService): Partial<Pick<TargetGroup, 'sticky' | 'answerSeconds'>>;
}

/** The backend services of one balancer, each made once. */
export class GoogleBackends {
  readonly groups = new Map<string, TargetGroup>();
  readonly #view: View;
  readonly #rules: BackendRules;
  readonly #report: Report;

  constructor(view: View, rules: BackendRules, report: Report) {
    this.#view = view;
    this.#rules = rules;
    this.#report = report;
  }

  /** Where a rule leads; undefined: to nobody that is there. */
  action(backends: readonly Backend[], about: ElementId): (ListenerAction & { readonly kind: 'forward' }) | undefined {
    const to = backends.flatMap(({ service, port, weight }) => {
      const group = this.#groupOf(service, port, about);
      return group === undefined ? [] : [{ group, weight: weight ?? 1 }];
    });
    return to.length === 0 ? undefined : { kind: 'forward', to };
  }

  #groupOf(id: ElementId, port: Backend['port'], about: ElementId): string | undefined {
    const found = this.#view.backend(id, port);
    if (!found) return undefined;
    const { service, at, port: planned } = found;
    const related = [{ about: service.id, message: `service ${service.name}` }];
    if (!planned) {
      this.#report.tell('NK086', about, `backend ${service.name}: it has no port ${port}`, related);
      return undefined;
    }
    const kind = this.#rules.kindOf(service);
    if (kind === 'instance-group' && planned.nodePort === undefined) {
      const message = `backend ${service.name}: an instance group needs a node port, and it is of type ${service.type}`;
      this.#report.tell('NK086', about, message, related);
      return undefined;
    }
    if (kind === 'neg' && usesRoutes(this.#view.input.cluster)) {
      const { name } = this.#view.input.cluster;
      const message = `backend ${service.name}: a group of pods needs VPC-native pods, and cluster ${name} has routes (useRoutes)`;
      this.#report.refuse('NK112', about, message, related);
      return undefined;
    }
    const group = `${service.namespace}/${service.name}:${planned.port}`;
    if (!this.groups.has(group))
      this.groups.set(group, {
        ...{ id: group, name: `${service.name}:${planned.port}`, protocol: 'HTTP' },
        health: this.#rules.healthOf(service, at, kind),
        ...(kind === 'neg' ? { type: 'ip', called: 'NEG' } : { type: 'instance', called: 'instance group' }),
        targets: kind === 'neg' ? this.#view.ipTargets(service, at) : this.#view.instanceTargets(planned.nodePort!),
        ...{ preserveClientIp: false, proxyProtocol: false, algorithm: 'round_robin' },
        ...{ service: service.id, source: about },
        ...this.#rules.more?.(service),
      });
    return group;
  }
}
