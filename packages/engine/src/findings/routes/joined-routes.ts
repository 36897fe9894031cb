import { type Cidr, covers, overlaps, parseCidr, showCidr } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Peering, Route, Subnet, TransitGateway, Vpc } from '../../topology/vpc.ts';
import { subnetBlocks, vpcBlocks, type WrittenBlock } from '../addresses/written.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { addRouteBack } from './fix-way-back.ts';
import { type Table, tablesOf } from './tables-of.ts';

/**
 * NK124: a route over a peering connection or a transit gateway that loses packets or their answers: the other VPC has no
 * route back; peering leads no further than to the other VPC; a transit gateway is reached from zones of its attachment
 * alone. Source: VPC peering guide; transit gateway guide.
 */
export const joinedRoutes: Check = {
  codes: ['NK124'],
  doc: 'A route to a joined VPC loses packets, or their answers.',
  *run({ plan: { topology } }) {
    const joints = jointsOf(topology);
    if (joints.size === 0) return;
    for (const vpc of topology.vpcs) {
      for (const table of tablesOf(vpc)) {
        if (table.subnets.length === 0) continue;
        const starts = new Map<Joint, Start>();
        for (const route of table.routes) {
          const joint = route.target.kind === 'element' ? joints.get(route.target.of) : undefined;
          const to = parseCidr(route.destination)?.cidr;
          if (!joint?.sides.some((side) => side.vpc === vpc) || !to) continue;
          const start = starts.get(joint) ?? startOf(vpc, table, joint);
          starts.set(joint, start);
          const of: Journey = { start, route, to };
          yield* tooFar(of);
          yield* noWayBack(of);
          yield* otherZones(of);
        }
      }
    }
  },
};

/** What joins VPCs. */
interface Joint {
  readonly id: ElementId;
  readonly what: string;
  readonly name: string;
  readonly sides: readonly Side[];
  readonly gateway?: TransitGateway;
}

/** A joined VPC, and where its tables lead over the joint. */
interface Side {
  readonly vpc: Vpc;
  readonly blocks: readonly WrittenBlock[];
  readonly back: readonly Cidr[];
}

/** What all routes of one table over one joint have in common. */
interface Start {
  readonly vpc: Vpc;
  readonly table: Table;
  readonly joint: Joint;
  /** The blocks of the table's subnets that a side has no route to. */
  readonly lost: ReadonlyMap<Side, readonly WrittenBlock[]>;
  /** Subnets in zones that the attachment has no subnet in. */
  readonly far: readonly Subnet[];
  readonly zones: readonly string[];
}

interface Journey {
  readonly start: Start;
  readonly route: Route;
  readonly to: Cidr;
}

function jointsOf({ vpcs, peerings, transitGateways }: Topology): ReadonlyMap<ElementId, Joint> {
  const byId = new Map(vpcs.map((vpc) => [vpc.id, vpc]));
  const sides = (joint: ElementId, ids: readonly ElementId[]): Side[] =>
    ids.flatMap((id) => {
      const vpc = byId.get(id);
      return vpc ? [{ vpc, blocks: vpcBlocks(vpc), back: routesOver(vpc, joint) }] : [];
    });
  const ofPeering = ({ id, name, requester, accepter }: Peering): Joint => ({
    ...{ id, name, what: `vpc-peering-connection ${name}` },
    sides: sides(id, [requester, accepter]),
  });
  const ofGateway = (gateway: TransitGateway): Joint => ({
    ...{ id: gateway.id, name: gateway.name, what: `transit-gateway ${gateway.name}`, gateway },
    sides: sides(
      gateway.id,
      gateway.attachments.map(({ vpc }) => vpc),
    ),
  });
  return new Map([...peerings.map(ofPeering), ...transitGateways.map(ofGateway)].map((each) => [each.id, each]));
}

const routesOver = (vpc: Vpc, joint: ElementId): Cidr[] =>
  tablesOf(vpc)
    .filter(({ subnets }) => subnets.length > 0)
    .flatMap(({ routes }) => routes.filter(({ target }) => target.kind === 'element' && target.of === joint))
    .flatMap(({ destination }) => parseCidr(destination)?.cidr ?? []);

function startOf(vpc: Vpc, table: Table, joint: Joint): Start {
  const own = table.subnets.flatMap((subnet) => subnetBlocks(subnet));
  const lost = new Map(
    joint.sides
      .filter((side) => side.vpc !== vpc)
      .map((side) => [side, own.filter(({ block }) => !side.back.some((each) => covers(each, block)))] as const),
  );
  const attachment = joint.gateway?.attachments.find((each) => each.vpc === vpc.id);
  const attached = new Set(attachment?.subnets);
  const zones = new Set(vpc.subnets.flatMap(({ id, zone }) => (attached.has(id) && zone !== undefined ? [zone] : [])));
  const far = table.subnets.filter(({ zone }) => zones.size > 0 && zone !== undefined && !zones.has(zone));
  return { vpc, table, joint, lost, far, zones: [...zones] };
}

const warning = ({ start, route }: Journey, message: string, more: Partial<Finding> = {}): Finding => ({
  code: 'NK124',
  severity: 'warning',
  about: route.id,
  message: `route ${route.destination} of ${start.table.what} over ${start.joint.what}: ${message}`,
  related: [{ about: start.joint.id, message: start.joint.what }],
  ...more,
});

/** Peering is not transitive, and does not lead to gateways of the other VPC. */
function* tooFar(of: Journey): Generator<Finding> {
  const { start, to } = of;
  const { vpc, joint } = start;
  const side = joint.sides.find((each) => each.vpc !== vpc);
  if (joint.gateway || !side) return;
  const { vpc: other, blocks } = side;
  const texts = blocks.map(({ block }) => showCidr(block)).join(', ');
  const parties = [
    { about: joint.id, message: joint.what },
    ...blocks.map(({ id, block }) => ({ about: id, message: `${showCidr(block)} of vpc ${other.name}` })),
  ];
  if (to.bits === 0)
    yield warning(of, `it leads to vpc ${other.name} (${texts}) and not to its gateways: the rest is dropped`, {
      related: parties,
    });
  else if (!blocks.some(({ block }) => overlaps(block, to)))
    yield warning(of, `vpc ${other.name} (${texts}) has none of it, and peering leads no further: all is dropped`, {
      related: parties,
    });
}

/** The blocks of the sender's subnets that nothing in a VPC of the destination routes back. */
function* noWayBack(of: Journey): Generator<Finding> {
  const { start, to } = of;
  for (const [side, blocks] of start.lost) {
    const lost = blocks.filter(({ block }) => sameFamily(block, to));
    if (lost.length === 0 || !side.blocks.some(({ block }) => overlaps(block, to))) continue;
    const names = firstOf(lost.map(({ owner, block }) => `${owner.name} ${showCidr(block)}`));
    const fixes = addRouteBack(start.vpc, side.vpc, start.joint.name, lost);
    yield warning(of, `vpc ${side.vpc.name} has no route back to ${names} over it: answers are lost`, {
      related: [
        { about: start.joint.id, message: start.joint.what },
        { about: side.vpc.id, message: `vpc ${side.vpc.name}` },
      ],
      ...(fixes.length > 0 ? { fixes } : {}),
    });
  }
}

/** A table may serve thousands of subnets: more names than this are counted. */
const mostNames = 5;

const firstOf = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`
    : names.join(', ');

const sameFamily = (a: Cidr, b: Cidr): boolean => typeof a.base === typeof b.base;

/** An attachment has a subnet in each zone that it serves. Where none is written, it has one in every zone. */
function* otherZones(of: Journey): Generator<Finding> {
  const { vpc, joint, far, zones } = of.start;
  const attachment = joint.gateway?.attachments.find((each) => each.vpc === vpc.id);
  if (!attachment || far.length === 0) return;
  const names = firstOf(far.map(({ name, zone }) => `${name} in ${zone}`));
  yield warning(of, `its attachment has subnets in ${zones.join(', ')} alone: packets from ${names} are dropped`, {
    related: [
      { about: attachment.id, message: `the attachment of vpc ${vpc.name}` },
      ...far.slice(0, mostNames).map(({ id, name }) => ({ about: id, message: `subnet ${name}` })),
    ],
  });
}
