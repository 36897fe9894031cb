import type { Endpoint, PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import { chainHash, endpointText, servicePortName } from '../names.ts';

/** The chains of one Service port. */
export function chainNames(
  service: Pick<PlannedService, 'namespace' | 'name'>,
  port: Pick<PlannedServicePort, 'name' | 'protocol'>,
) {
  const hash = chainHash(servicePortName(service, port) + port.protocol);
  return { svc: `KUBE-SVC-${hash}`, svl: `KUBE-SVL-${hash}`, ext: `KUBE-EXT-${hash}`, fw: `KUBE-FW-${hash}` };
}

/** What the names of endpoints' chains begin with. */
export const endpointPrefix = 'KUBE-SEP-';

/** The chain of one endpoint. */
export const endpointChain = (
  service: Pick<PlannedService, 'namespace' | 'name'>,
  port: Pick<PlannedServicePort, 'name' | 'protocol'>,
  endpoint: Pick<Endpoint, 'address' | 'port'>,
): string => `${endpointPrefix}${chainHash(servicePortName(service, port) + port.protocol + endpointText(endpoint))}`;
