import { cloudOf } from '../../compilers/clouds/index.ts';
import type { Plan, PlannedSubnet } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Fix } from '../finding.ts';
import { makePublic } from '../routes/fix-way.ts';

/**
 * NK020: an internet gateway translates only addresses that have a public one; and a public address is of no use without a
 * route to it.
 */
export const publicAddresses: Check = {
  codes: ['NK020'],
  doc: 'A public address in a subnet without a route to an internet gateway, or a machine without one in a public subnet.',
  *run({ plan }) {
    const launched = new Set(
      plan.topology.vpcs
        .flatMap((vpc) => vpc.subnets)
        .filter((subnet) => settingOf(subnet.settings, 'map-public-ip-on-launch')?.values[0] === 'true')
        .map((subnet) => subnet.id),
    );
    const open = new Set(plan.vpcs.filter(({ cloud }) => cloudOf(cloud)?.open).map(({ id }) => id));
    const seen = new Set<ElementId>();
    for (const { about, what, subnet, eip } of machines(plan)) {
      if (subnet === undefined || seen.has(about) || open.has(subnet.vpc)) continue;
      seen.add(about);
      const related = [{ about: subnet.id, message: `subnet ${subnet.name}, route table ${subnet.routeTableName}` }];
      if (eip !== undefined && subnet.reach !== 'public')
        yield {
          code: 'NK020',
          severity: 'warning',
          about,
          message: `${what} has the public address ${eip}, but subnet ${subnet.name} has no route to an internet gateway: nobody reaches it`,
          related,
          fixes: waysOut(plan, subnet),
        };
      else if (eip === undefined && subnet.reach === 'public' && !launched.has(subnet.id))
        yield {
          code: 'NK020',
          severity: 'warning',
          about,
          message: `${what} is in the public subnet ${subnet.name} and has no public address: it does not reach the Internet`,
          related,
        };
    }
  },
};

function* machines(plan: Plan): Generator<{
  readonly about: ElementId;
  readonly what: string;
  readonly subnet: PlannedSubnet | undefined;
  readonly eip: string | undefined;
}> {
  const subnets = new Map(plan.subnets.map((each) => [each.id, each]));
  const at = (id: ElementId | undefined) => (id === undefined ? undefined : subnets.get(id));
  for (const host of plan.hosts)
    yield { about: host.id, what: `host ${host.name}`, subnet: at(host.subnet), eip: host.eip };
  for (const node of plan.nodes)
    yield {
      about: node.group ?? node.id,
      what: `node ${node.name}`,
      subnet: at(node.enis[0]?.subnet ?? node.subnet),
      eip: node.eip,
    };
}

function waysOut(plan: Plan, { id, vpc: owner }: PlannedSubnet): Fix[] {
  const vpc = plan.topology.vpcs.find((each) => each.id === owner);
  const subnet = vpc?.subnets.find((each) => each.id === id);
  return vpc && subnet ? makePublic(vpc, subnet) : [];
}
