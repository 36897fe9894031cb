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
  | 'gke-service-controller'
  | 'ingress-nginx';

/** Who makes the balancer of an object, and of which kind it is. */
export interface Owner {
  readonly controller: ControllerName;
  readonly kind: 'alb' | 'nlb' | 'clb' | 'gfe' | 'passthrough' | 'nginx';
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

/** Who makes the balancer of an Ingress. Without `on`, that of the platform. */
export function ownerOfIngress(cluster: Cluster, { controller }: Pick<Ingress, 'controller'>): Owner | undefined {
  if (controller === 'nginx') return { controller: 'ingress-nginx', kind: 'nginx' };
  if (cluster.platform === 'gke')
    return controller === undefined || controller === 'gce' ? { controller: 'gke-ingress', kind: 'gfe' } : undefined;
  return controller === undefined || controller === 'alb' ? { controller: modern(cluster), kind: 'alb' } : undefined;
}
