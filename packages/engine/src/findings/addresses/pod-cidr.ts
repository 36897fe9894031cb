import { intersection, lastOf, overlaps, parseCidr, showCidr, showIp } from '../../base/addr/index.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import { subnetBlocks, vpcBlocks } from './written.ts';

/** NK032: the block of pod addresses, where pods have their own, overlaps neither machines nor Services. */
export const podCidr: Check = {
  codes: ['NK032'],
  doc: 'The block of pod addresses overlaps the VPC or the Service block.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      if (!ownAddresses(cluster)) continue;
      const written = settingOf(cluster.settings, 'clusterCIDR');
      const block = written && parseCidr(written.values[0] ?? '')?.cidr;
      if (!written || !block) continue;
      const vpc = plan.topology.vpcs.find((each) => each.id === cluster.vpc);
      // on GKE the block is a secondary range of a subnet, and so in the VPC
      const machines = !vpc
        ? []
        : cluster.platform === 'gke'
          ? vpc.subnets.flatMap((subnet) =>
              subnetBlocks(subnet).map((each) => ({ each, what: `subnet ${subnet.name}` })),
            )
          : vpcBlocks(vpc).map((each) => ({ each, what: `vpc ${vpc.name}` }));
      const service = settingOf(cluster.settings, 'serviceCIDR');
      const serviceBlock = service && parseCidr(service.values[0] ?? '')?.cidr;
      const others = [
        ...machines.map(({ each, what }) => ({ id: each.id, block: each.block, what })),
        ...(service && serviceBlock ? [{ id: service.id, block: serviceBlock, what: 'serviceCIDR' }] : []),
      ];
      for (const other of others) {
        if (!overlaps(block, other.block)) continue;
        const both = intersection(block, other.block)!;
        yield {
          code: 'NK032',
          severity: 'error',
          about: written.id,
          message: `clusterCIDR ${showCidr(block)} of cluster ${cluster.name} overlaps ${other.what} ${showCidr(other.block)} at ${showIp(both.base)}-${showIp(lastOf(both))}`,
          related: [{ about: other.id, message: `${other.what} ${showCidr(other.block)}` }],
        };
      }
    }
  },
};

/** Pods of the VPC CNI have addresses of the VPC. */
const ownAddresses = (cluster: Cluster): boolean =>
  cluster.platform === 'gke' || (settingOf(cluster.settings, 'cni')?.values[0] ?? 'vpc-cni') !== 'vpc-cni';
