import { isPublic, parseIp } from '../base/addr/index.ts';
import type { Network } from '../network/network.ts';
import type { Plan, PlannedApiServer, PlannedService } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';
import { type End, nameOf, type Target, type To, unknown } from './end.ts';

/** The API server that an operand means: of the named cluster, or of the only one that has one. */
function serverOf(plan: Plan, of: ElementId | undefined): PlannedApiServer | string {
  const { apiServers } = plan;
  const [only, other] = apiServers;
  if (of === undefined)
    return only && !other
      ? only
      : `which API server: ${apiServers.length === 0 ? 'no cluster has a control-plane block' : 'name the cluster'}`;
  const name = plan.clusters.find(({ id }) => id === of)?.name ?? '';
  return (
    apiServers.find(({ cluster }) => cluster === of) ??
    `the API server of cluster ${name} is not known: its control-plane block says where it is`
  );
}

/** The endpoint's name on port 443, which the asker has to look up. */
export function toApiServer(plan: Plan, of: ElementId | undefined, port: number | string | undefined): To {
  const server = serverOf(plan, of);
  if (typeof server === 'string') return unknown(server);
  if (!server.isPublic && server.xEnis.length === 0) return unknown(withoutXEnis(plan, server));
  const dial = { port: typeof port === 'number' ? port : 443, protocol: 'tcp' as const };
  return { kind: 'named', of: { host: server.host, dial }, name: nameOf(plan, server.outside, server.host) };
}

const withoutXEnis = (plan: Plan, { cluster }: PlannedApiServer): string =>
  `the file says no address of the API server of cluster ${plan.clusters.find(({ id }) => id === cluster)?.name}: x-eni lines do`;

/**
 * Who sends what an API server sends: one of its interfaces in the VPC; to somebody outside of the VPC, that is Amazon's side, unless the
 * customer's routes carry it (EKS API, controlPlaneEgressMode).
 */
export function apiServerSenders(plan: Plan, network: Network, of: ElementId | undefined, to?: Operand): End<string> {
  const server = serverOf(plan, of);
  if (typeof server === 'string') return unknown(server);
  const name = nameOf(plan, server.outside, server.host);
  if (to && leavesVpc(plan, to)) {
    if (server.egress === 'AWS_MANAGED') return { kind: 'known', of: [server.outside], name };
    if (server.egress === 'CUSTOMER_ISOLATED')
      return unknown('what controlPlaneEgressMode CUSTOMER_ISOLATED lets out of a VPC is not modelled yet');
  }
  const there = server.xEnis.filter((id) => network.devices.has(id) && !plan.down.has(id));
  if (there.length === 0)
    return unknown(
      server.xEnis.length === 0
        ? withoutXEnis(plan, server)
        : `all interfaces of the ${name} stand in zones that are down`,
    );
  return { kind: 'known', of: there, name };
}

function leavesVpc({ hosts }: Plan, to: Operand): boolean {
  if (to.kind === 'element') return hosts.some(({ id, subnet }) => id === to.of && subnet === undefined);
  if (to.kind === 'url' || to.kind === 'dns') return true;
  if (to.kind === 'builtin') return to.word === 'internet';
  const ip = to.kind === 'address' ? parseIp(to.address) : undefined;
  return ip !== undefined && isPublic(ip);
}

/**
 * The endpoints of a Service as an API server calls webhooks and aggregated APIs: it has no kube-proxy, and picks a ready endpoint by itself
 * (kube-apiserver, --enable-aggregator-routing).
 */
export function endpointsOf(service: PlannedService, port: number | string | undefined): End<Target> {
  const index = service.ports.findIndex((each) =>
    typeof port === 'string' ? each.name === port : port === undefined || each.port === port,
  );
  const ready = service.endpoints.filter((each) => each.servicePort === index && each.ready);
  if (ready.length === 0) return unknown(`service ${service.name} has no ready endpoint for the API server to call`);
  return {
    kind: 'known',
    of: ready.map(
      ({ name, address, port: number, pod }): Target => ({
        ...{ label: name, address: parseIp(address)!, port: number, protocol: 'tcp' },
        ...(pod === undefined ? {} : { meant: pod }),
      }),
    ),
    name: service.name,
  };
}
