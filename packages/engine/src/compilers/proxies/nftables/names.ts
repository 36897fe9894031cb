import type { Endpoint, PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import { chainHash } from '../names.ts';

/** Names are told apart by eight characters of their hash (pkg/proxy/nftables/proxier.go, hashAndTruncate). */
const hashed = (name: string): string => `${chainHash(name).slice(0, 8)}-${name}`;

type Of = Pick<PlannedService, 'namespace' | 'name'>;
type Port = Pick<PlannedServicePort, 'name' | 'protocol'>;

const baseOf = ({ namespace, name }: Of, port: Port): string =>
  `${namespace}/${name}/${port.protocol}/${port.name ?? ''}`;

/** The chains of one Service port. */
export function nftNames(service: Of, port: Port) {
  const base = hashed(baseOf(service, port));
  return {
    cluster: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

/** The chain of one endpoint, and the set of the clients that stay with it. */
export function endpointNames(service: Of, port: Port, { address, port: at }: Pick<Endpoint, 'address' | 'port'>) {
  const base = hashed(`${baseOf(service, port)}__${address.replaceAll(':', '.')}/${at}`);
  return { chain: `endpoint-${base}`, affinity: `affinity-${base}` };
}
