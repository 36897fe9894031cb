import { once } from '../../../base/memo.ts';
import type { Target } from '../../../plan/balancer.ts';
import type { ControllerInput } from '../../../plan/controller.ts';
import type {
  Endpoint,
  PlannedNode,
  PlannedPod,
  PlannedService,
  PlannedServicePort,
  PlannedSubnet,
} from '../../../plan/plan.ts';
import type { Service } from '../../../topology/cluster.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import type { Labels, Setting } from '../../../topology/setting.ts';
import type { Subnet, Vpc } from '../../../topology/vpc.ts';

/** A node with this label is never a target (KEP 1143; well-known labels of Kubernetes). */
const excluded = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** What controllers look up in a cluster, each index made once and only when it is asked for. */
export class View {
  readonly input: ControllerInput;
  readonly vpc: Vpc | undefined;
  readonly #memo = new Map<string, unknown>();
  readonly #tags = once(() => new Map((this.vpc?.subnets ?? []).map((each) => [each.id, tagsOf(each)])));
  readonly #services = once(() => byId(this.input.services));
  readonly #written = once(() => byId(this.input.cluster.services));
  readonly #pods = once(() => byId(this.input.pods));
  readonly #nodes = once(() => byId(this.input.nodes));

  constructor(input: ControllerInput) {
    this.input = input;
    this.vpc = input.topology.vpcs.find(({ id }) => id === input.planned.vpc);
  }

  #once<T>(key: string, make: () => T): T {
    if (!this.#memo.has(key)) this.#memo.set(key, make());
    return this.#memo.get(key) as T;
  }

  /** Of the cluster's VPC. */
  get subnets(): readonly PlannedSubnet[] {
    return this.#once('subnets', () => this.input.subnets.filter(({ cidr }) => cidr !== undefined));
  }

  subnet(id: ElementId): PlannedSubnet | undefined {
    return this.subnets.find((each) => each.id === id);
  }

  tags(subnet: ElementId): Labels {
    return this.#tags().get(subnet) ?? {};
  }

  /** A Service, or what the `expose` lines of a workload make, by the id of either. */
  service(id: ElementId): PlannedService | undefined {
    const all = this.#services();
    return all.get(id) ?? all.get(elementId(`${id}#service`));
  }

  /** A Service with one of its ports, by number or name, else its first; undefined port: it has none of that name. */
  backend(
    id: ElementId,
    port: number | string | undefined,
  ):
    | { readonly service: PlannedService; readonly at: number; readonly port: PlannedServicePort | undefined }
    | undefined {
    const service = this.service(id);
    if (!service) return undefined;
    const at = service.ports.findIndex((each) => port === undefined || each.port === port || each.name === port);
    return { service, at, port: service.ports[at] };
  }

  /** The Service as it is written; an exposed one has nothing beside its ports. */
  written(id: ElementId): Service | undefined {
    return this.#written().get(id);
  }

  settings(service: ElementId): readonly Setting[] {
    return this.written(service)?.settings ?? [];
  }

  pod(id: ElementId): PlannedPod | undefined {
    return this.#pods().get(id);
  }

  node(id: ElementId): PlannedNode | undefined {
    return this.#nodes().get(id);
  }

  /** Machines that may be targets, with all of these labels. */
  nodes(labels: Labels = {}): readonly PlannedNode[] {
    const wanted = Object.entries(labels);
    return this.#once(`nodes ${JSON.stringify(wanted)}`, () =>
      this.input.nodes.filter(
        (node) => !Object.hasOwn(node.labels, excluded) && wanted.every(([key, value]) => node.labels[key] === value),
      ),
    );
  }

  /** Machines as targets. */
  instanceTargets(port: number, labels: Labels = {}): readonly Target[] {
    return this.#once(`instances ${port} ${JSON.stringify(labels)}`, () =>
      this.nodes(labels).flatMap(({ id, name, address, zone }) =>
        address === undefined ? [] : [{ id, name, address, port, ...(zone === undefined ? {} : { zone }) }],
      ),
    );
  }

  /** Pods of one port of a Service as targets. An endpoint that is no pod is none (pkg/backend/endpoint_resolver.go). */
  ipTargets(service: PlannedService, port: number): readonly Target[] {
    return this.#once(`ips ${port} ${service.id}`, () =>
      this.endpoints(service, port).flatMap(({ pod, ...each }) =>
        pod === undefined || !(each.ready || each.draining)
          ? []
          : [
              {
                ...{ id: pod, name: each.name, address: each.address, port: each.port },
                ...(each.zone === undefined ? {} : { zone: each.zone }),
                ...(each.ready ? {} : { draining: true as const }),
              },
            ],
      ),
    );
  }

  endpoints(service: PlannedService, port: number): readonly Endpoint[] {
    return service.endpoints.filter(({ servicePort }) => servicePort === port);
  }
}

const byId = <T extends { readonly id: ElementId }>(list: readonly T[]): ReadonlyMap<ElementId, T> =>
  new Map(list.map((each) => [each.id, each]));

/** `tags kubernetes.io/role/elb=1` of a subnet; a tag without a value is empty. */
function tagsOf(subnet: Subnet): Labels {
  const out: Record<string, string> = {};
  for (const { key, values } of subnet.settings) {
    if (key !== 'tags') continue;
    for (const text of values) {
      const at = text.indexOf('=');
      out[at < 0 ? text : text.slice(0, at)] = at < 0 ? '' : text.slice(at + 1);
    }
  }
  return out;
}
