import { type Ip, parseIp } from '../addr/index.ts';
import { type Protocol, protocols } from '../network/header.ts';
import type { Network } from '../network/network.ts';
import type { Listen, Plan, PlannedService } from '../plan/plan.ts';
import { itemOf, podsOfWorkload } from '../plan-index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Operand } from '../topology/question.ts';
import { wrongPort } from './wrong-port.ts';

/** Where a packet can be sent: an address, a port where the protocol has one, and what to call it. */
export interface Target {
  readonly label: string;
  readonly address: Ip;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A question's end as the network knows it; or why it cannot be told. Several targets are the answers of a headless Service. */
export type End<T> =
  | { readonly kind: 'known'; readonly of: readonly T[]; readonly name: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const unknown = (reason: string): { readonly kind: 'unknown'; readonly reason: string } => ({
  kind: 'unknown',
  reason,
});

/** The machines that send: one, or every pod of a workload or node of a group. */
export function senders(plan: Plan, network: Network, from: Operand): End<string> {
  if (from.kind === 'unknown') return unknown(`'${from.text}' is not declared`);
  if (from.kind !== 'element') return unknown(`a walk from ${from.text} is not modelled yet`);
  const ids = [from.of, ...membersOf(plan, from.of)].filter((id) => network.devices.has(id));
  if (ids.length > 0) return { kind: 'known', of: ids, name: nameOf(plan, from.of, from.text) };
  const pod = itemOf(plan.pods, from.of) ?? podsOfWorkload(plan, from.of)[0];
  if (pod?.hostNetwork && pod.node !== undefined && network.devices.has(pod.node))
    return { kind: 'known', of: [pod.node], name: pod.name };
  if (pod) return unknown(`pod ${pod.name} has no address: it is on no node, or the node has no room`);
  return unknown(`${from.text} is of a kind that is not modelled yet`);
}

const membersOf = (plan: Plan, id: ElementId): ElementId[] => [
  ...podsOfWorkload(plan, id).map((pod) => pod.id),
  ...plan.nodes.filter((node) => node.group === id).map((node) => node.id),
];

/** The name that a person uses for an element of the plan. */
export function nameOf(plan: Plan, id: ElementId, fallback: string): string {
  const lists: readonly (readonly { readonly id: ElementId; readonly name: string }[])[] = [
    plan.pods,
    plan.nodes,
    plan.hosts,
    plan.services,
    plan.gateways,
    plan.subnets,
  ];
  for (const list of lists) {
    const found = itemOf(list, id);
    if (found) return found.name;
  }
  return fallback;
}

/** Where the packet is sent. `outside`: the sender is on the Internet, where only public addresses lead anywhere. */
export function targets(plan: Plan, to: Operand, wanted: string | undefined, outside: boolean): End<Target> {
  const protocol = (wanted ?? 'tcp').toLowerCase();
  const known = protocols.find((each) => each === protocol);
  if (!known) return unknown(`protocol ${protocol} is not modelled`);
  switch (to.kind) {
    case 'unknown':
      return unknown(`'${to.text}' is not declared`);
    case 'address': {
      const address = parseIp(to.address);
      if (address === undefined) return unknown(`'${to.address}' is no address`);
      if (typeof address === 'bigint') return unknown(`a walk to the IPv6 address ${to.address} is not modelled yet`);
      if (to.port === undefined && !isPing(known))
        return unknown(`a walk to ${to.address} needs a port: ${to.address}:443`);
      return {
        kind: 'known',
        of: [{ label: to.text, address, port: to.port ?? 0, protocol: known }],
        name: to.address,
      };
    }
    case 'element':
      return element(plan, to.of, to.port, to.text, wanted === undefined ? undefined : known, outside);
    default:
      return unknown(`a walk to ${to.text} is not modelled yet`);
  }
}

const isPing = (protocol: Protocol): boolean => protocol === 'icmp' || protocol === 'icmpv6';

function element(
  plan: Plan,
  id: ElementId,
  port: number | string | undefined,
  text: string,
  protocol: Protocol | undefined,
  outside: boolean,
): End<Target> {
  const service = itemOf(plan.services, id);
  if (service)
    return outside
      ? unknown(`the Internet reaches service ${service.name} by a load balancer, which is not modelled yet`)
      : toService(service, port, protocol);
  const own = itemOf(plan.pods, id);
  const pods = own ? [own] : podsOfWorkload(plan, id);
  if (pods.length > 0)
    return gather(
      pods.map((pod) => machine(pod.name, outside ? undefined : pod.address, pod.listens, port, protocol)),
      pods[0]!.workload === id ? text : pods[0]!.name,
    );
  const node = itemOf(plan.nodes, id);
  if (node) return gather([machine(node.name, outside ? node.eip : node.address, [], port, protocol)], node.name);
  const host = itemOf(plan.hosts, id);
  if (host)
    return gather(
      [
        machine(
          host.name,
          outside && host.subnet !== undefined ? host.eip : host.address,
          host.listens,
          port,
          protocol,
        ),
      ],
      host.name,
    );
  return unknown(`${text} is of a kind that is not modelled yet`);
}

function gather(ends: readonly End<Target>[], name: string): End<Target> {
  const bad = ends.find((each) => each.kind === 'unknown');
  if (bad) return bad;
  return { kind: 'known', of: ends.flatMap((each) => (each.kind === 'known' ? each.of : [])), name };
}

function machine(
  name: string,
  address: string | undefined,
  listens: readonly Listen[],
  port: number | string | undefined,
  protocol: Protocol | undefined,
): End<Target> {
  const ip = address === undefined ? undefined : parseIp(address);
  if (ip === undefined) return unknown(`${name} has no address that the sender could use`);
  if (protocol !== undefined && isPing(protocol)) return one(name, ip, 0, protocol);
  const listen =
    typeof port === 'string'
      ? listens.find((each) => each.name === port)
      : port === undefined
        ? listens[0]
        : listens.find((each) => each.port === port);
  const number = typeof port === 'number' ? port : listen?.port;
  if (number === undefined)
    return unknown(typeof port === 'string' ? `${name} has no port named ${port}` : `a walk to ${name} needs a port`);
  const spoken = protocol ?? protocols.find((each) => each === listen?.protocol) ?? 'tcp';
  return one(name, ip, number, spoken);
}

const one = (name: string, address: Ip, port: number, protocol: Protocol): End<Target> => ({
  kind: 'known',
  of: [{ label: name, address, port, protocol }],
  name,
});

function toService(
  service: PlannedService,
  port: number | string | undefined,
  protocol: Protocol | undefined,
): End<Target> {
  const ping = protocol !== undefined && isPing(protocol);
  const found = service.ports.find((each) =>
    typeof port === 'string' ? each.name === port : port === undefined || each.port === port,
  );
  const number = typeof port === 'number' ? port : found?.port;
  if (number === undefined && !ping) return unknown(wrongPort(service, port) ?? `service ${service.name} has no port`);
  const spoken = protocol ?? protocols.find((each) => each === found?.protocol) ?? 'tcp';
  if (service.type === 'LoadBalancer')
    return unknown(`service ${service.name} is reached by its load balancer, which is not modelled yet`);
  if (service.clusterIp !== undefined)
    return one(service.name, parseIp(service.clusterIp)!, ping ? 0 : number!, spoken);
  if (!service.headless) return unknown(`service ${service.name} has no cluster IP`);
  const index = found ? service.ports.indexOf(found) : -1;
  const ready = service.endpoints.filter((each) => each.servicePort === index && each.ready);
  if (ready.length === 0)
    return unknown(`headless service ${service.name} has no ready endpoint: its name has no address`);
  const of = ready.map(
    (each): Target => ({
      label: each.name,
      address: parseIp(each.address)!,
      port: typeof port === 'number' ? port : each.port,
      protocol: spoken,
    }),
  );
  return { kind: 'known', of, name: service.name };
}
