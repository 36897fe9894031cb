import { parseIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import { balancerOf } from '../compilers/balancers/index.ts';
import { nginx, publishedBy } from '../compilers/balancers/nginx.ts';
import { clientRouting } from '../compilers/names/client-routing.ts';
import type { Protocol } from '../network/header.ts';
import type { Network } from '../network/network.ts';
import { type BalancerNode, dialledAt, type PlannedBalancer } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import type { HttpRequest } from '../trace/request.ts';
import { hasHealthyTarget } from '../walk/health-of.ts';
import { type End, type Target, unknown } from './end.ts';

/** What is asked of a balancer. */
export interface AskedOfBalancer {
  readonly port: number;
  readonly protocol: Protocol;
  readonly request?: HttpRequest;
  readonly name: string;
  /** Who asks stands in a VPC, whose resolver may answer by his zone. */
  readonly inVpc: boolean;
}

/**
 * The addresses that DNS has for a balancer, one of which a client picks: those of the zones in which it has somebody healthy in each target group;
 * if it has nobody anywhere, all (Elastic Load Balancing user guide, availability zones).
 */
export function balancerEnd(
  plan: Plan,
  network: Network,
  balancer: PlannedBalancer,
  asked: AskedOfBalancer,
): End<Target> {
  const { name, kind, scheme, nodes, refused } = balancer;
  if (refused !== undefined) return unknown(`${name} has no load balancer: ${refused}`);
  if (kind === nginx.id) return nginxEnd(plan, network, balancer, asked);
  if (!balancerOf(kind)) return unknown(notModelled(`the load balancer of ${name}`));
  if (asked.inVpc && nodes.length > 1 && clientRouting(plan, balancer))
    return unknown(
      `the name of ${name} is answered by the zone of whoever asks the resolver of the VPC: ask for the name, or for an address`,
    );
  const addressed = nodes.flatMap((node) => {
    const text = dialledAt({ scheme }, node);
    const address = text === undefined ? undefined : parseIp(text);
    return address === undefined || !network.devices.has(node.id) ? [] : [{ node, text: text!, address }];
  });
  const open = addressed.filter(({ node }) => inDns(network, balancer, node));
  const answers = open.length > 0 ? open : addressed;
  if (answers.length === 0) return unknown(`the load balancer of ${name} has no address`);
  return {
    kind: 'known',
    of: answers.map(
      ({ node, text, address }): Target => ({
        ...{ label: text, address, port: asked.port, protocol: asked.protocol },
        ...(node.zone === undefined ? {} : { zone: node.zone }),
        ...(asked.request ? { request: asked.request } : {}),
      }),
    ),
    name: asked.name,
  };
}

/** The controller publishes the addresses of its own Service for all of its Ingresses. */
function nginxEnd(plan: Plan, network: Network, balancer: PlannedBalancer, asked: AskedOfBalancer): End<Target> {
  const service = publishedBy(plan, balancer);
  if (!service)
    return unknown(`${balancer.name}: no Service of an nginx controller is known; publish-service names it`);
  const before = plan.balancers.find(({ members }) => members.includes(service.id));
  if (before) return balancerEnd(plan, network, before, asked);
  return unknown(`${balancer.name}: ${service.name}, the Service of its nginx controller, has no load balancer`);
}

function inDns(network: Network, balancer: PlannedBalancer, node: BalancerNode): boolean {
  const { groups } = balancer;
  // with cross-zone all nodes reach the same targets
  if (groups.every(({ crossZone }) => crossZone ?? balancer.crossZone)) return true;
  return groups.every(({ id }) => hasHealthyTarget(network, node.id, `${balancer.id} ${id}`));
}
