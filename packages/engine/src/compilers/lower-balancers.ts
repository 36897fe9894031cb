import { type Ip, parseIp } from '../base/addr/index.ts';
import type { Pool } from '../network/balance.ts';
import type { Device } from '../network/network.ts';
import type { Relay } from '../network/program.ts';
import type { BalancerNode, PlannedBalancer } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { AlikePods } from './balancers/alike.ts';
import type { BalancerPort } from './balancers/balancer.ts';
import { balancerOf, titleOf } from './balancers/index.ts';
import { nginx, nginxRelays } from './balancers/nginx.ts';
import { askersOf, poolsOf } from './balancers/pools.ts';
import type { Fabric } from './clouds/cloud.ts';
import { defaultVia, endSystem, ownSegment } from './machine.ts';
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
      for (const pool of poolsOf(plan, balancer, { failsOpen: true, agent: nginx.id, inside: true }, alike))
        pools.set(pool.id, pool);
      for (const { pod, port, relay } of nginxRelays(plan, balancer))
        programs.set(pod, new Map([...(programs.get(pod) ?? []), [port, relay]]));
    }
    const kind = balancerOf(balancer.kind);
    const fabric = balancer.vpc === undefined ? undefined : fabrics.get(balancer.vpc);
    if (!kind || !fabric) continue;
    for (const pool of poolsOf(plan, balancer, kind, alike)) pools.set(pool.id, pool);
    const open = unfollowedBy(plan, balancer);
    for (const node of [...balancer.nodes, ...(balancer.gone ?? [])]) {
      const apart = kind.askers !== undefined;
      const fromAfar = node.prober !== undefined && !apart;
      const subnet = fromAfar ? (fabric.probers ?? node.subnet) : node.subnet;
      const router = fabric.routerOf(subnet);
      const primary = parseIp(fromAfar ? node.prober! : node.address);
      if (!router || primary === undefined) continue;
      const passed = node.passed === undefined ? undefined : parseIp(node.passed);
      const outer = kind.ownsPublic ? parseIp(node.public?.address ?? '') : undefined;
      const dialled = parseIp(node.dialled ?? '');
      const secondaries = [outer, dialled].flatMap((each) => each ?? []);
      const nic = fabric.attach({
        ...{ id: node.id, name: 'eth0', device: node.id, subnet, primary, secondaries },
        securityGroups: balancer.securityGroups ?? [],
        guarded: balancer.securityGroups !== undefined && !admitsUnknown(open),
        checked: kind.checked,
      });
      const ports = passed === undefined ? [] : portsOf(plan, balancer, node, passed, fabric);
      const name = nameOf(balancer, node.zone);
      const device = kind.lower({ balancer, node, name, nic, router, ports });
      const unmodelled = balancerMarks(balancer, open, [passed ?? primary, ...secondaries]);
      devices.push(unmodelled.length > 0 ? { ...device, unmodelled } : device);
      const askers = apart ? askersFor(balancer, node, fabric, `${kind.askers} ${balancer.name}`) : undefined;
      if (askers) devices.push(askers);
    }
  }
  return { devices, pools, inPod: (pod, device) => withRelays(device, programs.get(pod)) };
}

/** The machines that check the targets of a node: elsewhere, with an address of their own. */
function askersFor(
  { id: source }: PlannedBalancer,
  node: BalancerNode,
  fabric: Fabric,
  name: string,
): Device | undefined {
  const own = parseIp(node.prober ?? '');
  const router = fabric.probers === undefined ? undefined : fabric.routerOf(fabric.probers);
  if (own === undefined || !router || fabric.probers === undefined) return undefined;
  const id = elementId(askersOf(node));
  const nic = fabric.attach({
    ...{ id, name: 'eth0', device: id, subnet: fabric.probers, primary: own, secondaries: [] },
    ...{ securityGroups: [], guarded: false, checked: false },
  });
  const main = [defaultVia(router.ip, nic.name), ownSegment(nic.name, own, router)];
  return { ...endSystem({ id, name, kind: 'balancer', source, nic, main, listens: [] }), socketsUnknown: false };
}

/** Where a balancer that hands packets over as they are meets its targets: in their subnets, without an address of its own. */
function portsOf(
  { nodes, subnets }: Plan,
  { groups }: PlannedBalancer,
  node: BalancerNode,
  passed: Ip,
  fabric: Fabric,
): readonly BalancerPort[] {
  const targets = new Set(groups.flatMap((group) => group.targets.map(({ id }) => id)));
  const machines = nodes.filter(({ id }) => targets.has(id));
  return subnets.flatMap((subnet): BalancerPort[] => {
    const own = machines.filter((each) => each.subnet === subnet.id);
    if (own.length === 0 && subnet.id !== node.subnet) return [];
    const attached = fabric.attach({
      // a subnet may have the name of the interface in front
      ...{
        id: node.id,
        name: `to-${subnet.name}`,
        device: node.id,
        subnet: subnet.id,
        primary: passed,
        secondaries: [],
      },
      ...{ securityGroups: [], guarded: false, bare: true },
    });
    return [{ interface: attached, targets: new Set(own.flatMap(({ address }) => address ?? [])) }];
  });
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
  `${titleOf({ kind, name })}${zone === undefined || nodes.length + gone.length === 1 ? '' : ` ${zone}`}`;
