import { cidr, type Ip, showIp } from '../../../base/addr/index.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import type { ElementId } from '../../../topology/id.ts';
import { type GcpNetwork, single } from './network.ts';
import { peerPort } from './peerings.ts';

/** The router's interface to Google's front ends. */
export const frontPort = 'front-ends';

const foreignTable = '#clients of other regions';
const frontTable = '#front-ends';
const ruleTable = (address: Ip): string => `#forwarding rule ${showIp(address)}`;

/** An address of a forwarding rule, and where the network sends what is for it. */
interface Way {
  readonly address: Ip;
  readonly name: string;
  readonly source: ElementId;
  /** The subnet of the balancer, and its own address there where it does not take that of the rule. */
  readonly subnet: ElementId;
  readonly via?: Ip;
  /** The subnets whose machines may be its clients; undefined: it is for the Internet. */
  readonly clients?: ReadonlySet<ElementId>;
  readonly everywhere?: true;
}

/** What the router of a network does for addresses of forwarding rules that lead into it: the tables, who is asked before its subnets, and whose answers go where they came from. */
export function forwardingWays({
  passed,
  relayed,
  subnets,
  peers,
  regionOf,
}: Pick<GcpNetwork, 'passed' | 'relayed' | 'subnets' | 'peers' | 'regionOf'>): {
  readonly tables: readonly (readonly [string, readonly Route[]])[];
  readonly before: readonly PolicyRule[];
  readonly back: readonly PolicyRule[];
} {
  const ways: readonly Way[] = [
    ...passed.flatMap(({ inside, ...rule }) => (inside ? [{ ...rule, ...inside }] : [])),
    ...relayed.map(({ proxy, ...rule }) => ({ ...rule, via: proxy })),
  ];
  const portOf = new Map(subnets.map((each) => [each.id, each.name]));
  const inner = ways.filter(({ clients }) => clients !== undefined);
  const outer = ways.filter(({ clients }) => clients === undefined);
  return {
    tables: [
      ...ways.map(({ address, subnet, via, source, clients }): readonly [string, readonly Route[]] => [
        ruleTable(address),
        [
          {
            ...{ to: single(address), type: 'unicast', dev: portOf.get(subnet)!, source },
            ...(via === undefined ? {} : { via }),
            entry: `${clients ? 'internal ' : ''}forwarding rule of ${showIp(address)}${via === undefined ? '' : `: to a proxy, ${showIp(via)}`}`,
          },
        ],
      ]),
      ...(inner.length > 0 ? [[foreignTable, inner.map(foreign)] as const] : []),
      ...(outer.length > 0 ? [[frontTable, [toTheEdge]] as const] : []),
    ],
    before: [
      ...inner.flatMap(({ address, clients }) =>
        subnets.flatMap(({ id, name }): PolicyRule[] =>
          clients!.has(id) ? [{ priority: 50, iif: name, to: single(address), table: ruleTable(address) }] : [],
        ),
      ),
      // clients of a network that is joined are those of the same region too (VPC documentation, VPC Network Peering, internal load balancers)
      ...inner.flatMap(({ address, subnet, everywhere }) =>
        peers.flatMap((peer) =>
          peer.blocks.flatMap(({ block, subnet: of }): PolicyRule[] =>
            everywhere || (regionOf(of) ?? regionOf(subnet)) === (regionOf(subnet) ?? regionOf(of))
              ? [{ priority: 50, iif: peerPort(peer), from: block, to: single(address), table: ruleTable(address) }]
              : [],
          ),
        ),
      ),
      ...outer.map(({ address }) => ({ priority: 50, iif: frontPort, to: single(address), table: ruleTable(address) })),
      ...(inner.length > 0 ? [{ priority: 60, table: foreignTable }] : []),
    ],
    back: outer.map(({ address }) => ({ priority: 300, from: single(address), table: frontTable })),
  };
}

const foreign = ({ address, name, source }: Way): Route => ({
  ...{ to: single(address), type: 'blackhole', cause: 'LB-SCHEME', source },
  entry: `the forwarding rule of ${name} serves clients of its own region: no global access`,
});

const toTheEdge: Route = {
  ...{ to: cidr('0.0.0.0/0'), type: 'unicast', dev: frontPort, default: true },
  entry: "answers of proxies → Google's edge",
};
