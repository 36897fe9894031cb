import { cidr, parseIp, single } from '../../../../base/addr/index.ts';
import { type Chain, joinRulesets, type NetfilterRule } from '../../../../network/netfilter.ts';
import type { Device, Interface } from '../../../../network/network.ts';
import type { Route } from '../../../../network/route.ts';
import type { Plan, PlannedGateway } from '../../../../plan/plan.ts';
import { drawsAlike, natInput } from '../nat-gateway.ts';
import { type Joint, type JointKind, wireOf } from './joint.ts';

const inside = 'vpc';
/** Bytes (VPC user guide, NAT gateway basics). */
const natGatewayMtu = 8500;

/**
 * Regional NAT gateways: they stand in no subnet, have a public address of their own in each zone, and a route table of their own, which
 * leads to the internet gateway (VPC user guide, regional NAT gateways).
 */
export const regionalNats: JointKind = {
  of: (plan, vpc) =>
    plan.gateways
      .filter((each) => each.vpc === vpc && each.regional)
      .map(({ id, name }): Joint => {
        const wire = { link: wireOf(id, vpc), device: id, interface: inside, mtu: natGatewayMtu };
        return { target: id, name, ...wire };
      }),
  devices: (plan) => plan.gateways.filter(({ regional }) => regional).map((gateway) => deviceOf(plan, gateway)),
};

function deviceOf(plan: Plan, { id, name, vpc, regional = [] }: PlannedGateway): Device {
  const own = regional.map(({ address }) => parseIp(address)!);
  const nic: Interface = {
    ...{ name: inside, link: wireOf(id, vpc), mtu: natGatewayMtu },
    addresses: own.map((ip) => ({ ip, bits: 32 })),
    answers: own,
  };
  const rules = regional.flatMap(({ zone, address }): NetfilterRule[] =>
    plan.subnets
      .filter((each) => each.vpc === vpc && each.zone === zone && each.cidr !== undefined)
      .map((subnet) => ({
        matches: [{ kind: 'src', block: cidr(subnet.cidr!) }],
        target: {
          kind: 'snat',
          to: parseIp(address)! as number,
          ports: { kind: 'random', fully: true, assumes: drawsAlike },
        },
        entry: `${name}${zone === undefined ? '' : ` in ${zone}`}: source becomes ${address} and a free port of 1024-65535`,
        source: id,
      })),
  );
  const chains: Chain[] = [
    natInput({ id, name }),
    { table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', stage: 'NAT gateway', rules },
  ];
  return {
    ...{ id, name, kind: 'nat-gateway', source: id, interfaces: [nic] },
    rules: [
      { priority: 0, table: 'local' },
      { priority: 32766, table: 'main' },
    ],
    tables: new Map<string, readonly Route[]>([
      [
        'local',
        own.map(
          (ip): Route => ({ to: single(ip), type: 'local', dev: inside, proto: 'kernel', scope: 'host', src: ip }),
        ),
      ],
      ['main', [{ to: cidr('0.0.0.0/0'), type: 'unicast', dev: inside, entry: `${name}: to the VPC router` }]],
    ]),
    ...{
      neighbours: [],
      ruleset: joinRulesets([chains]),
      conntrack: true,
      forwarding: true,
      sockets: [],
      rpFilter: {},
    },
    forgets: { seconds: 350, datagrams: 350, cause: 'NAT-IDLE', source: id },
    silent: true,
    words: { table: () => 'NAT gateway', noRoute: 'VPC-NOROUTE' },
  };
}
