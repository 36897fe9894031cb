import { cloudOf } from '../../compilers/clouds/index.ts';
import type { WrittenMtu } from '../../compilers/cnis/cni.ts';
import { cniOf } from '../../compilers/cnis/index.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';

/**
 * NK064: pods that are told a larger packet than the network between the nodes carries, with what a tunnel puts around it. Who sends one is
 * told a smaller size by ICMP at best; where that is kept away, or nobody sends it, large packets are lost and small ones pass.
 */
export const largePackets: Check = {
  codes: ['NK064'],
  doc: 'Pods send larger packets than the network between their nodes carries.',
  *run({ plan }) {
    for (const cluster of plan.clusters) {
      const written = plan.topology.clusters.find((each) => each.id === cluster.id)!;
      const cni = cniOf(cluster.cni);
      const settings = settingOf(written.settings, 'cni')?.settings ?? [];
      const wanted = cni?.writtenMtu?.(settings);
      const network = cloudOf(plan.vpcs.find((each) => each.id === cluster.vpc)?.cloud ?? '')?.mtu;
      if (!wanted || network === undefined) continue;
      const carried = Math.min(cni?.nicMtu?.(settings) ?? network, network);
      const { pods, around, line } = wanted;
      if (pods + around <= carried) continue;
      const fitting = `${line.key} ${asCounted(wanted, carried)}`;
      yield {
        code: 'NK064',
        severity: 'warning',
        about: line.id,
        message: `pods of cluster ${cluster.name} send packets of up to ${pods} bytes${around > 0 ? `, ${pods + around} with the tunnel around them` : ''}, and those of its nodes have ${carried}: large ones need ICMP to be told so, and are lost without it`,
        related: [],
        fixes: [{ title: `Set ${fitting}`, edits: [{ about: line.id, text: fitting }] }],
      };
    }
  },
};

const asCounted = ({ counts, around }: WrittenMtu, carried: number): number =>
  counts === 'nodes' ? carried : carried - around;
