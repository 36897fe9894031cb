import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';

/**
 * NK041, NK042: targets of the address manager that have no effect together. NK046: veth prefixes that the add-on refuses.
 * Source: amazon-vpc-cni-k8s, README.
 */
export const cniTargets: Check = {
  codes: ['NK041', 'NK042', 'NK046'],
  doc: 'Settings of the VPC CNI that contradict each other, or that it refuses.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      const cni = settingOf(cluster.settings, 'cni');
      const block = cni?.values[0] === 'vpc-cni' ? cni.settings : [];
      const set = (key: string) => settingOf(block, key);
      const [eni, ip, minimum] = [set('WARM_ENI_TARGET'), set('WARM_IP_TARGET'), set('MINIMUM_IP_TARGET')];
      if (minimum && !ip)
        yield {
          code: 'NK041',
          severity: 'warning',
          about: minimum.id,
          message: `MINIMUM_IP_TARGET ${minimum.values[0] ?? ''} of cluster ${cluster.name} without WARM_IP_TARGET: above it a node keeps no spare address, and each new pod waits for one`,
          related: [],
        };
      const other = ip ?? minimum;
      if (eni && other)
        yield {
          code: 'NK042',
          severity: 'warning',
          about: eni.id,
          message: `WARM_ENI_TARGET of cluster ${cluster.name} is ignored: ${other.key} is set`,
          related: [{ about: other.id, message: `${other.key} ${other.values[0] ?? ''}` }],
        };
      const prefix = set('AWS_VPC_K8S_CNI_VETHPREFIX');
      const name = prefix?.values[0] ?? 'eni';
      if (prefix && (name.length > 4 || ['eth', 'vlan', 'lo'].includes(name)))
        yield {
          code: 'NK046',
          severity: 'warning',
          about: prefix.id,
          message: `AWS_VPC_K8S_CNI_VETHPREFIX ${name} of cluster ${cluster.name} is refused: at most 4 characters, and not eth, vlan or lo`,
          related: [],
        };
    }
  },
};
