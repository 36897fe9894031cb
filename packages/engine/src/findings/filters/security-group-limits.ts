import { refersTo } from '../../plan/joined-vpcs.ts';
import type { PacketFilter } from '../../topology/filter.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Vpc } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { rulesIn } from './rules-in.ts';

/** Default quotas, and how far they can be raised (VPC user guide, Amazon VPC quotas). */
const mostGroups = 5;
const mostGroupsEver = 16;
const mostRules = 60;
const mostProduct = 1000;

/** NK027: references of security groups to other VPCs, groups of one interface, rules of one group. */
export const securityGroupLimits: Check = {
  codes: ['NK027'],
  doc: 'A security group refers to one of a VPC that is not peered, or a quota of security groups is exceeded.',
  *run({ plan: { topology } }) {
    const home = new Map<ElementId, ElementId>();
    for (const vpc of topology.vpcs) for (const group of vpc.securityGroups) home.set(group.id, vpc.id);
    for (const vpc of topology.vpcs) {
      for (const group of vpc.securityGroups) {
        yield* strangers(topology, group, vpc.id, home);
        yield* rules(group);
      }
    }
    const groups = new Map(
      topology.vpcs.flatMap((vpc) => vpc.securityGroups.map((group) => [group.id, group] as const)),
    );
    const counts = new Map(
      [...groups.values()].map((group) => [group.id, Math.max(countIn(group, 'ingress'), countIn(group, 'egress'))]),
    );
    for (const each of interfaces(topology)) yield* product(each, counts, groups);
  },
};

function* strangers(
  topology: Topology,
  group: PacketFilter,
  vpc: ElementId,
  home: ReadonlyMap<ElementId, ElementId>,
): Generator<Finding> {
  for (const line of group.lines) {
    for (const peer of line.peers) {
      if (peer.kind !== 'security-group') continue;
      const other = home.get(peer.group);
      if (other === undefined || other === vpc) continue;
      const [mine, theirs] = [vpc, other].map((id) => topology.vpcs.find((each) => each.id === id)!);
      if (refersTo(topology, vpc, other, line.direction)) continue;
      const why = !peered(topology, vpc, other)
        ? 'which is not peered'
        : farApart(mine!, theirs!)
          ? 'which is peered from another region'
          : undefined;
      if (why === undefined) continue;
      yield {
        code: 'NK027',
        severity: 'warning',
        about: line.id,
        message: `security-group ${group.name} refers to ${peer.text} of vpc ${theirs!.name}, ${why}: the line matches nothing`,
        related: [{ about: peer.group, message: `security-group ${peer.text}` }],
      };
    }
  }
}

/** Whether both regions are written and differ. */
function farApart(...vpcs: readonly Vpc[]): boolean {
  const [one, other] = vpcs.map(({ settings }) => settingOf(settings, 'region')?.values[0]);
  return one !== undefined && other !== undefined && one !== other;
}

const peered = ({ peerings }: Topology, a: ElementId, b: ElementId): boolean =>
  peerings.some(
    ({ requester, accepter }) => (requester === a && accepter === b) || (requester === b && accepter === a),
  );

/** The most rules of one direction and family; IPv4 and IPv6 are counted apart. */
const countIn = ({ lines }: PacketFilter, direction: 'ingress' | 'egress'): number => {
  const own = lines.filter((line) => line.direction === direction);
  return Math.max(...([4, 6] as const).map((family) => own.reduce((sum, line) => sum + rulesIn(line, family), 0)));
};

function* rules(group: PacketFilter): Generator<Finding> {
  for (const direction of ['ingress', 'egress'] as const) {
    const most = countIn(group, direction);
    if (most > mostRules)
      yield {
        code: 'NK027',
        severity: most > mostProduct ? 'error' : 'warning',
        about: group.id,
        message: `security-group ${group.name} has ${most} ${direction} rules; the quota is ${mostRules} for each direction and family`,
        related: [],
      };
  }
}

/** What an interface may have of groups and of rules together. */
function* product(
  { id, what, groups }: Carrier,
  counts: ReadonlyMap<ElementId, number>,
  all: ReadonlyMap<ElementId, PacketFilter>,
): Generator<Finding> {
  const most = groups.reduce((max, each) => Math.max(max, counts.get(each) ?? 0), 0);
  if (groups.length > mostGroups)
    yield {
      code: 'NK027',
      severity: groups.length > mostGroupsEver ? 'error' : 'warning',
      about: id,
      message: `${what} has ${groups.length} security groups; the quota is ${mostGroups} for each interface, and can be raised to ${mostGroupsEver}`,
      related: groups.map((about) => ({ about, message: 'one of them' })),
    };
  // with the default quotas a product of 1,000 is never reached: 5 × 60
  if (groups.length * most > mostProduct && most <= mostProduct)
    yield {
      code: 'NK027',
      severity: 'error',
      about: id,
      message: `${what} has ${groups.length} security groups of up to ${most} rules: ${groups.length} × ${most} = ${groups.length * most}, and both quotas are raised no further than to a product of 1,000`,
      related: groups.map((about) => ({ about, message: `security-group ${all.get(about)?.name}` })),
    };
}

interface Carrier {
  readonly id: ElementId;
  readonly what: string;
  readonly groups: readonly ElementId[];
}

function* interfaces(topology: Topology): Generator<Carrier> {
  for (const vpc of topology.vpcs)
    for (const host of vpc.hosts) yield { id: host.id, what: `host ${host.name}`, groups: host.securityGroups ?? [] };
  for (const cluster of topology.clusters) {
    for (const node of cluster.nodes) {
      yield { id: node.id, what: `node ${node.name}`, groups: node.securityGroups ?? [] };
      for (const eni of node.enis)
        yield { id: eni.id, what: `eni ${eni.index} of node ${node.name}`, groups: eni.securityGroups ?? [] };
    }
    for (const each of cluster.nodeGroups)
      yield { id: each.id, what: `nodegroup ${each.name}`, groups: each.securityGroups ?? [] };
    for (const each of cluster.eniConfigs)
      yield { id: each.id, what: `eniconfig ${each.name}`, groups: each.securityGroups };
    for (const each of cluster.securityGroupPolicies)
      yield { id: each.id, what: `securitygrouppolicy ${each.name}`, groups: each.securityGroups };
  }
}
