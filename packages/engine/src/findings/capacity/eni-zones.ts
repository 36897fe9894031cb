import { cniModeOf } from '../../plan/capacity/cni-mode.ts';
import { eniConfigOf } from '../../plan/pod-interfaces.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';

/** NK039: the ENIConfig of a node is in its zone, and its CNI has one family. NK040: all interfaces are in the node's zone. */
export const eniZones: Check = {
  codes: ['NK039', 'NK040'],
  doc: 'An interface is in a subnet of another zone than its node, or the CNI is told to use both families.',
  *run({ plan }) {
    const subnets = new Map(plan.subnets.map((each) => [each.id, each]));
    for (const cluster of plan.topology.clusters) {
      const block = settingOf(cluster.settings, 'cni')?.settings ?? [];
      const [four, six] = ['ENABLE_IPv4', 'ENABLE_IPv6'].map((key) => settingOf(block, key));
      if (four?.values[0] === 'true' && six?.values[0] === 'true')
        yield {
          code: 'NK039',
          severity: 'error',
          about: six.id,
          message: `cluster ${cluster.name} sets ENABLE_IPv4 and ENABLE_IPv6: the VPC CNI gives pods one family`,
          related: [{ about: four.id, message: 'ENABLE_IPv4 true' }],
        };
      const custom = cniModeOf(cluster).customNetworking;
      const told = new Set<ElementId>();
      for (const node of plan.nodes) {
        if (node.cluster !== cluster.id || node.zone === undefined) continue;
        const about = node.group ?? node.id;
        const config = custom ? eniConfigOf(cluster, node.labels, node.zone) : undefined;
        const at = config?.subnet === undefined ? undefined : subnets.get(config.subnet);
        if (config && at?.zone !== undefined && at.zone !== node.zone && !told.has(about)) {
          told.add(about);
          yield {
            code: 'NK039',
            severity: 'error',
            about: config.id,
            message: `eniconfig ${config.name} has subnet ${at.name} in zone ${at.zone}, and node ${node.name} is in zone ${node.zone}: its interfaces cannot be attached`,
            related: [
              { about, message: `node ${node.name} in zone ${node.zone}` },
              { about: at.id, message: `subnet ${at.name}` },
            ],
          };
        }
        for (const eni of node.enis) {
          const subnet = subnets.get(eni.subnet);
          if (!eni.written || subnet?.zone === undefined || subnet.zone === node.zone) continue;
          yield {
            code: 'NK040',
            severity: 'error',
            about: eni.id,
            message: `eni ${eni.index} of node ${node.name} is in subnet ${subnet.name} of zone ${subnet.zone}; the node is in zone ${node.zone}`,
            related: [
              { about, message: `node ${node.name} in zone ${node.zone}` },
              { about: subnet.id, message: `subnet ${subnet.name}` },
            ],
          };
        }
      }
    }
  },
};
