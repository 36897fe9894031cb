import { parseCidr, showCidr } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import type { Plan, PlannedLan, PlannedRouter } from './plan.ts';

/** A line between a gateway of AWS and a network on premises. */
export interface PremisesLine {
  readonly id: ElementId;
  readonly name: string;
  readonly kind: 'vpn-connection' | 'virtual-interface';
  /** A virtual private gateway, or a transit gateway. */
  readonly gateway: ElementId;
  readonly router: PlannedRouter;
  readonly lan: PlannedLan;
  /** The blocks that AWS knows to be behind it. */
  readonly blocks: readonly string[];
  /** The VPCs that it leads to. */
  readonly vpcs: readonly ElementId[];
  readonly up: boolean;
}

const known = new WeakMap<Plan['topology'], readonly PremisesLine[]>();

/**
 * The lines of a plan: a VPN connection leads to the router that has the customer gateway's address outside, a virtual
 * interface to that of its lan. Without static routes BGP tells the block of the lan (Site-to-Site VPN guide, routing options).
 */
export function premisesLines(plan: Plan): readonly PremisesLine[] {
  let lines = known.get(plan.topology);
  if (!lines) {
    lines = linesOf(plan);
    known.set(plan.topology, lines);
  }
  return lines;
}

function linesOf(plan: Plan): readonly PremisesLine[] {
  const { topology, routers, lans } = plan;
  const line = (
    of: {
      readonly id: ElementId;
      readonly name: string;
      readonly gateway: ElementId;
      readonly settings: readonly Setting[];
    },
    kind: PremisesLine['kind'],
    router: PlannedRouter | undefined,
  ): PremisesLine[] => {
    const lan = router && lans.find(({ id }) => id === router.lan);
    if (!router || !lan) return [];
    const statics = (settingOf(of.settings, 'static-routes')?.values ?? []).flatMap((text) => {
      const block = parseCidr(text)?.cidr;
      return block ? [showCidr(block)] : [];
    });
    return [
      {
        ...{ id: of.id, name: of.name, kind, gateway: of.gateway, router, lan },
        blocks: statics.length > 0 ? statics : [lan.cidr],
        vpcs: vpcsOf(plan, of.gateway),
        up: settingOf(of.settings, 'state')?.values[0] !== 'down',
      },
    ];
  };
  return [
    ...topology.virtualInterfaces.flatMap((each) =>
      line(
        each,
        'virtual-interface',
        routers.find(({ lan }) => lan === each.lan),
      ),
    ),
    ...topology.vpnConnections.flatMap((each) => {
      const customer = topology.customerGateways.find(({ id }) => id === each.customer);
      const outside = customer?.addresses.map(({ text }) => text) ?? [];
      return line(
        each,
        'vpn-connection',
        routers.find(({ wan }) => outside.includes(wan)),
      );
    }),
  ];
}

/** The VPC of a virtual private gateway, or those that are attached to a transit gateway. */
function vpcsOf({ topology, gateways }: Plan, gateway: ElementId): readonly ElementId[] {
  const own = gateways.find(({ id }) => id === gateway)?.vpc;
  if (own !== undefined) return [own];
  const transit = topology.transitGateways.find(({ id }) => id === gateway);
  return (transit?.attachments ?? []).map(({ vpc }) => vpc).filter((id) => topology.vpcs.some((vpc) => vpc.id === id));
}

/** Whether a line joins a network on premises with a VPC. */
export const isOnPremises = (plan: Plan, lan: ElementId | undefined, vpc: ElementId | undefined): boolean =>
  lan !== undefined &&
  vpc !== undefined &&
  premisesLines(plan).some((line) => line.lan.id === lan && line.vpcs.includes(vpc));
