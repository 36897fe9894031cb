import { cidr, parseIp, showIp } from '../../base/addr/index.ts';
import type { FlowListener } from '../../network/balance.ts';
import { macOf } from '../../network/mac.ts';
import type { Device, Interface } from '../../network/network.ts';
import type { PolicyRule, Route } from '../../network/route.ts';
import type { Listener, PlannedBalancer } from '../../plan/balancer.ts';
import { localTable } from '../machine.ts';
import type { BalancerKind, BalancerPlace } from './balancer.ts';
import { flowProtocols } from './nlb.ts';
import { poolId } from './pools.ts';
import { markOf } from './target-marks.ts';

/**
 * Google's passthrough network load balancer: it hands packets to a machine with the address of the forwarding rule as their destination, and the
 * machine answers past it (Cloud Load Balancing documentation, external and internal passthrough Network Load Balancers: direct server return).
 */
export const passthrough: BalancerKind = {
  id: 'passthrough',
  doc: "Google's passthrough Network Load Balancer: hands packets to machines as they are, which answer the client directly.",
  title: 'passthrough',
  // all are unhealthy: a last resort (Cloud Load Balancing documentation, traffic distribution)
  failsOpen: true,
  checked: false,
  agent: 'GoogleHC/1.0',
  pools: 'backend service',
  lower,
};

function lower({ balancer, node, name, nic, router, ports }: BalancerPlace): Device {
  const own = parseIp(node.passed!)!;
  // probes leave by this interface too, and packets of the Internet come in by it
  const front: Interface = {
    ...nic,
    mac: macOf('gce', own),
    ...(balancer.scheme === 'internal' ? {} : { answers: [...nic.answers, own] }),
  };
  const targets = [...new Map(balancer.groups.flatMap((group) => group.targets).map((each) => [each.address, each]))];
  const ways = targets.flatMap(([text, target]) => {
    const via = parseIp(text);
    const port = ports.find((each) => each.targets.has(text));
    if (via === undefined || !port) return [];
    const route: Route = {
      ...{ to: everywhere, type: 'unicast', via, dev: port.interface.name, source: balancer.id },
      entry: `to ${target.name}: with ${showIp(own)} as the destination`,
    };
    return [{ mark: markOf(balancer, text), table: `#${text}`, route }];
  });
  const main: Route = {
    ...{ to: everywhere, type: 'unicast', via: router.ip, dev: front.name },
    entry: `${name}: back to Google's edge`,
  };
  return {
    ...{ id: node.id, name, kind: 'balancer', source: balancer.id },
    interfaces: [front, ...ports.map((each) => each.interface)],
    rules: [
      { priority: 0, table: 'local' },
      ...ways.map(
        ({ mark, table }): PolicyRule => ({ priority: 100 + mark, fwmark: { value: mark, mask: 0xffffffff }, table }),
      ),
      { priority: 32766, table: 'main' },
    ],
    tables: new Map<string, readonly Route[]>([
      ['local', localTable([nic]).filter((route) => route.dev !== 'lo')],
      ...ways.map(({ table, route }) => [table, [route]] as const),
      ['main', [main]],
    ]),
    neighbours: [],
    conntrack: true,
    forwarding: true,
    balances: { name, passes: own, listeners: balancer.listeners.flatMap((each) => flowListener(balancer, each)) },
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => 'load balancer', noRoute: 'VPC-NOROUTE' },
  };
}

const everywhere = cidr('0.0.0.0/0');

function flowListener(balancer: PlannedBalancer, { port, protocol, otherwise, id }: Listener): readonly FlowListener[] {
  const of = flowProtocols[protocol];
  if (!of || otherwise.kind !== 'forward') return [];
  const to = otherwise.to.map(({ group, weight }) => ({ pool: poolId(balancer, group), weight }));
  return [{ protocols: of, port, source: id, to, keepsClient: true }];
}
