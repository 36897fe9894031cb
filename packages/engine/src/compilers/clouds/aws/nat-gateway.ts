import { type Ip, parseIp } from '../../../base/addr/index.ts';
import { type Chain, joinRulesets } from '../../../network/netfilter.ts';
import type { Device, Interface } from '../../../network/network.ts';
import type { PlannedGateway } from '../../../plan/plan.ts';
import { boxRouting } from '../../machine.ts';

/** Bytes (VPC user guide, NAT gateway basics). */
export const natGatewayMtu = 8500;

/** AWS says which ports a NAT gateway uses, and not how it chooses. */
export const drawsAlike = 'the NAT gateway draws each source port of 1024-65535 alike';

/** What is for the gateway itself: answers have had their destination put back before. */
export const natInput = ({ id, name }: Pick<PlannedGateway, 'id' | 'name'>): Chain => ({
  table: 'filter',
  name: 'INPUT',
  policy: 'DROP',
  stage: 'NAT gateway',
  refusal: { entry: `${name}: no connection of it has this packet as an answer`, cause: 'NAT-IN' },
  rules: [],
  source: id,
});

/**
 * A NAT gateway: forwards what reaches its interface with its own address and a port of its own choosing from 1024 to
 * 65535 (VPC user guide, NAT gateways), back to the router of its subnet.
 */
export function natGateway(
  gateway: PlannedGateway,
  nic: Interface,
  router: { readonly ip: Ip; readonly bits: number },
): Device {
  const own = parseIp(gateway.address!)!;
  const chains: Chain[] = [
    natInput(gateway),
    {
      table: 'nat',
      name: 'POSTROUTING',
      policy: 'ACCEPT',
      stage: 'NAT gateway',
      rules: [
        {
          matches: [{ kind: 'src', block: { base: own, bits: 32 }, not: true }],
          target: { kind: 'snat', to: own, ports: { kind: 'random', fully: true, assumes: drawsAlike } },
          entry: `${gateway.name}: source becomes ${gateway.address} and a free port of 1024-65535`,
          source: gateway.id,
        },
      ],
    },
  ];
  return {
    id: gateway.id,
    name: gateway.name,
    kind: 'nat-gateway',
    source: gateway.id,
    interfaces: [nic],
    ...boxRouting(gateway.name, nic, router),
    neighbours: [],
    ruleset: joinRulesets([chains]),
    conntrack: true,
    // whatever the protocol (VPC user guide, NAT gateway timeouts)
    forgets: { seconds: 350, datagrams: 350, cause: 'NAT-IDLE', source: gateway.id },
    forwarding: true,
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => 'NAT gateway', noRoute: 'VPC-NOROUTE' },
  };
}
