import type { Listener, ListenerProtocol } from '../../../plan/balancer.ts';
import type { ElementId } from '../../../topology/id.ts';
import { listed } from '../common/annotations.ts';
import { certifiedBy } from '../common/certificates.ts';
import type { Report } from '../common/report.ts';
import type { IngressMember } from './ingress-groups.ts';

/** One listener of a group, with the members that listen there. */
export interface ListenPort {
  readonly port: number;
  readonly protocol: Extract<ListenerProtocol, 'HTTP' | 'HTTPS'>;
  readonly members: readonly IngressMember[];
  /** Blocks that clients come from. */
  readonly from: readonly string[];
  readonly certificates: readonly string[];
  readonly certified: NonNullable<Listener['certified']>;
  readonly source: ElementId;
}

const anywhere = '0.0.0.0/0';

interface Wanted {
  readonly port: number;
  readonly protocol: ListenPort['protocol'];
}

/** `HTTP:80`, `HTTPS:443`; without the setting 443 with a certificate and 80 without. */
function wantedBy({ annotations, ingress }: IngressMember, report: Report): readonly Wanted[] {
  const written = annotations.of('listen-ports');
  if (!written) {
    const secure = annotations.of('certificate-arn') !== undefined;
    return [secure ? { port: 443, protocol: 'HTTPS' } : { port: 80, protocol: 'HTTP' }];
  }
  return listed(written.values).flatMap((text) => {
    const [, protocol, port] = /^(HTTPS?):(\d+)$/.exec(text) ?? [];
    const number = Number(port);
    if ((protocol === 'HTTP' || protocol === 'HTTPS') && number >= 1 && number <= 65_535)
      return [{ port: number, protocol }];
    report.refuse('NK086', written.id, `ingress ${ingress.name}: ${text} is no HTTP:port or HTTPS:port`);
    return [];
  });
}

/** The names or ARNs of a certificate line, the first of which is the default one. */
const certificatesOf = ({ annotations }: IngressMember): readonly string[] =>
  annotations.all('certificate-arn').flatMap(({ values }) => listed(values));

/** All that members of a group listen on, by port; who writes no blocks adds none where another one does. */
export function listenPorts(members: readonly IngressMember[], report: Report): readonly ListenPort[] {
  const byPort = new Map<number, { wanted: Wanted; members: IngressMember[] }>();
  for (const member of members) {
    for (const wanted of wantedBy(member, report)) {
      const known = byPort.get(wanted.port);
      if (!known) byPort.set(wanted.port, { wanted, members: [member] });
      else if (known.wanted.protocol !== wanted.protocol)
        report.refuse(
          'NK086',
          member.annotations.of('listen-ports')?.id ?? member.ingress.id,
          `port ${wanted.port} listens for ${known.wanted.protocol} and for ${wanted.protocol}`,
          [{ about: known.members[0]!.ingress.id, message: `${known.wanted.protocol} here` }],
        );
      else if (!known.members.includes(member)) known.members.push(member);
    }
  }
  return [...byPort.values()]
    .sort((a, b) => a.wanted.port - b.wanted.port)
    .map(({ wanted, members: own }) => {
      const from = [...new Set(own.flatMap(({ annotations }) => annotations.list('inbound-cidrs')))];
      return {
        ...wanted,
        members: own,
        from: from.length > 0 ? from : [anywhere],
        certificates: wanted.protocol === 'HTTPS' ? [...new Set(own.flatMap(certificatesOf))] : [],
        certified: certifiedBy(own.flatMap(({ annotations }) => annotations.all('certificate-arn'))),
        source: own[0]!.annotations.of('inbound-cidrs')?.id ?? own[0]!.ingress.id,
      };
    });
}
