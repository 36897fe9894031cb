import { type Cidr, covers, overlaps, parseCidr, showCidr } from '../addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Topology } from '../topology/topology.ts';
import type { Peering, Route, TransitGateway, Vpc } from '../topology/vpc.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import { addRouteBack } from './fix-way-back.ts';
import { type Table, tablesOf } from './tables-of.ts';
import { subnetBlocks, vpcBlocks, type WrittenBlock } from './written.ts';

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
        for (const route of table.routes) {
          const joint = route.target.kind === 'element' ? joints.get(route.target.of) : undefined;
          const to = parseCidr(route.destination)?.cidr;
          if (!joint?.vpcs.includes(vpc) || !to) continue;
          const of: Journey = { vpc, table, route, to, joint };
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
  readonly vpcs: readonly Vpc[];
  readonly gateway?: TransitGateway;
}

interface Journey {
  readonly vpc: Vpc;
  readonly table: Table;
  readonly route: Route;
  readonly to: Cidr;
  readonly joint: Joint;
}

function jointsOf({ vpcs, peerings, transitGateways }: Topology): ReadonlyMap<ElementId, Joint> {
  const byId = new Map(vpcs.map((vpc) => [vpc.id, vpc]));
  const at = (ids: readonly ElementId[]): Vpc[] => ids.flatMap((id) => byId.get(id) ?? []);
  const ofPeering = ({ id, name, requester, accepter }: Peering): Joint => ({
    ...{ id, name, what: `vpc-peering-connection ${name}` },
    vpcs: at([requester, accepter]),
  });
  const ofGateway = (gateway: TransitGateway): Joint => ({
    ...{ id: gateway.id, name: gateway.name, what: `transit-gateway ${gateway.name}`, gateway },
    vpcs: at(gateway.attachments.map(({ vpc }) => vpc)),
  });
  return new Map([...peerings.map(ofPeering), ...transitGateways.map(ofGateway)].map((each) => [each.id, each]));
}

const warning = ({ table, route, joint }: Journey, message: string, more: Partial<Finding> = {}): Finding => ({
  code: 'NK124',
  severity: 'warning',
  about: route.id,
  message: `route ${route.destination} of ${table.what} over ${joint.what}: ${message}`,
  related: [{ about: joint.id, message: joint.what }],
  ...more,
});

/** Peering is not transitive, and does not lead to gateways of the other VPC. */
function* tooFar(of: Journey): Generator<Finding> {
  const { vpc, to, joint } = of;
  const other = joint.vpcs.find((each) => each !== vpc);
  if (joint.gateway || !other) return;
  const blocks = vpcBlocks(other);
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
  const { vpc, table, to, joint } = of;
  for (const other of joint.vpcs) {
    if (other === vpc || !vpcBlocks(other).some(({ block }) => overlaps(block, to))) continue;
    const back = tablesOf(other)
      .filter(({ subnets }) => subnets.length > 0)
      .flatMap(({ routes }) => routes.filter(({ target }) => target.kind === 'element' && target.of === joint.id))
      .flatMap(({ destination }) => parseCidr(destination)?.cidr ?? []);
    const lost = table.subnets
      .flatMap((subnet): WrittenBlock[] => subnetBlocks(subnet))
      .filter(({ block }) => sameFamily(block, to) && !back.some((each) => covers(each, block)));
    if (lost.length === 0) continue;
    const names = lost.map(({ owner, block }) => `${owner.name} ${showCidr(block)}`).join(', ');
    const fixes = addRouteBack(vpc, other, joint.name, lost);
    yield warning(of, `vpc ${other.name} has no route back to ${names} over it: answers are lost`, {
      related: [
        { about: joint.id, message: joint.what },
        { about: other.id, message: `vpc ${other.name}` },
      ],
      ...(fixes.length > 0 ? { fixes } : {}),
    });
  }
}

const sameFamily = (a: Cidr, b: Cidr): boolean => typeof a.base === typeof b.base;

/** An attachment has a subnet in each zone that it serves. Where none is written, it has one in every zone. */
function* otherZones(of: Journey): Generator<Finding> {
  const { vpc, table, joint } = of;
  const attachment = joint.gateway?.attachments.find((each) => each.vpc === vpc.id);
  const zones = new Set(
    vpc.subnets.flatMap(({ id, zone }) => (attachment?.subnets.includes(id) && zone !== undefined ? [zone] : [])),
  );
  if (!attachment || zones.size === 0) return;
  const far = table.subnets.filter(({ zone }) => zone !== undefined && !zones.has(zone));
  if (far.length === 0) return;
  const names = far.map(({ name, zone }) => `${name} in ${zone}`).join(', ');
  yield warning(of, `its attachment has subnets in ${[...zones].join(', ')} alone: packets from ${names} are dropped`, {
    related: [
      { about: attachment.id, message: `the attachment of vpc ${vpc.name}` },
      ...far.map(({ id, name }) => ({ about: id, message: `subnet ${name}` })),
    ],
  });
}
