import { type Cidr, cidr, contains, covers, parseCidr, parseIp, showCidr } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { routedNetworks } from '../routes/service-cidr-routes.ts';

/** NK030: the Service block is one that EKS takes, and overlaps no network that packets are routed to. NK031: cluster IPs lie in it, once each. */
export const serviceCidr: Check = {
  codes: ['NK030', 'NK031'],
  doc: 'The Service block overlaps the VPC or a network that it has a route to, or a cluster IP is outside it or used twice.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      const source = plan.topology.clusters.find((each) => each.id === cluster.id)!;
      const block = parseCidr(cluster.serviceCidr)!.cidr;
      const about = settingOf(source.settings, 'serviceCIDR')?.id ?? cluster.id;
      if (about !== cluster.id && cluster.platform === 'eks' && typeof block.base === 'number')
        yield* ofEks(about, block);
      yield* routedNetworks(cluster, about, block, plan.topology);
      const seen = new Map<string, { readonly id: ElementId; readonly name: string }>();
      for (const service of source.services) {
        for (const { id, text } of service.addresses)
          yield* clusterIp(id, text, service.name, cluster.serviceCidr, seen);
      }
    }
  },
};

/** EKS takes private blocks from /24 to /12 (EKS user guide, network requirements). */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(cidr);

function* ofEks(about: ElementId, block: Cidr): Generator<Finding> {
  const wrong =
    block.bits < 12 || block.bits > 24
      ? `must be from /24 to /12; it is /${block.bits}`
      : privateBlocks.some((each) => covers(each, block))
        ? undefined
        : `must be inside ${privateBlocks.map(showCidr).join(', ')}`;
  if (wrong !== undefined)
    yield { code: 'NK030', severity: 'error', about, message: `serviceCIDR ${showCidr(block)} ${wrong}`, related: [] };
}

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
