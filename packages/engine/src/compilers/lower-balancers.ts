import { parseIp } from '../base/addr/index.ts';
import type { Pool } from '../network/balance.ts';
import type { Device } from '../network/network.ts';
import type { Relay } from '../network/program.ts';
import type { PlannedBalancer } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import { AlikePods } from './balancers/alike.ts';
import { balancerOf } from './balancers/index.ts';
import { nginx, nginxRelays } from './balancers/nginx.ts';
import { poolsOf } from './balancers/pools.ts';
import type { Fabric } from './clouds/cloud.ts';
import { admitsUnknown, balancerMarks, unfollowedBy } from './unmodelled/balancers.ts';

/** The nodes of all load balancers as devices, and the target groups that they pick from. */
export function lowerBalancers(
  plan: Plan,
  fabrics: ReadonlyMap<ElementId, Fabric>,
): {
  readonly devices: readonly Device[];
  readonly pools: ReadonlyMap<string, Pool>;
  /** What a pod is that runs a balancer. */
  inPod(pod: string, device: Device): Device;
} {
  const devices: Device[] = [];
  const pools = new Map<string, Pool>();
  const programs = new Map<string, ReadonlyMap<number, Relay>>();
  // most files have no balancer: nothing is looked through for them
  if (plan.balancers.length === 0) return { devices, pools, inPod: (_, device) => device };
  const alike = AlikePods.in(plan);
  for (const balancer of plan.balancers) {
    if (balancer.kind === nginx.id) {
      for (const pool of poolsOf(plan, balancer, true, alike)) pools.set(pool.id, pool);
      for (const { pod, port, relay } of nginxRelays(plan, balancer))
        programs.set(pod, new Map([...(programs.get(pod) ?? []), [port, relay]]));
    }
    const kind = balancerOf(balancer.kind);
    const fabric = balancer.vpc === undefined ? undefined : fabrics.get(balancer.vpc);
    if (!kind || !fabric) continue;
    for (const pool of poolsOf(plan, balancer, kind.failsOpen, alike)) pools.set(pool.id, pool);
    const open = unfollowedBy(plan, balancer);
    for (const node of [...balancer.nodes, ...(balancer.gone ?? [])]) {
      const router = fabric.routerOf(node.subnet);
      const primary = parseIp(node.address);
      if (!router || primary === undefined) continue;
      const outer = kind.ownsPublic ? parseIp(node.public?.address ?? '') : undefined;
      const secondaries = outer === undefined ? [] : [outer];
      const nic = fabric.attach({
        ...{ id: node.id, name: 'eth0', device: node.id, subnet: node.subnet, primary, secondaries },
        securityGroups: balancer.securityGroups ?? [],
        guarded: balancer.securityGroups !== undefined && !admitsUnknown(open),
        checked: kind.checked,
      });
      const device = kind.lower({ balancer, node, name: nameOf(balancer, node.zone), nic, router });
      const unmodelled = balancerMarks(balancer, open, [primary]);
      devices.push(unmodelled.length > 0 ? { ...device, unmodelled } : device);
    }
  }
  return { devices, pools, inPod: (pod, device) => withRelays(device, programs.get(pod)) };
}

/** A machine whose TCP sockets at these ports are relays. */
function withRelays(device: Device, relays: ReadonlyMap<number, Relay> | undefined): Device {
  if (!relays) return device;
  return {
    ...device,
    sockets: device.sockets.map((socket) => {
      const program = socket.protocol === 'tcp' ? relays.get(socket.port) : undefined;
      return program ? { ...socket, program } : socket;
    }),
  };
}

/** `ALB shop us-east-1a`. */
const nameOf = ({ kind, name, nodes, gone = [] }: PlannedBalancer, zone: string | undefined): string =>
  `${kind.toUpperCase()} ${name}${zone === undefined || nodes.length + gone.length === 1 ? '' : ` ${zone}`}`;
