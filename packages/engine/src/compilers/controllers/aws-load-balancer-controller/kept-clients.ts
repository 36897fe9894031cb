import { notModelled } from '../../../base/not-modelled.ts';
import { keepsAlways, type PlannedBalancer, type TargetGroup } from '../../../plan/balancer.ts';
import type { Report } from '../common/report.ts';
import { strangerAmong } from './routable.ts';
import type { Site } from './site.ts';

/**
 * A network load balancer that keeps the addresses of clients sends straight to targets of its VPC, or of one that is peered with it (NLB
 * user guide, Client IP preservation). Tells NK079 of a target that is registered and is none of them; what becomes of its packets nobody says.
 */
export function unknownOf(
  site: Site,
  groups: readonly TargetGroup[],
  what: string,
  report: Report,
): Pick<PlannedBalancer, 'undetermined'> {
  const found = groups.flatMap((group) => {
    const stranger = group.type === 'ip' && group.preserveClientIp ? strangerAmong(site, group.targets) : undefined;
    return stranger ? [{ group, stranger }] : [];
  });
  for (const { group, stranger } of found) {
    const why = keepsAlways(group) ? 'as always over UDP' : 'as preserve_client_ip.enabled asks for';
    report.tell(
      'NK079',
      group.source,
      `${what}: target ${stranger.name} has ${stranger.address}, which is not of the VPC, and the load balancer keeps the addresses of clients, ${why}: it sends such packets to targets of its VPC, or of one that is peered with it`,
      [{ about: stranger.id, message: `pod ${stranger.name}` }],
    );
  }
  const [first] = found;
  if (!first) return {};
  const { name } = first.stranger;
  return {
    undetermined: notModelled(
      `what ${what} sends to ${name}, which is outside of its VPC, with the address of the client kept`,
    ),
  };
}
