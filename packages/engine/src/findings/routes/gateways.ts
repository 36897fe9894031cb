import { isPrivateNat, isRegionalNat } from '../../plan/nat-kinds.ts';
import { routesOf } from '../../plan/subnet-routes.ts';
import type { Gateway, Subnet, Vpc } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { makePublic } from './fix-way.ts';

/**
 * NK021: a public NAT gateway needs an Elastic IP address and a route to an internet gateway. NK022: a NAT gateway in another zone. NK023: one
 * internet gateway for each VPC, none behind a private NAT gateway, and no subnet around a regional one.
 */
export const gateways: Check = {
  codes: ['NK021', 'NK022', 'NK023'],
  doc: 'A gateway stands where it does not work, or where it costs more than it must.',
  *run({ plan }) {
    const reach = new Map(plan.subnets.map((each) => [each.id, each.reach]));
    for (const vpc of plan.topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      yield* severalInternetGateways(vpc);
      for (const nat of vpc.gateways.filter(({ kind }) => kind === 'nat-gateway')) {
        const at = vpc.subnets.find((subnet) => subnet.id === nat.subnet);
        const isPrivate = isPrivateNat(nat);
        if (isRegionalNat(nat)) {
          if (at) yield inSubnet(nat, at);
          continue;
        }
        yield* ofItsKind(nat, isPrivate);
        if (!at) continue;
        const open = reach.get(at.id) === 'public';
        const related = [{ about: at.id, message: `subnet ${at.name}` }];
        if (!isPrivate && !open)
          yield {
            code: 'NK021',
            severity: 'error',
            about: nat.id,
            message: `nat-gateway ${nat.name} is in subnet ${at.name}, which has no default route to an internet gateway: it reaches nothing`,
            related,
            fixes: makePublic(vpc, at),
          };
        if (isPrivate && open)
          yield {
            code: 'NK023',
            severity: 'error',
            about: nat.id,
            message: `nat-gateway ${nat.name} is private, and subnet ${at.name} routes to an internet gateway: what it sends there is dropped`,
            related,
          };
        yield* otherZones(vpc, nat, at.zone);
      }
    }
  },
};

/** A public NAT gateway has an Elastic IP address, a private one has none. */
function* ofItsKind({ id, name, eips }: Gateway, isPrivate: boolean): Generator<Finding> {
  const [eip] = eips;
  if (isPrivate && eip)
    yield {
      code: 'NK023',
      severity: 'error',
      about: eip.id,
      message: `nat-gateway ${name} is private and takes no Elastic IP address: ${eip.text}`,
      related: [{ about: id, message: `nat-gateway ${name}` }],
    };
  if (!isPrivate && !eip)
    yield {
      code: 'NK021',
      severity: 'error',
      about: id,
      message: `nat-gateway ${name} is public and has no Elastic IP address: write eip and one, or connectivity-type private`,
      related: [],
    };
}

const inSubnet = ({ id, name }: Gateway, { id: subnet, name: where }: Subnet): Finding => ({
  code: 'NK023',
  severity: 'error',
  about: id,
  message: `nat-gateway ${name} is regional: it stands in the VPC, and not in subnet ${where}`,
  related: [{ about: subnet, message: `subnet ${where}` }],
});

function* severalInternetGateways(vpc: Vpc): Generator<Finding> {
  const [first, ...more] = vpc.gateways.filter(({ kind }) => kind === 'internet-gateway');
  for (const each of more)
    yield {
      code: 'NK023',
      severity: 'error',
      about: each.id,
      message: `vpc ${vpc.name} has internet-gateway ${first!.name} already: one can be attached`,
      related: [{ about: first!.id, message: `internet-gateway ${first!.name}` }],
    };
}

function* otherZones(vpc: Vpc, nat: Gateway, zone: string | undefined): Generator<Finding> {
  if (zone === undefined) return;
  for (const subnet of vpc.subnets) {
    if (subnet.zone === undefined || subnet.zone === zone) continue;
    const route = routesOf(vpc, subnet).routes.find(({ target }) => target.kind === 'element' && target.of === nat.id);
    if (!route) continue;
    yield {
      code: 'NK022',
      severity: 'warning',
      about: subnet.id,
      message: `subnet ${subnet.name} in zone ${subnet.zone} leaves through nat-gateway ${nat.name} in zone ${zone}: its traffic is charged between zones, and stops when ${zone} does`,
      related: [
        { about: route.id, message: `route ${route.destination}` },
        { about: nat.id, message: `nat-gateway ${nat.name}` },
      ],
    };
  }
}
