import type { ControllerInput } from '../../../plan/controller.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import { hasChange } from '../../../plan/versions.ts';
import type { Cluster, Ingress, Service } from '../../../topology/cluster.ts';
import { settingOf } from '../../../topology/setting.ts';
import { Annotations } from './annotations.ts';

/** Names of the registry of controllers. */
export type ControllerName =
  | 'aws-load-balancer-controller'
  | 'service-controller'
  | 'eks-auto-mode'
  | 'gke-ingress'
  | 'gke-gateway'
  | 'gke-service-controller'
  | 'ingress-nginx';

/** Who makes the balancer of an object, and of which kind it is. */
export interface Owner {
  readonly controller: ControllerName;
  readonly kind: 'alb' | 'nlb' | 'clb' | 'gfe' | 'envoy' | 'passthrough' | 'nginx';
}

/** `computeConfig { enabled true }` (EKS API, ComputeConfigRequest). */
export const hasAutoMode = ({ settings }: Cluster): boolean => {
  const block = settingOf(settings, 'computeConfig')?.settings ?? [];
  return settingOf(block, 'enabled')?.values[0] === 'true';
};

const lbc = 'aws-load-balancer-controller';
const written = ({ settings }: Cluster): string | undefined => {
  const found = settingOf(settings, lbc);
  return found && (found.values[0] ?? '');
};

/** Which of the two that make balancers for `alb` and `nlb` the cluster has: Auto Mode brings its own. */
const modern = (cluster: Cluster): 'aws-load-balancer-controller' | 'eks-auto-mode' =>
  hasAutoMode(cluster) && written(cluster) === undefined ? 'eks-auto-mode' : lbc;

/** `loadBalancerClass` → who watches it. */
const classes: Readonly<Record<string, Owner>> = {
  'service.k8s.aws/nlb': { controller: lbc, kind: 'nlb' },
  'eks.amazonaws.com/nlb': { controller: 'eks-auto-mode', kind: 'nlb' },
};

const ofGke: Owner = { controller: 'gke-service-controller', kind: 'passthrough' };

/** GKE watches its own two classes, and Services without one (GKE documentation, LoadBalancer Service parameters). */
const isGkes = (named: string | undefined, balancer: string | undefined): boolean =>
  (named === undefined || /^networking\.gke\.io\/l4-regional-(external|internal)$/.test(named)) &&
  (balancer === undefined || balancer === 'passthrough');

/**
 * Who makes the balancer of a Service of type LoadBalancer; undefined: nobody that is known. A class decides, then
 * the annotation `type`, then what the author says behind `on`, then what is installed: Auto Mode and the webhook of the AWS
 * Load Balancer Controller set the class of new Services, and without them the one in the cloud provider makes a Classic
 * Load Balancer (cloud-provider-aws 63ec440, pkg/providers/v1/aws_loadbalancer.go).
 */
export function ownerOfService(cluster: Cluster, service: Pick<Service, 'settings' | 'balancer'>): Owner | undefined {
  const annotations = new Annotations(service.settings);
  const named = annotations.text('loadBalancerClass');
  if (cluster.platform === 'gke') return isGkes(named, service.balancer) ? ofGke : undefined;
  if (named !== undefined) return Object.hasOwn(classes, named) ? classes[named] : undefined;
  const type = annotations.text('type');
  if (type === 'external' || type === 'nlb-ip') return { controller: lbc, kind: 'nlb' };
  if (type === 'nlb') return { controller: 'service-controller', kind: 'nlb' };
  if (service.balancer === 'clb') return { controller: 'service-controller', kind: 'clb' };
  if (service.balancer === 'nlb') return { controller: modern(cluster), kind: 'nlb' };
  if (service.balancer !== undefined) return undefined;
  const version = written(cluster);
  if (hasAutoMode(cluster) && version === undefined) return { controller: 'eks-auto-mode', kind: 'nlb' };
  if (version !== undefined && hasChange(version, 'lbcServiceClass')) return { controller: lbc, kind: 'nlb' };
  return { controller: 'service-controller', kind: 'clb' };
}

/** The Services of a cluster whose balancers a controller makes. */
export function servicesOf(
  { cluster, services }: Pick<ControllerInput, 'cluster' | 'services'>,
  controller: ControllerName,
): readonly { readonly service: PlannedService; readonly kind: Owner['kind'] }[] {
  const wanted = services.filter(({ type }) => type === 'LoadBalancer');
  if (wanted.length === 0) return [];
  const written = new Map(cluster.services.map((each) => [each.id, each]));
  return wanted.flatMap((service) => {
    const owner = ownerOfService(cluster, written.get(service.id) ?? { settings: [] });
    return owner?.controller === controller ? [{ service, kind: owner.kind }] : [];
  });
}

/** Kinds of what GKE makes by the annotation `kubernetes.io/ingress.class`. */
const gkeClasses: ReadonlyMap<string, Owner['kind']> = new Map([
  ['gce', 'gfe'],
  ['gce-internal', 'envoy'],
  ['gce-regional-external', 'envoy'],
]);

/** The annotation: written as its last word, or behind `on`. An empty one is the external class (kubernetes/ingress-gce acbcf5d6, pkg/annotations, ingress.go). */
export function classOfIngress({ controller, settings }: Pick<Ingress, 'controller' | 'settings'>): string | undefined {
  const written = settingOf(settings, 'ingress.class')?.values[0] ?? controller;
  return written === '' ? 'gce' : written;
}

/** Any `ingressClassName` without the annotation is none of GKE's (pkg/utils, IsGCEIngress). */
function gkeOwner(ingress: Pick<Ingress, 'controller' | 'settings'>): Owner | undefined {
  const own = classOfIngress(ingress);
  if (own === undefined && settingOf(ingress.settings, 'ingressClassName')) return undefined;
  const kind = gkeClasses.get(own ?? 'gce');
  return kind && { controller: 'gke-ingress', kind };
}

/** Who makes the balancer of an Ingress. Without `on`, that of the platform. */
export function ownerOfIngress(cluster: Cluster, ingress: Pick<Ingress, 'controller' | 'settings'>): Owner | undefined {
  const { controller } = ingress;
  if (controller === 'nginx') return { controller: 'ingress-nginx', kind: 'nginx' };
  if (cluster.platform === 'gke') return gkeOwner(ingress);
  return controller === undefined || controller === 'alb' ? { controller: modern(cluster), kind: 'alb' } : undefined;
}

/** GatewayClasses of GKE that are of one cluster (GKE documentation, GatewayClass capabilities). */
const gkeGatewayClasses: ReadonlySet<string> = new Set([
  'gke-l7-global-external-managed',
  'gke-l7-regional-external-managed',
  'gke-l7-rilb',
  'gke-l7-gxlb',
]);

/** The Gateways of a cluster that a controller makes balancers of. Without a class: those of AWS, whose controllers take any. */
export function gatewaysOf({ gateways, platform }: Cluster, controller: ControllerName): Cluster['gateways'] {
  const ofGoogle = platform === 'gke';
  if ((controller === 'gke-gateway') !== ofGoogle) return [];
  return gateways.filter(({ controller: named }) =>
    ofGoogle
      ? named !== undefined && gkeGatewayClasses.has(named)
      : named === undefined || named === 'alb' || named === 'nlb',
  );
}
