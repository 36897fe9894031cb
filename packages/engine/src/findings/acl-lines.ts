import { cidr, covers, overlaps, parseCidr } from '../addr/index.ts';
import type { FilterLine, FilterPeer, PacketFilter, PortSpec } from '../topology/filter.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';

/**
 * NK025: a network ACL keeps no state, so replies need a line of their own. NK026: numbers of lines. Source: VPC user
 * guide, network ACLs and ephemeral ports.
 */
export const aclLines: Check = {
  codes: ['NK025', 'NK026'],
  doc: 'A network ACL denies replies to what it allows, or a line has a number that it cannot have.',
  *run({ plan }) {
    for (const acl of plan.topology.vpcs.flatMap((vpc) => vpc.networkAcls)) {
      yield* numbers(acl);
      for (const line of acl.lines) yield* replies(acl, line);
    }
  },
};

function* numbers(acl: PacketFilter): Generator<Finding> {
  const seen = new Map<string, FilterLine>();
  for (const line of acl.lines) {
    const { number, direction, id } = line;
    if (number === undefined) continue;
    if (number < 1 || number > 32766)
      yield {
        code: 'NK026',
        severity: 'error',
        about: id,
        message: `${direction} ${number} of network-acl ${acl.name}: lines are numbered 1-32766`,
        related: [],
      };
    const twin = seen.get(`${direction} ${number}`);
    if (twin)
      yield {
        code: 'NK026',
        severity: 'error',
        about: id,
        message: `network-acl ${acl.name} has two ${direction} lines ${number}`,
        related: [{ about: twin.id, message: `the other ${direction} ${number}` }],
      };
    else seen.set(`${direction} ${number}`, line);
  }
}

/** The ports that Linux clients choose from (net.ipv4.ip_local_port_range). */
const ephemeral = { from: 32768, to: 60999 };
const everywhere: FilterPeer = { kind: 'cidr', cidr: '0.0.0.0/0' };

function* replies(acl: PacketFilter, line: FilterLine): Generator<Finding> {
  if (line.action !== 'allow') return;
  const back = line.direction === 'ingress' ? 'egress' : 'ingress';
  const requests = line.ports.filter(
    ({ protocol, from, to }) =>
      (protocol === 'tcp' || protocol === 'udp') && from !== undefined && (to ?? from) < ephemeral.from,
  );
  // a line for a range from 1024 on is there for replies itself
  for (const spec of requests.filter(({ from, to }) => !(from === 1024 && (to ?? from!) > 30000))) {
    for (const peer of line.peers.length > 0 ? line.peers : [everywhere]) {
      if (peer.kind !== 'cidr') continue;
      const denied = denial(acl, back, spec.protocol, peer.cidr);
      if (denied === undefined) continue;
      const by = denied === 'end' ? `no ${back} line allows them` : `${back} ${denied.number} denies them`;
      const ports = `${spec.protocol}/${spec.from}${spec.to === undefined || spec.to === spec.from ? '' : `-${spec.to}`}`;
      const way = line.direction === 'ingress' ? `from ${peer.cidr}` : `to ${peer.cidr}`;
      yield {
        code: 'NK025',
        severity: 'warning',
        about: line.id,
        message: `network-acl ${acl.name} allows ${ports} ${way}, but not the replies on ports ${ephemeral.from}-${ephemeral.to}: ${by}`,
        related: denied === 'end' ? [] : [{ about: denied.id, message: `${back} ${denied.number}` }],
      };
    }
  }
}

/** What denies replies to a peer: a line, or the end of the list; undefined when they pass, or when it depends. */
function denial(
  acl: PacketFilter,
  direction: FilterLine['direction'],
  protocol: string,
  peer: string,
): FilterLine | 'end' | undefined {
  const target = parseCidr(peer)?.cidr;
  if (!target) return undefined;
  const lines = acl.lines.filter((each) => each.direction === direction);
  for (const line of lines.sort((a, b) => (a.number ?? 0) - (b.number ?? 0))) {
    if (!line.ports.some((spec) => meetsReplies(spec, protocol))) continue;
    const blocks = line.peers.flatMap((each) => (each.kind === 'cidr' ? (parseCidr(each.cidr)?.cidr ?? []) : []));
    const of = blocks.length > 0 ? blocks : [cidr(typeof target.base === 'number' ? '0.0.0.0/0' : '::/0')];
    if (!of.some((block) => overlaps(block, target))) continue;
    if (line.action === 'allow') return undefined;
    return of.some((block) => covers(block, target)) && line.ports.some((spec) => isAll(spec)) ? line : undefined;
  }
  return 'end';
}

const isAll = ({ protocol, from, to }: PortSpec): boolean =>
  protocol === 'all' || from === undefined || (from <= ephemeral.from && (to ?? from) >= ephemeral.to);

const meetsReplies = (spec: PortSpec, protocol: string): boolean =>
  spec.protocol === 'all' ||
  (spec.protocol === protocol &&
    (spec.from === undefined || ((spec.to ?? spec.from) >= ephemeral.from && spec.from <= ephemeral.to)));
