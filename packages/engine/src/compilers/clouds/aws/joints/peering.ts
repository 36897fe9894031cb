import { type Cidr, cidr, cidrFamily } from '../../../../base/addr/index.ts';
import type { Device, Interface } from '../../../../network/network.ts';
import type { PolicyRule, Route } from '../../../../network/route.ts';
import type { Plan, PlannedVpc } from '../../../../plan/plan.ts';
import type { ElementId } from '../../../../topology/id.ts';
import { settingOf } from '../../../../topology/setting.ts';
import type { Peering } from '../../../../topology/vpc.ts';
import type { CauseCode } from '../../../../trace/cause.ts';
import { jumbo } from '../mtu.ts';
import { type Joint, type JointKind, wireOf } from './joint.ts';

/** Bytes between regions (EC2 user guide, Network maximum transmission unit). */
const betweenRegions = 8500;

/**
 * Peering connections: each takes packets from the blocks of one VPC to those of the other, and no others. So it is not
 * transitive, and does not lead to the gateways of the other VPC (VPC peering guide, VPC peering limitations).
 */
export const peerings: JointKind = {
  of: (plan, vpc) =>
    plan.topology.peerings.flatMap((peering): Joint[] => {
      const sides = sidesOf(plan, peering);
      if (!sides?.some(({ id }) => id === vpc)) return [];
      const { id, name } = peering;
      const wire = { link: wireOf(id, vpc), device: id, interface: namesOf(sides).get(vpc)! };
      return [{ target: id, name, ...wire, mtu: mtuOf(plan, sides) }];
    }),
  devices: (plan) =>
    plan.topology.peerings.flatMap((peering) => {
      const sides = sidesOf(plan, peering);
      return sides ? [deviceOf(plan, peering, sides)] : [];
    }),
};

type Sides = readonly [PlannedVpc, PlannedVpc];

/** The two VPCs; undefined: netk has not both, or they are one. */
function sidesOf(plan: Plan, { requester, accepter }: Peering): Sides | undefined {
  const [one, other] = [requester, accepter].map((id) => plan.vpcs.find((vpc) => vpc.id === id && vpc.cloud === 'aws'));
  return one && other && one !== other ? [one, other] : undefined;
}

/** How its interfaces are called: as the VPCs that they lead to. */
const namesOf = ([one, other]: Sides): ReadonlyMap<ElementId, string> =>
  new Map([one, other].map(({ id, name }) => [id, one.name === other.name ? id : name]));

function mtuOf({ topology }: Plan, sides: Sides): number {
  const [one, other] = sides.map(({ id }) => {
    const vpc = topology.vpcs.find((each) => each.id === id);
    return settingOf(vpc?.settings ?? [], 'region')?.values[0];
  });
  return one !== undefined && other !== undefined && one !== other ? betweenRegions : jumbo;
}

const everything: readonly Cidr[] = [cidr('0.0.0.0/0'), cidr('::/0')];

/** Blocks of private networks (RFC 1918, RFC 6598, RFC 4193): packets for others are for the Internet. */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(cidr);

function deviceOf(plan: Plan, peering: Peering, sides: Sides): Device {
  const { id, name } = peering;
  const names = namesOf(sides);
  const mtu = mtuOf(plan, sides);
  const interfaces = sides.map(
    (vpc): Interface => ({
      ...{ name: names.get(vpc.id)!, addresses: [], answers: [], link: wireOf(id, vpc.id), mtu },
    }),
  );
  const rules: PolicyRule[] = [];
  const tables = new Map<string, readonly Route[]>();
  for (const [from, to] of [sides, [...sides].reverse() as unknown as Sides]) {
    const iif = names.get(from.id)!;
    const own = from.cidrs.map(cidr);
    rules.push(...own.map((block): PolicyRule => ({ priority: 100, iif, from: block, table: to.id })));
    rules.push({ priority: 200, iif, table: strangers(from.id) });
    const says = { cause: 'PEER-TRANS' as const, source: id };
    const entry = `${name}: the source is none of vpc ${from.name}, and peering is not transitive`;
    tables.set(
      strangers(from.id),
      everything.map((block) => ({ ...says, to: block, type: 'blackhole', entry })),
    );
    tables.set(to.id, [
      ...to.cidrs.map(
        (text): Route => ({
          to: cidr(text),
          type: 'unicast',
          dev: names.get(to.id)!,
          entry: `${text} of vpc ${to.name}`,
        }),
      ),
      ...beyond(plan, name, to, id),
    ]);
  }
  return {
    ...{ id, name, kind: 'vpc-peering-connection', source: id, interfaces, rules, tables },
    ...{ neighbours: [], conntrack: false, forwarding: true, sockets: [], rpFilter: {}, silent: true },
    words: { table: () => 'peering', noRoute: 'PEER-TRANS' },
  };
}

const strangers = (vpc: ElementId): string => `${vpc}#strangers`;

/** What is for none of the blocks of the other VPC. */
function beyond({ topology }: Plan, name: string, { id, name: vpc }: PlannedVpc, source: ElementId): readonly Route[] {
  const { gateways = [] } = topology.vpcs.find((each) => each.id === id) ?? {};
  const nat = gateways.find(({ kind }) => kind === 'nat-gateway');
  const outside: CauseCode = nat ? 'NAT-PEER' : 'PEER-TRANS';
  const route = (to: Cidr, cause: CauseCode, entry: string): Route => ({ to, type: 'blackhole', cause, entry, source });
  return [
    ...everything.map((to) =>
      cidrFamily(to) === 4 && nat
        ? route(to, outside, `${name} does not lead to nat-gateway ${nat.name} of vpc ${vpc}`)
        : route(to, 'PEER-TRANS', `${name} does not lead to the gateways of vpc ${vpc}`),
    ),
    ...privateBlocks.map((to) => route(to, 'PEER-TRANS', `${name} leads to the blocks of vpc ${vpc} and no further`)),
  ];
}
