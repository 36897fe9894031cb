import type { FlowListener } from '../../network/balance.ts';
import type { Device } from '../../network/network.ts';
import type { Listener, ListenerProtocol, PlannedBalancer } from '../../plan/balancer.ts';
import { boxRouting } from '../machine.ts';
import { type BalancerKind, type BalancerPlace, elasticAgent } from './balancer.ts';
import { poolId } from './pools.ts';

/** Network Load Balancer: a node with one static address in each zone, which passes flows on. */
export const nlb: BalancerKind = {
  id: 'nlb',
  doc: 'AWS Network Load Balancer: passes flows on to a target, with its address or with the client’s.',
  failsOpen: true,
  checked: false,
  agent: elasticAgent,
  lower,
};

function lower({ balancer, node, name, nic, router }: BalancerPlace): Device {
  return {
    ...{ id: node.id, name, kind: 'balancer', source: balancer.members[0] ?? balancer.id },
    ...(node.zone === undefined ? {} : { zone: node.zone }),
    interfaces: [nic],
    ...boxRouting(name, nic, router),
    neighbours: [],
    conntrack: true,
    // of UDP 120 seconds, which nobody can change (Network Load Balancers, connection idle timeout)
    forgets: { seconds: balancer.idleSeconds, datagrams: 120, cause: 'LB-TIMEOUT', source: balancer.id },
    forwarding: true,
    balances: { name, listeners: balancer.listeners.flatMap((listener) => flowListener(balancer, listener)) },
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => 'load balancer', noRoute: 'VPC-NOROUTE' },
  };
}

/** What a listener of flows takes. */
export const flowProtocols: Readonly<Partial<Record<ListenerProtocol, FlowListener['protocols']>>> = {
  TCP: ['tcp'],
  UDP: ['udp'],
  TCP_UDP: ['tcp', 'udp'],
  // TLS ends here; what of it a packet shows is the same
  TLS: ['tcp'],
};

function flowListener(balancer: PlannedBalancer, { port, protocol, otherwise, id }: Listener): readonly FlowListener[] {
  const of = flowProtocols[protocol];
  if (!of || otherwise.kind !== 'forward') return [];
  const groups = balancer.groups.filter((group) => otherwise.to.some((each) => each.group === group.id));
  return [
    {
      ...{ protocols: of, port, source: id },
      to: otherwise.to.map(({ group, weight }) => ({ pool: poolId(balancer, group), weight })),
      keepsClient: groups.some(({ preserveClientIp }) => preserveClientIp),
      ...(groups.some(({ proxyProtocol }) => proxyProtocol) ? { header: true as const } : {}),
      ...(protocol === 'TLS' ? { tls: groups.some((group) => group.protocol === 'TLS') ? 'again' : 'ends' } : {}),
    },
  ];
}
