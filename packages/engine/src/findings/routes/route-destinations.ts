import { type Cidr, cidr, contains, covers, parseCidr, showCidr } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Route, Vpc } from '../../topology/vpc.ts';
import { subnetBlocks, vpcBlocks } from '../addresses/written.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { type Table, tablesOf } from './tables-of.ts';

/**
 * NK017: a route inside the VPC is to a whole subnet and to a middlebox. NK018: no route into the range of link-local
 * services. NK019: one route for each destination. Source: VPC user guide, route tables.
 */
export const routeDestinations: Check = {
  codes: ['NK017', 'NK018', 'NK019'],
  doc: 'A route has a destination that AWS refuses, or that stands in the table already.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      for (const table of tablesOf(vpc)) {
        const seen = new Map<string, Route>();
        for (const route of table.routes) {
          const to = parseCidr(route.destination)?.cidr;
          const key = to ? showCidr(to) : route.destination;
          const twin = seen.get(key);
          if (twin) yield duplicate(route, twin, table);
          else seen.set(key, route);
          if (!to) continue;
          yield* insideVpc(plan, vpc, table, route, to);
          const helpers = linkLocal.find((block) => covers(block, to));
          if (helpers)
            yield {
              code: 'NK018',
              severity: 'error',
              about: route.id,
              message: `no route may lead into ${showCidr(helpers)}, the range of link-local services: ${route.destination} of ${table.what}`,
              related: [],
            };
        }
      }
    }
  },
};

const linkLocal = [cidr('169.254.168.0/22'), cidr('fd00:ec2::/32')];

const duplicate = (route: Route, twin: Route, table: Table): Finding => ({
  code: 'NK019',
  severity: 'error',
  about: route.id,
  message: `${table.what} has two routes to ${route.destination}: a table has one for each destination`,
  related: [{ about: twin.id, message: `the other route to ${twin.destination}` }],
});

function* insideVpc(plan: Plan, vpc: Vpc, table: Table, route: Route, to: Cidr): Generator<Finding> {
  const block = vpcBlocks(vpc).find((each) => contains(each.block, to.base) && covers(each.block, to));
  if (!block || route.target.kind === 'local') return;
  const target = route.target.kind === 'element' ? route.target.of : undefined;
  const related = [{ about: block.id, message: `${showCidr(block.block)} of vpc ${vpc.name}` }];
  const whole = to.bits === block.block.bits || vpc.subnets.some((subnet) => isBlockOf(subnet, to));
  if (!whole)
    yield {
      code: 'NK017',
      severity: 'error',
      about: route.id,
      message: `route ${route.destination} of ${table.what} is inside vpc ${vpc.name} ${showCidr(block.block)}, and no whole subnet: AWS refuses it`,
      related,
    };
  else if (target !== undefined && !isMiddlebox(plan, vpc, target))
    yield {
      code: 'NK017',
      severity: 'error',
      about: route.id,
      message: `route ${route.destination} of ${table.what} is inside vpc ${vpc.name}: its target must be a NAT gateway, a machine or a Gateway Load Balancer endpoint`,
      related,
    };
}

const isBlockOf = (subnet: Vpc['subnets'][number], to: Cidr): boolean =>
  subnetBlocks(subnet).some(({ block }) => block.base === to.base && block.bits === to.bits);

/** What may take over traffic inside a VPC. */
const isMiddlebox = (plan: Plan, vpc: Vpc, target: string): boolean =>
  vpc.gateways.some((each) => each.id === target && each.kind === 'nat-gateway') ||
  vpc.hosts.some((each) => each.id === target) ||
  vpc.endpoints.some((each) => each.id === target) ||
  plan.nodes.some((each) => each.id === target || each.group === target);
