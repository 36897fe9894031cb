import { type Cidr, cidr } from '../../../base/addr/index.ts';
import { type Chain, joinRulesets } from '../../../network/netfilter.ts';
import type { Device } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import type { PlannedGateway } from '../../../plan/plan.ts';
import { gatewayMtu } from './internet-gateway.ts';

/** Interfaces of the gateway. */
const [inside, outside] = ['vpc', 'internet'];
const rules: readonly PolicyRule[] = [{ priority: 100, table: 'main' }];

/**
 * An egress-only internet gateway: IPv6 passes outwards as it is, and inwards only as the answer to what went out (VPC user
 * guide, egress-only internet gateways). `blocks` are those of the VPC.
 */
export function egressOnlyGateway(
  { id, name }: PlannedGateway,
  links: { readonly inside: string; readonly outside: string },
  blocks: readonly Cidr[],
): Device {
  const stage = 'egress-only internet gateway';
  const source = id;
  const forward: Chain = {
    ...{ table: 'filter', name: 'FORWARD', policy: 'DROP', stage, source },
    refusal: { entry: `${name}: no connection from inside has this packet as an answer`, cause: 'EIGW-IN' },
    rules: [
      {
        matches: [{ kind: 'in', name: inside }],
        target: { kind: 'accept' },
        entry: `${name}: outwards, not translated`,
        source,
      },
      {
        matches: [{ kind: 'ctstate', states: ['ESTABLISHED', 'RELATED'] }],
        target: { kind: 'accept' },
        entry: `${name}: the answer to a connection from inside`,
        source,
      },
    ],
  };
  const main: readonly Route[] = [
    ...blocks.map((to): Route => ({ to, type: 'unicast', dev: inside, entry: `${name}: into the VPC` })),
    { to: cidr('::/0'), type: 'unicast', dev: outside, entry: `${name}: to the Internet` },
  ];
  return {
    id,
    name,
    kind: 'internet-gateway',
    source,
    interfaces: [
      { name: inside, addresses: [], answers: [], link: links.inside, mtu: gatewayMtu },
      { name: outside, addresses: [], answers: [], link: links.outside, mtu: gatewayMtu },
    ],
    rules,
    tables: new Map([['main', main]]),
    neighbours: [],
    six: { rules, ruleset: joinRulesets([[forward]]), forwarding: true },
    conntrack: true,
    forwarding: false,
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => stage, noRoute: 'VPC-NOROUTE' },
  };
}
