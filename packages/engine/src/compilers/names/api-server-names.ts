import { absolute, type Zone, type ZoneRecord } from '../../network/dns.ts';
import type { Plan, PlannedApiServer } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { ElementId } from '../../topology/id.ts';

const ttl = 60;

function records({ hosts, down }: Plan, ids: readonly ElementId[], name: string): readonly ZoneRecord[] {
  return ids.flatMap((id) => {
    const value = down.has(id) ? undefined : itemOf(hosts, id)?.address;
    return value === undefined ? [] : [{ name, type: 'A' as const, value, ttl, source: id }];
  });
}

/** The API server that a name is the endpoint of. */
const serverCalled = ({ apiServers }: Plan, name: string): PlannedApiServer | undefined =>
  apiServers.find(({ host }) => absolute(host) === name);

/**
 * What everybody is answered: the public addresses; where the public endpoint is switched off, the private ones (EKS user guide,
 * cluster endpoint).
 */
export function endpointRecords(plan: Plan, name: string): readonly ZoneRecord[] | undefined {
  const server = serverCalled(plan, name);
  return server && records(plan, server.isPublic ? [server.outside] : server.xEnis, name);
}

/** The zone that EKS has for a private endpoint, which the resolver of the cluster's VPC sees alone. */
export function endpointZones(
  plan: Plan,
): readonly { readonly zone: Zone; readonly vpc: ElementId; readonly source: ElementId }[] {
  return plan.apiServers.flatMap((server) => {
    const vpc = plan.clusters.find(({ id }) => id === server.cluster)?.vpc;
    if (vpc === undefined || !server.isPrivate || !server.hasZone || server.xEnis.length === 0) return [];
    const name = absolute(server.host);
    const zone: Zone = {
      ...{ name, title: `zone ${name} of EKS`, servers: [], source: server.id },
      soa: { ttl: 900, minimum: 86_400 },
      at: (asked) => (asked === name ? records(plan, server.xEnis, name) : undefined),
    };
    return [{ zone, vpc, source: server.id }];
  });
}
