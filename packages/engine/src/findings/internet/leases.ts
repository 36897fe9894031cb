import { contains, parseCidr } from '../../base/addr/index.ts';
import { givesBySetting, rangeOf, writtenRange } from '../../plan/dhcp.ts';
import type { Plan } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK117: somebody at home gives addresses, of the LAN, and enough of them. */
export const leases: Check = {
  codes: ['NK117'],
  doc: 'A machine at home gets no address, or a router gives addresses that its LAN does not have.',
  *run({ plan }) {
    yield* ranges(plan);
    yield* withoutAddress(plan);
  },
};

function* ranges({ topology, lans }: Plan): Generator<Finding> {
  for (const router of topology.internet?.routers.filter(givesBySetting) ?? []) {
    const home = lans.find(({ id }) => id === router.lan);
    const text = writtenRange(router);
    if (text === undefined || !home) continue;
    const about = settingOf(settingOf(router.settings, 'dhcp')!.settings, 'range')!.id;
    const related = [{ about: home.id, message: `lan ${home.name} ${home.cidr}` }];
    const range = rangeOf(text);
    const block = parseCidr(home.cidr)!.cidr;
    if (!range)
      yield {
        ...{ code: 'NK117', severity: 'error', about, related: [] },
        message: `range ${text} is no range of addresses: write the first and the last, as in 10.0.0.20-10.0.0.99`,
      };
    else if (!contains(block, range.from) || !contains(block, range.to))
      yield {
        ...{ code: 'NK117', severity: 'error', about, related },
        message: `range ${text} is not in lan ${home.name} ${home.cidr}: who gets such an address reaches nobody`,
      };
  }
}

function* withoutAddress({ hosts, lans, topology }: Plan): Generator<Finding> {
  for (const { id, name, kind, lan, address } of hosts) {
    const home = lans.find((each) => each.id === lan);
    if (address !== undefined || !home) continue;
    const routers = topology.internet?.routers.filter((each) => each.lan === home.id) ?? [];
    const why = routers.length === 0 ? 'has no router that gives one' : 'has no address left to give';
    yield {
      ...{ code: 'NK117', severity: 'warning', about: id },
      message: `${kind === 'client' ? 'client' : 'host'} ${name} gets no address: lan ${home.name} ${why}`,
      related: [{ about: home.id, message: `lan ${home.name} ${home.cidr}` }],
    };
  }
}
