import { intersection, lastOf, overlaps, showCidr, showIp } from '../addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Topology } from '../topology/topology.ts';
import type { Check } from './check.ts';
import { vpcBlocks } from './written.ts';

/** NK016: VPCs that are joined by a peering connection or a transit gateway share no address. */
export const overlappingVpcs: Check = {
  codes: ['NK016'],
  doc: 'Two joined VPCs overlap.',
  *run({ plan }) {
    for (const { about, name, sides } of joints(plan.topology)) {
      const [a, b] = sides.map((id) => plan.topology.vpcs.find((vpc) => vpc.id === id));
      if (!a || !b || a === b) continue;
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
