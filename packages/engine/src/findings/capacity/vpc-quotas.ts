import type { PacketFilter } from '../../topology/filter.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Gateway, Vpc } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import { rulesIn } from '../filters/rules-in.ts';
import type { Finding } from '../finding.ts';
import { tablesOf } from '../routes/tables-of.ts';

/**
 * NK123: quotas of routes, network ACLs, NAT gateways, peering connections and VPCs. Source: VPC user guide, Amazon VPC
 * quotas. Those of blocks, subnets and security groups are with their elements.
 */
export const vpcQuotas: Check = {
  codes: ['NK123'],
  doc: 'A VPC has more of something than the default quota.',
  *run({ plan: { topology } }) {
    const joined = new Map<string, ElementId[]>();
    for (const { id, requester, accepter } of topology.peerings)
      for (const side of new Set([requester, accepter])) add(joined, side, id);
    for (const vpc of topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      yield* tables(vpc);
      for (const acl of vpc.networkAcls) yield* lines(acl);
      yield* natGateways(vpc);
      yield* peerings(vpc, joined.get(vpc.id) ?? []);
    }
    yield* vpcsOfRegions(topology);
  },
};

interface Quota {
  /** `route-table r has 501 IPv4 routes`, without the number. */
  readonly of: string;
  readonly things: string;
  readonly most: number;
  /** Where raising ends. */
  readonly ever?: number;
}

function* over(quota: Quota, all: readonly ElementId[], home?: Finding['related'][number]): Generator<Finding> {
  const first = all[0];
  if (first !== undefined)
    yield* exceeded(quota, all.length, all[quota.most], home ?? { about: first, message: 'the first of them' });
}

function* exceeded(
  { of, things, most, ever }: Quota,
  count: number,
  about: ElementId | undefined,
  home: Finding['related'][number],
): Generator<Finding> {
  if (count <= most || about === undefined) return;
  const raised = ever === undefined ? 'it can be raised' : `it can be raised to ${ever.toLocaleString('en-US')}`;
  yield {
    code: 'NK123',
    severity: ever !== undefined && count > ever ? 'error' : 'warning',
    about,
    message: `${of} has ${count.toLocaleString('en-US')} ${things}; the quota is ${most}, and ${raised}`,
    related: [home],
  };
}

function* tables(vpc: Vpc): Generator<Finding> {
  const all = tablesOf(vpc);
  const home = { about: vpc.id, message: `vpc ${vpc.name}` };
  const ids = all.map(({ id }) => id);
  yield* over({ of: `vpc ${vpc.name}`, things: 'route tables', most: 200 }, ids, home);
  for (const { id, what, routes } of all) {
    const six = routes.filter(({ destination }) => destination.includes(':'));
    const four = routes.filter(({ destination }) => !destination.includes(':'));
    for (const [things, some] of [
      ['routes', four],
      ['IPv6 routes', six],
    ] as const) {
      const quota = { of: what, things, most: 500, ever: 1000 };
      yield* over(
        quota,
        some.map((route) => route.id),
        { about: id, message: what },
      );
    }
  }
}

function* lines({ id, name, lines: all }: PacketFilter): Generator<Finding> {
  for (const direction of ['ingress', 'egress'] as const) {
    const own = all.filter((line) => line.direction === direction);
    for (const family of [4, 6] as const) {
      const things = `${direction} rules${family === 6 ? ' for IPv6' : ''}`;
      const quota = { of: `network-acl ${name}`, things, most: 20, ever: 40 };
      let count = 0;
      const over = own.find((line) => {
        count += rulesIn(line, family);
        return count > quota.most;
      });
      const total = own.reduce((sum, line) => sum + rulesIn(line, family), 0);
      yield* exceeded(quota, total, over?.id, { about: id, message: `network-acl ${name}` });
    }
  }
}

function* natGateways(vpc: Vpc): Generator<Finding> {
  const zones = new Map<string, Gateway[]>();
  const zoneOf = new Map(vpc.subnets.map(({ id, zone }) => [id, zone]));
  for (const nat of vpc.gateways.filter(({ kind }) => kind === 'nat-gateway')) {
    const what = `nat-gateway ${nat.name}`;
    const home = { about: nat.id, message: what };
    const idsOf = (list: Gateway['eips']) => list.map(({ id }) => id);
    yield* over({ of: what, things: 'Elastic IP addresses', most: 2, ever: 8 }, idsOf(nat.eips), home);
    yield* over({ of: what, things: 'private addresses', most: 8 }, idsOf(nat.addresses), home);
    const zone = nat.subnet === undefined ? undefined : zoneOf.get(nat.subnet);
    if (zone !== undefined) add(zones, zone, nat);
  }
  for (const [zone, some] of zones)
    yield* over(
      { of: `zone ${zone} of vpc ${vpc.name}`, things: 'NAT gateways', most: 5 },
      some.map(({ id }) => id),
    );
}

function* peerings({ id, name }: Vpc, own: readonly ElementId[]): Generator<Finding> {
  yield* over({ of: `vpc ${name}`, things: 'peering connections', most: 50, ever: 125 }, own, {
    about: id,
    message: `vpc ${name}`,
  });
}

/** Those whose `region` is written; the quota is one of each account and region. */
function* vpcsOfRegions({ vpcs }: Topology): Generator<Finding> {
  const regions = new Map<string, ElementId[]>();
  for (const { id, cloud, settings } of vpcs) {
    const region = (cloud ?? 'aws') === 'aws' ? settingOf(settings, 'region')?.values[0] : undefined;
    if (region !== undefined) add(regions, region, id);
  }
  for (const [region, ids] of regions) yield* over({ of: `region ${region}`, things: 'VPCs', most: 5 }, ids);
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
