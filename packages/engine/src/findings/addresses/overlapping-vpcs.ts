import { intersection, lastOf, overlaps, showCidr, showIp } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Peering } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { vpcBlocks } from './written.ts';

/** NK016: VPCs that are joined by a peering connection or a transit gateway share no address; a peering connection joins two VPCs that no other one joins. */
export const overlappingVpcs: Check = {
  codes: ['NK016'],
  doc: 'Two joined VPCs overlap, or are joined already.',
  *run({ plan }) {
    yield* twins(plan.topology);
    for (const { about, name, sides } of joints(plan.topology)) {
      const [a, b] = sides.map((id) => plan.topology.vpcs.find((vpc) => vpc.id === id));
      if (!a || !b) continue;
      if (a === b) {
        yield { code: 'NK016', severity: 'error', about, message: `${name} joins ${a.name} with itself`, related: [] };
        continue;
      }
      for (const one of vpcBlocks(a)) {
        for (const other of vpcBlocks(b)) {
          if (!overlaps(one.block, other.block)) continue;
          const both = intersection(one.block, other.block)!;
          yield {
            code: 'NK016',
            severity: 'error',
            about,
            message: `${name} cannot join ${a.name} and ${b.name}: both have ${showIp(both.base)}-${showIp(lastOf(both))}`,
            related: [
              { about: one.id, message: `${showCidr(one.block)} of vpc ${a.name}` },
              { about: other.id, message: `${showCidr(other.block)} of vpc ${b.name}` },
            ],
          };
        }
      }
    }
  },
};

/** Two VPCs have one peering connection. */
function* twins({ vpcs, peerings }: Topology): Generator<Finding> {
  const seen = new Map<string, Peering>();
  for (const each of peerings) {
    const sides = [each.requester, each.accepter].sort();
    const twin = seen.get(sides.join(' '));
    if (!twin) seen.set(sides.join(' '), each);
    else if (sides[0] !== sides[1]) {
      const names = sides.map((id) => vpcs.find((vpc) => vpc.id === id)?.name).join(' and ');
      yield {
        code: 'NK016',
        severity: 'error',
        about: each.id,
        message: `vpc-peering-connection ${each.name}: ${names} are joined by ${twin.name} already, and two VPCs have one peering connection`,
        related: [{ about: twin.id, message: `vpc-peering-connection ${twin.name}` }],
      };
    }
  }
}

function* joints(
  topology: Topology,
): Generator<{ readonly about: ElementId; readonly name: string; readonly sides: readonly ElementId[] }> {
  for (const peering of topology.peerings)
    yield {
      about: peering.id,
      name: `vpc-peering-connection ${peering.name}`,
      sides: [peering.requester, peering.accepter],
    };
  for (const gateway of topology.transitGateways) {
    for (const [i, one] of gateway.attachments.entries())
      for (const other of gateway.attachments.slice(i + 1))
        yield { about: other.id, name: `transit-gateway ${gateway.name}`, sides: [one.vpc, other.vpc] };
  }
}
