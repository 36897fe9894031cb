import { cidr } from '../../../../base/addr/index.ts';
import type { Device, Interface } from '../../../../network/network.ts';
import type { PolicyRule, Route } from '../../../../network/route.ts';
import type { Plan, PlannedGateway } from '../../../../plan/plan.ts';
import { type PremisesLine, premisesLines } from '../../../../plan/premises.ts';
import { endOf } from '../../../premises.ts';
import { firstOfEach } from '../first-of-each.ts';
import { jumbo } from '../mtu.ts';
import { type Joint, type JointKind, wireOf } from './joint.ts';

const inside = 'vpc';

/**
 * Virtual private gateways: each joins its VPC with the networks behind its VPN connections and virtual interfaces. What comes
 * from there is for the VPC's own blocks, and not for its other gateways (Site-to-Site VPN guide, how it works).
 */
export const vpnGateways: JointKind = {
  of: (plan, vpc) =>
    gatewaysOf(plan)
      .filter((each) => each.vpc === vpc)
      .map(
        ({ id, name }): Joint => ({
          target: id,
          name,
          link: wireOf(id, vpc),
          device: id,
          interface: inside,
          mtu: jumbo,
        }),
      ),
  devices: (plan) => gatewaysOf(plan).map((gateway) => deviceOf(plan, gateway)),
};

const gatewaysOf = ({ gateways, vpcs }: Plan): readonly PlannedGateway[] =>
  gateways.filter(
    ({ kind, vpc }) => kind === 'vpn-gateway' && vpcs.some(({ id, cloud }) => id === vpc && cloud === 'aws'),
  );

const everything = [cidr('0.0.0.0/0'), cidr('::/0')];
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(cidr);

function deviceOf(plan: Plan, { id, name, vpc }: PlannedGateway): Device {
  const lines = premisesLines(plan).filter(({ gateway }) => gateway === id);
  const own = plan.vpcs.find((each) => each.id === vpc)!;
  const nat = plan.gateways.find((each) => each.vpc === vpc && each.kind === 'nat-gateway');
  const toVpc: Route[] = [
    ...own.cidrs.map(
      (text): Route => ({ to: cidr(text), type: 'unicast', dev: inside, entry: `${text} of vpc ${own.name}` }),
    ),
    ...(nat ? [beyond('NAT-PEER', `${name} does not lead to nat-gateway ${nat.name}`)] : []),
    ...(nat
      ? privateBlocks.map((to): Route => ({ ...beyond('VPC-NOROUTE', `${name} leads to vpc ${own.name} alone`), to }))
      : []),
  ];
  function beyond(cause: 'NAT-PEER' | 'VPC-NOROUTE', entry: string): Route {
    return { to: everything[0]!, type: 'blackhole', cause, entry, source: id };
  }
  const rules: PolicyRule[] = [
    { priority: 100, iif: inside, table: 'lines' },
    ...lines.map((line): PolicyRule => ({ priority: 100, iif: line.name, table: inside })),
  ];
  const wire: Interface = { name: inside, addresses: [], answers: [], link: wireOf(id, vpc), mtu: jumbo };
  return {
    ...{ id, name, kind: 'vpn-gateway', source: id, rules },
    interfaces: [wire, ...lines.map(endOf)],
    tables: new Map([
      ['lines', firstOfEach(byPreference(lines).flatMap(routesOf))],
      [inside, toVpc],
    ]),
    ...{ neighbours: [], conntrack: false, forwarding: true, sockets: [], rpFilter: {}, silent: true },
    words: { table: (key) => (key === inside ? `vpc ${own.name}` : name), noRoute: 'VPC-NOROUTE' },
  };
}

/** Direct Connect counts before a VPN (Site-to-Site VPN guide, route priority); what is down counts last. */
export const byPreference = (lines: readonly PremisesLine[]): readonly PremisesLine[] =>
  [...lines].sort(
    (a, b) =>
      Number(b.up) - Number(a.up) || Number(b.kind === 'virtual-interface') - Number(a.kind === 'virtual-interface'),
  );

const routesOf = ({ id, name, kind, blocks, up }: PremisesLine): Route[] =>
  blocks.map((text) =>
    up
      ? { to: cidr(text), type: 'unicast', dev: name, entry: `${text} → ${kind} ${name}`, source: id }
      : {
          to: cidr(text),
          type: 'blackhole',
          cause: 'VPN-DOWN',
          entry: `${text} → ${kind} ${name}, which is down`,
          source: id,
        },
  );
