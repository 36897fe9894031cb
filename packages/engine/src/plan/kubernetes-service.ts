import { parseCidr, parseIp, plus, showIp } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { byAddress } from './endpoints.ts';
import type { PlannedService } from './plan.ts';

/** `default/kubernetes`, the Service that every cluster has: its endpoints are the control plane's interfaces in the VPC. */
export function kubernetesService(
  cluster: Cluster,
  serviceCidr: string,
  isGone: (address: string, subnet: ElementId | undefined) => boolean,
): PlannedService | undefined {
  const { controlPlane } = cluster;
  const block = parseCidr(serviceCidr)!.cidr;
  if (!controlPlane || controlPlane.xEnis.length === 0) return undefined;
  const valid = controlPlane.xEnis.filter(({ address }) => typeof parseIp(address.text) === typeof block.base);
  if (valid.length === 0) return undefined;
  const endpoints = valid.map(({ address, subnet }) => ({
    address: address.text,
    port: 443,
    servicePort: 0,
    name: address.text,
    ready: !isGone(address.text, subnet),
  }));
  return {
    id: controlPlane.id,
    name: 'kubernetes',
    namespace: 'default',
    cluster: cluster.id,
    type: 'ClusterIP',
    headless: false,
    clusterIp: showIp(plus(block.base, 1)),
    clusterIpAssigned: true,
    externalIps: [],
    ports: [{ id: controlPlane.id, name: 'https', protocol: 'tcp', port: 443, target: 443 }],
    endpoints: endpoints.sort(byAddress),
    externalTrafficPolicy: 'Cluster',
    internalTrafficPolicy: 'Cluster',
    builtin: true,
  };
}
