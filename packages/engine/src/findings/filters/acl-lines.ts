import { cidr, covers, overlaps, parseCidr } from '../../base/addr/index.ts';
import type { FilterLine, FilterPeer, PacketFilter, PortSpec } from '../../topology/filter.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * NK025: a network ACL keeps no state, so replies need a line of their own. NK026: numbers of lines. Source: VPC user
 * guide, network ACLs and ephemeral ports.
 */
export const aclLines: Check = {
  codes: ['NK025', 'NK026'],
  doc: 'A network ACL denies replies to what it allows, or a line has a number that it cannot have.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      const translated = new Set(
        vpc.gateways.flatMap(({ kind, subnet }) => (kind === 'nat-gateway' && subnet !== undefined ? [subnet] : [])),
      );
      for (const acl of vpc.networkAcls) {
        yield* numbers(acl);
        const nat = vpc.subnets.some(({ id, networkAcl }) => networkAcl?.of === acl.id && translated.has(id));
        for (const line of acl.lines)
          yield* replies(acl, line, nat && line.direction === 'egress' ? natPorts : [linux]);
      }
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

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The ports that Linux clients choose from (net.ipv4.ip_local_port_range). */
const linux: Range = { from: 32768, to: 60999 };
/** Those of a NAT gateway, which stand for clients of every kind (VPC user guide, ephemeral ports), below, in and above. */
const natPorts: readonly Range[] = [{ from: 1024, to: 32767 }, linux, { from: 61000, to: 65535 }];
const everywhere: FilterPeer = { kind: 'cidr', cidr: '0.0.0.0/0' };

function* replies(acl: PacketFilter, line: FilterLine, ranges: readonly Range[]): Generator<Finding> {
  if (line.action !== 'allow') return;
  const back = line.direction === 'ingress' ? 'egress' : 'ingress';
  const requests = line.ports.filter(
    ({ protocol, from, to }) =>
      (protocol === 'tcp' || protocol === 'udp') && from !== undefined && (to ?? from) < linux.from,
  );
  // a line for a range from 1024 on is there for replies itself
  for (const spec of requests.filter(({ from, to }) => !(from === 1024 && (to ?? from!) > 30000))) {
    for (const peer of line.peers.length > 0 ? line.peers : [everywhere]) {
      if (peer.kind !== 'cidr') continue;
      const denials = ranges.map((range) => denial(acl, back, { protocol: spec.protocol, ...range }, peer.cidr));
      const denied = denials.find((each) => each !== undefined);
      if (denied === undefined) continue;
      const lost = joined(ranges.filter((_, at) => denials[at] === denied));
      const by = denied === 'end' ? `no ${back} line allows them` : `${back} ${denied.number} denies them`;
      const ports = `${spec.protocol}/${spec.from}${spec.to === undefined || spec.to === spec.from ? '' : `-${spec.to}`}`;
      const way = line.direction === 'ingress' ? `from ${peer.cidr}` : `to ${peer.cidr}`;
      yield {
        code: 'NK025',
        severity: 'warning',
        about: line.id,
        message: `network-acl ${acl.name} allows ${ports} ${way}, but not the replies on ports ${lost}${ranges.length > 1 ? ', which its NAT gateway uses' : ''}: ${by}`,
        related: denied === 'end' ? [] : [{ about: denied.id, message: `${back} ${denied.number}` }],
      };
    }
  }
}

/** What denies replies to a peer: a line, or the end of the list; undefined when they pass, or when it depends. */
function denial(
  acl: PacketFilter,
  direction: FilterLine['direction'],
  wanted: Range & { readonly protocol: string },
  peer: string,
): FilterLine | 'end' | undefined {
  const target = parseCidr(peer)?.cidr;
  if (!target) return undefined;
  const lines = acl.lines.filter((each) => each.direction === direction);
  for (const line of lines.sort((a, b) => (a.number ?? 0) - (b.number ?? 0))) {
    if (!line.ports.some((spec) => meetsReplies(spec, wanted))) continue;
    const blocks = line.peers.flatMap((each) => (each.kind === 'cidr' ? (parseCidr(each.cidr)?.cidr ?? []) : []));
    const of = blocks.length > 0 ? blocks : [cidr(typeof target.base === 'number' ? '0.0.0.0/0' : '::/0')];
    if (!of.some((block) => overlaps(block, target))) continue;
    if (line.action === 'allow') return undefined;
    return of.some((block) => covers(block, target)) && line.ports.some((spec) => isAll(spec, wanted))
      ? line
      : undefined;
  }
  return 'end';
}

/** `1024-65535` of ranges that follow each other. */
function joined(ranges: readonly Range[]): string {
  const all: Range[] = [];
  for (const each of ranges) {
    const before = all.at(-1)?.to === each.from - 1 ? all.pop() : undefined;
    all.push({ from: before?.from ?? each.from, to: each.to });
  }
  return all.map(({ from, to }) => `${from}-${to}`).join(', ');
}

const isAll = ({ protocol, from, to }: PortSpec, wanted: Range): boolean =>
  protocol === 'all' || from === undefined || (from <= wanted.from && (to ?? from) >= wanted.to);

const meetsReplies = (spec: PortSpec, { protocol, from, to }: Range & { readonly protocol: string }): boolean =>
  spec.protocol === 'all' ||
  (spec.protocol === protocol && (spec.from === undefined || ((spec.to ?? spec.from) >= from && spec.from <= to)));
