import { parseIp } from '../base/addr/index.ts';
import type { Pool } from '../network/balance.ts';
import type { Device } from '../network/network.ts';
import type { PlannedBalancer } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import { balancerOf } from './balancers/index.ts';
import { poolsOf } from './balancers/pools.ts';
import type { Fabric } from './clouds/cloud.ts';

/** The nodes of all load balancers as devices, and the target groups that they pick from. */
export function lowerBalancers(
  plan: Plan,
  fabrics: ReadonlyMap<ElementId, Fabric>,
): { readonly devices: readonly Device[]; readonly pools: ReadonlyMap<string, Pool> } {
  const devices: Device[] = [];
  const pools = new Map<string, Pool>();
  for (const balancer of plan.balancers) {
    const kind = balancerOf(balancer.kind);
    const fabric = balancer.vpc === undefined ? undefined : fabrics.get(balancer.vpc);
    if (!kind || !fabric) continue;
    for (const pool of poolsOf(plan, balancer, kind.failsOpen)) pools.set(pool.id, pool);
    for (const node of balancer.nodes) {
      const router = fabric.routerOf(node.subnet);
      const primary = parseIp(node.address);
      if (!router || primary === undefined) continue;
      const nic = fabric.attach({
        ...{ id: node.id, name: 'eth0', device: node.id, subnet: node.subnet, primary, secondaries: [] },
        securityGroups: balancer.securityGroups ?? [],
        guarded: balancer.securityGroups !== undefined,
        checked: kind.checked,
      });
      devices.push(kind.lower({ balancer, node, name: nameOf(balancer, node.zone), nic, router }));
    }
  }
  return { devices, pools };
}

/** `ALB shop us-east-1a`. */
const nameOf = ({ kind, name, nodes }: PlannedBalancer, zone: string | undefined): string =>
  `${kind.toUpperCase()} ${name}${zone === undefined || nodes.length === 1 ? '' : ` ${zone}`}`;
