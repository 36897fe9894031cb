import { isIcmp } from '../../base/icmp.ts';
import { ipProtocols } from '../../base/ip-protocols.ts';
import { hasPorts as portsOf, protocols } from '../../network/header.ts';
import type { FilterLine, PacketFilter, PortSpec } from '../../topology/filter.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/**
 * NK122: lines of security groups only allow and have no numbers; lines of network ACLs have a number and an action, and
 * name blocks; both name ports by number, ICMP has types and codes. Source: VPC user guide, security group rules and network ACL rules.
 */
export const filterLines: Check = {
  codes: ['NK122'],
  doc: 'A line of a security group or network ACL is one that AWS does not take.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      for (const group of vpc.securityGroups) yield* wrongLines(group, 'security-group', ofGroup);
      for (const acl of vpc.networkAcls) yield* wrongLines(acl, 'network-acl', ofAcl);
    }
  },
};

type Judge = (line: FilterLine) => { readonly severity: 'error' | 'warning'; readonly why: string } | undefined;

function* wrongLines({ id, name, lines }: PacketFilter, noun: string, judge: Judge): Generator<Finding> {
  for (const line of lines) {
    const wrong = judge(line) ?? ofNone(line, lines, noun) ?? ofPorts(line);
    if (!wrong) continue;
    yield {
      code: 'NK122',
      severity: wrong.severity,
      about: line.id,
      message: `${[line.direction, line.number].join(' ').trim()} of ${noun} ${name}: ${wrong.why}`,
      related: [{ about: id, message: `${noun} ${name}` }],
    };
  }
}

const ofGroup: Judge = ({ number, action }) => {
  if (action === 'deny') return error('a security group only allows; a network ACL can deny');
  if (number !== undefined) return error('lines of a security group have no numbers: all of them count, in no order');
  return undefined;
};

const ofAcl: Judge = ({ number, peers, direction }) => {
  if (number === undefined)
    return error(`a line of a network ACL has a number and an action: ${direction} 100 allow …`);
  const group = peers.find((peer) => peer.kind === 'security-group');
  if (group?.kind === 'security-group')
    return error(`a network ACL knows blocks, and not security-group ${group.text}: the line matches nothing`);
  return undefined;
};

/** What stands behind the protocol: ports by number, for ICMP a type and its code, for any other protocol nothing. */
const ofPorts: Judge = ({ ports }) => {
  const why = ports.map(wrongSpec).find((each) => each !== undefined);
  return why === undefined ? undefined : error(why);
};

function wrongSpec({ protocol, from, named, icmp }: PortSpec): string | undefined {
  if (isIcmp(protocol) && named !== undefined) return `${protocol} has no message ${named}: it matches nothing`;
  if (icmp && Math.max(icmp.type, icmp.code ?? 0) > 255) return `types and codes of ${protocol} are 0-255`;
  if (protocol === 'ip') return 'protocols behind ip/ are numbers, 0-255: ip/4; every protocol is all';
  if (named !== undefined) return `ports have numbers here: ${named} matches nothing`;
  const hasNone = !hasPorts.has(protocol) && (ipProtocols.has(protocol) || protocol.startsWith('ip/'));
  return from !== undefined && hasNone ? `${protocol} has no ports: write ${protocol}` : undefined;
}

const hasPorts: ReadonlySet<string> = new Set(protocols.filter((each) => portsOf(each)));

/** `egress none` says that the list is empty: a group that the EC2 API makes allows everything out until that is taken away. */
function ofNone({ direction, ports }: FilterLine, lines: readonly FilterLine[], noun: string): ReturnType<Judge> {
  if (!ports.some(({ protocol }) => protocol === 'none')) return undefined;
  if (noun !== 'security-group') return error('only a security group has an empty list: deny all');
  const alone = ports.length === 1 && lines.filter((line) => line.direction === direction).length === 1;
  return alone ? undefined : error(`none says that the list is empty, and there are other ${direction} lines`);
}

const error = (why: string) => ({ severity: 'error', why }) as const;
