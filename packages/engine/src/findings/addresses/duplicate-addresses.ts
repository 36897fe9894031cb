import { type Ip, parseIp } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import { type WrittenAddress, writtenAddresses } from './written.ts';

/** NK033: an address belongs to one interface. */
export const duplicateAddresses: Check = {
  codes: ['NK033'],
  doc: 'Two things in one VPC have the same address.',
  *run({ plan }) {
    const host = new Set(
      plan.topology.clusters.flatMap((cluster) =>
        cluster.pods.filter((pod) => settingOf(pod.settings, 'hostNetwork')?.values[0] === 'true').map((pod) => pod.id),
      ),
    );
    const taken = new Map<ElementId, Map<Ip, WrittenAddress>>();
    for (const each of writtenAddresses(plan.topology)) {
      const ip = parseIp(each.text);
      if (ip === undefined || host.has(each.owner)) continue;
      const seen = taken.get(each.vpc) ?? new Map<Ip, WrittenAddress>();
      taken.set(each.vpc, seen);
      const earlier = seen.get(ip);
      if (!earlier) {
        seen.set(ip, each);
        continue;
      }
      for (const [mine, other] of [
        [each, earlier],
        [earlier, each],
      ] as const)
        yield {
          code: 'NK033',
          severity: 'error',
          about: mine.id,
          message: `${mine.text} (${mine.what}) is the address of ${other.what} too`,
          related: [{ about: other.id, message: other.what }],
        };
    }
  },
};
