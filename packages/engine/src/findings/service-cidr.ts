import { contains, intersection, lastOf, overlaps, parseCidr, parseIp, showCidr, showIp } from '../addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import { vpcBlocks } from './written.ts';

/** NK030: the Service block overlaps no VPC block. NK031: cluster IPs lie in it, once each. */
export const serviceCidr: Check = {
  codes: ['NK030', 'NK031'],
  doc: 'The Service block overlaps the VPC, or a cluster IP is outside it or used twice.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      const source = plan.topology.clusters.find((each) => each.id === cluster.id)!;
      const block = parseCidr(cluster.serviceCidr)!.cidr;
      const about = settingOf(source.settings, 'serviceCIDR')?.id ?? cluster.id;
      const peers = plan.topology.peerings.flatMap((each) =>
        each.requester === cluster.vpc ? [each.accepter] : each.accepter === cluster.vpc ? [each.requester] : [],
      );
      for (const vpc of plan.topology.vpcs) {
        if (vpc.id !== cluster.vpc && !peers.includes(vpc.id)) continue;
        for (const other of vpcBlocks(vpc)) {
          if (!overlaps(block, other.block)) continue;
          const both = intersection(block, other.block)!;
          yield {
            code: 'NK030',
            severity: 'error',
            about,
            message: `serviceCIDR ${cluster.serviceCidr} overlaps vpc ${vpc.name} ${showCidr(other.block)} at ${showIp(both.base)}-${showIp(lastOf(both))}: Service addresses would hide machines`,
            related: [{ about: other.id, message: `${showCidr(other.block)} of vpc ${vpc.name}` }],
          };
        }
      }
      const seen = new Map<string, { readonly id: ElementId; readonly name: string }>();
      for (const service of source.services) {
        for (const { id, text } of service.addresses)
          yield* clusterIp(id, text, service.name, cluster.serviceCidr, seen);
      }
    }
  },
};

function* clusterIp(
  about: ElementId,
  text: string,
  name: string,
  block: string,
  seen: Map<string, { readonly id: ElementId; readonly name: string }>,
): Generator<Finding> {
  const ip = parseIp(text);
  if (ip === undefined || typeof ip === 'bigint') return;
  if (!contains(parseCidr(block)!.cidr, ip))
    yield {
      code: 'NK031',
      severity: 'error',
      about,
      message: `cluster IP ${text} of service ${name} is outside serviceCIDR ${block}`,
      related: [],
    };
  const earlier = seen.get(text);
  if (earlier)
    yield {
      code: 'NK031',
      severity: 'error',
      about,
      message: `cluster IP ${text} of service ${name} belongs to service ${earlier.name} already`,
      related: [{ about: earlier.id, message: `service ${earlier.name}` }],
    };
  else seen.set(text, { id: about, name });
}
