import { type Ip, parseIp, showIp } from '../../../base/addr/index.ts';
import { type RealServer, type Scheduler, type VirtualServer, virtualKey } from '../../../network/ipvs.ts';
import type { Endpoint } from '../../../plan/plan.ts';
import type { ProxyNode } from '../service-proxy.ts';
import type { IpvsServicePort } from './service-port.ts';
import { outsideOf } from './sets.ts';

type Placed = readonly [string, VirtualServer];

const realServer = ({ address, port, name, pod }: Endpoint): RealServer => ({
  address: parseIp(address)!,
  port,
  label: name,
  ...(pod === undefined ? {} : { source: pod }),
});

function virtual(
  address: string,
  port: number,
  { service, protocol, any }: IpvsServicePort,
  scheduler: Scheduler,
  endpoints: readonly Endpoint[],
): Placed {
  const ip = parseIp(address)!;
  const { affinitySeconds: persistent } = service;
  return [
    virtualKey({ protocol, dst: ip, dport: port }),
    {
      ...{ protocol, address: ip, port, scheduler },
      ...(persistent === undefined ? {} : { persistent }),
      of: service.name,
      servers: endpoints.map(realServer),
      cause: any ? 'SVC-NOLOCAL' : 'SVC-NOEP',
      source: service.id,
    },
  ];
}

/** The virtual servers that are equal on every node. */
export const sharedVirtual = (ports: readonly IpvsServicePort[], scheduler: Scheduler): readonly Placed[] =>
  ports.flatMap((of) => {
    const { service, port, cluster, isHinted } = of;
    if (isHinted) return [];
    return [
      ...(service.internalTrafficPolicy === 'Cluster' ? [service.clusterIp!] : []),
      ...(service.externalTrafficPolicy === 'Cluster' ? outsideOf(of) : []),
    ].map((ip) => virtual(ip, port.port, of, scheduler, cluster));
  });

/**
 * Where a policy is Local: the node's own endpoints. Where it has none, those of the cluster stay, for its own pods; what comes
 * from outside is not masqueraded then, and its answers do not come back this way (pkg/proxy/ipvs/proxier.go, syncEndpoint).
 */
function localTo({ service, any, clusterOn, localTo: local }: IpvsServicePort, node: ProxyNode): readonly Endpoint[] {
  const own = local(node.id);
  if (own.length > 0) return own;
  return any && service.internalTrafficPolicy === 'Local' ? [] : clusterOn(node);
}

/** The virtual servers that differ by node: of policies that are Local, of hinted endpoints, and of its own addresses with node ports. */
export const virtualOn = (
  ports: readonly IpvsServicePort[],
  scheduler: Scheduler,
  node: ProxyNode,
  nodePortsAt: readonly Ip[],
): readonly Placed[] =>
  ports.flatMap((of) => {
    const { service, port, isHinted } = of;
    const cluster = of.clusterOn(node);
    const inLocal = service.internalTrafficPolicy === 'Local';
    const isLocal = service.externalTrafficPolicy === 'Local';
    const own = [...(inLocal ? [service.clusterIp!] : []), ...(isLocal ? outsideOf(of) : [])];
    const hinted = isHinted ? [...(inLocal ? [] : [service.clusterIp!]), ...(isLocal ? [] : outsideOf(of))] : [];
    const { nodePort } = port;
    return [
      ...own.map((ip) => virtual(ip, port.port, of, scheduler, localTo(of, node))),
      ...hinted.map((ip) => virtual(ip, port.port, of, scheduler, cluster)),
      ...(nodePort === undefined ? [] : nodePortsAt).map((ip) =>
        virtual(showIp(ip), nodePort!, of, scheduler, isLocal ? localTo(of, node) : cluster),
      ),
    ];
  });
