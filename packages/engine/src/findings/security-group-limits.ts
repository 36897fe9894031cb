import type { PacketFilter } from '../topology/filter.ts';
import type { ElementId } from '../topology/id.ts';
import type { Topology } from '../topology/topology.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';

/** Default quotas (VPC user guide, Amazon VPC quotas); both can be raised. */
const mostGroups = 5;
const mostRules = 60;

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
    for (const { id, what, groups } of interfaces(topology)) {
      if (groups.length <= mostGroups) continue;
      yield {
        code: 'NK027',
        severity: 'warning',
        about: id,
        message: `${what} has ${groups.length} security groups; the quota is ${mostGroups} for each interface`,
        related: groups.map((about) => ({ about, message: 'one of them' })),
      };
    }
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
      if (other === undefined || other === vpc || peered(topology, vpc, other)) continue;
      const name = topology.vpcs.find((each) => each.id === other)!.name;
      yield {
        code: 'NK027',
        severity: 'warning',
        about: line.id,
        message: `security-group ${group.name} refers to ${peer.text} of vpc ${name}, which is not peered: the line matches nothing`,
        related: [{ about: peer.group, message: `security-group ${peer.text}` }],
      };
    }
  }
}

const peered = ({ peerings }: Topology, a: ElementId, b: ElementId): boolean =>
  peerings.some(
    ({ requester, accepter }) => (requester === a && accepter === b) || (requester === b && accepter === a),
  );

/** Each pair of ports and peer is a rule; IPv4 and IPv6 are counted apart, and a reference counts in both. */
function* rules(group: PacketFilter): Generator<Finding> {
  for (const direction of ['ingress', 'egress'] as const) {
    const count = { 4: 0, 6: 0 };
    for (const line of group.lines) {
      if (line.direction !== direction) continue;
      const ports = Math.max(1, line.ports.length);
      const of = (family: 4 | 6) =>
        line.peers.filter((peer) => peer.kind !== 'cidr' || peer.cidr.includes(':') === (family === 6)).length;
      count[4] += ports * (line.peers.length === 0 ? 1 : of(4));
      count[6] += ports * (line.peers.length === 0 ? 1 : of(6));
    }
    const most = Math.max(count[4], count[6]);
    if (most > mostRules)
      yield {
        code: 'NK027',
        severity: 'warning',
        about: group.id,
        message: `security-group ${group.name} has ${most} ${direction} rules; the quota is ${mostRules} for each direction and family`,
        related: [],
      };
  }
}

function* interfaces(
  topology: Topology,
): Generator<{ readonly id: ElementId; readonly what: string; readonly groups: readonly ElementId[] }> {
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
