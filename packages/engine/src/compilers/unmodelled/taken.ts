import { type Ip, parseIp } from '../../base/addr/index.ts';
import type { Protocol } from '../../network/header.ts';
import type { Interface } from '../../network/network.ts';
import type { Mark } from '../../network/unmodelled.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan, PlannedNode } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';

type Ports = NonNullable<Mark['ports']>;

/**
 * A node's agent takes the address of a forwarding rule for the node's own by a route (GoogleCloudPlatform/guest-agent #555); nodes with
 * Container-Optimized OS are documented to do it "with iptables instead", and not by which rules (Cloud Load Balancing documentation, internal
 * passthrough Network Load Balancers). Flows that are balanced are translated before a route is asked, and checks are answered either
 * way: of every other packet the end is not known.
 */
export function takenMarks(
  plan: Plan,
  cluster: ElementId,
): (node: Pick<PlannedNode, 'image'>, nics: readonly Interface[]) => readonly Mark[] {
  // most balancers speak for themselves: their targets never see the address
  const passing = plan.balancers.flatMap((balancer) => {
    const addresses = balancer.cluster === cluster ? passedBy(balancer) : [];
    return addresses.length === 0 ? [] : [{ balancer, addresses }];
  });
  return ({ image }, nics) => {
    // its agent is the one that writes the route
    if (image.family === 'ubuntu' || passing.length === 0) return [];
    const taken = new Set(nics.flatMap(({ takes = [] }) => takes));
    return passing.flatMap(({ balancer, addresses }): Mark[] => {
      const to = new Set<Ip>(addresses.filter((ip) => taken.has(ip)));
      const why = `whether a node takes a packet to the address of ${balancer.name} for its own depends on its image`;
      if (to.size === 0) return [];
      const refused = refusedBy(plan, balancer);
      return [
        { hook: 'dstnat', why, to, ports: othersThan(balancer) },
        // behind the translation: what has none, and comes from outside
        ...(refused.length > 0 ? [{ hook: 'routing' as const, why, iif: '+', to, ports: refused }] : []),
      ];
    });
  };
}

/** The addresses that packets of a balancer still have at its targets. */
const passedBy = ({ nodes }: PlannedBalancer): readonly Ip[] =>
  nodes.flatMap(({ passed }) => (passed === undefined ? [] : (parseIp(passed) ?? [])));

/** Ports without an endpoint anywhere: where a node refuses a packet decides with which source it says so. */
function refusedBy({ services }: Plan, { members }: PlannedBalancer): Ports {
  return services
    .filter(({ id }) => members.includes(id))
    .flatMap(({ ports, endpoints }) =>
      ports.flatMap(({ port }, at) =>
        endpoints.some(({ servicePort, ready, draining }) => servicePort === at && (ready || draining))
          ? []
          : [{ from: port, to: port }],
      ),
    );
}

/** Every port but those of its listeners and its checks. */
function othersThan({ listeners, groups }: PlannedBalancer): Ports {
  const checks = groups.flatMap(({ health: { port } }) => (port === 'traffic-port' ? [] : [port]));
  const of = (protocol: 'TCP' | 'UDP'): readonly number[] =>
    listeners.filter((each) => each.protocol === protocol).map(({ port }) => port);
  return [
    ...gaps('tcp', [...of('TCP'), ...checks]),
    ...gaps('udp', of('UDP')),
    ...(['icmp', 'sctp'] as const).map((protocol) => ({ protocol, from: 0, to: 65_535 })),
  ];
}

function gaps(protocol: Protocol, known: readonly number[]): Ports {
  const sorted = [-1, ...new Set(known), 65_536].sort((a, b) => a - b);
  return sorted.flatMap((port, at) => {
    const next = sorted[at + 1];
    return next === undefined || next - port < 2 ? [] : [{ protocol, from: port + 1, to: next - 1 }];
  });
}
