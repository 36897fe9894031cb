import type { HealthCheck } from '../../../plan/balancer.ts';
import type { ElementId } from '../../../topology/id.ts';
import { countOf } from '../../../topology/setting.ts';
import type { Report } from '../common/report.ts';
import { albHealth } from './health.ts';
import type { IngressMember } from './ingress-groups.ts';
import type { ListenPort } from './listen-ports.ts';

/** One listener of the network load balancer in front of an ALB: TCP, to one port of the ALB. */
export interface FrontendListener {
  readonly port: number;
  /** The ALB's. */
  readonly target: number;
  readonly health: HealthCheck;
  readonly source?: ElementId;
}

const prefix = 'frontend-nlb-healthcheck-';

interface Wanted {
  readonly port: number;
  readonly target: number;
  readonly member: IngressMember;
}

/**
 * `frontend-nlb-listener-port-mapping 80=443`: ports of the network load balancer, and those of the ALB that they lead to, of
 * which the ones that the Ingress does not listen on are left out; without it each port of the Ingress leads to itself.
 */
function wantedBy(member: IngressMember, ports: readonly ListenPort[], report: Report): readonly Wanted[] {
  const own = ports.filter(({ members }) => members.includes(member)).map(({ port }) => port);
  const pairs = member.annotations.list('frontend-nlb-listener-port-mapping');
  if (pairs.length === 0) return own.map((port) => ({ port, target: port, member }));
  return pairs.flatMap((text): readonly Wanted[] => {
    const [, port, target] = /^(\d+)=(\d+)$/.exec(text) ?? [];
    if (port === undefined || target === undefined) {
      const about = member.annotations.of('frontend-nlb-listener-port-mapping')!.id;
      report.refuse('NK086', about, `${member.key}: ${text} is no PORT=PORT of the frontend NLB and of its ALB`);
      return [];
    }
    return own.includes(Number(target)) ? [{ port: Number(port), target: Number(target), member }] : [];
  });
}

/**
 * The listeners of the network load balancer in front of an ALB. Members that share a port must lead it to the same one, and
 * must not contradict each other about its check, which is that of an ALB's own targets if they say nothing
 * (aws-load-balancer-controller 0b36640, pkg/ingress/model_build_frontend_nlb.go).
 */
export function frontendListeners(
  members: readonly IngressMember[],
  ports: readonly ListenPort[],
  report: Report,
): readonly FrontendListener[] {
  const byPort = new Map<number, Wanted[]>();
  for (const wanted of members.flatMap((member) => wantedBy(member, ports, report)))
    byPort.set(wanted.port, [...(byPort.get(wanted.port) ?? []), wanted]);
  return [...byPort.values()]
    .sort(([a], [b]) => a!.port - b!.port)
    .map((all) => {
      const [{ port, target, member }] = all as [Wanted, ...Wanted[]];
      const other = all.find((each) => each.target !== target);
      if (other)
        report.refuse(
          'NK086',
          other.member.annotations.of('frontend-nlb-listener-port-mapping')?.id ?? other.member.ingress.id,
          `port ${port} of the frontend NLB leads to port ${target} for ${member.key}, and to port ${other.target} for ${other.member.key}`,
        );
      const owners = all.map((each) => each.member);
      const source = owners.flatMap(({ annotations }) => annotations.of('frontend-nlb-listener-port-mapping') ?? [])[0];
      return { port, target, health: healthOf(owners, report), ...(source ? { source: source.id } : {}) };
    });
}

function healthOf(members: readonly IngressMember[], report: Report): HealthCheck {
  const said = (key: string): string | undefined => {
    const lines = members.flatMap(({ annotations, key: name }) => {
      const setting = annotations.of(prefix + key);
      return setting ? [{ setting, name, text: annotations.list(prefix + key).join(',') }] : [];
    });
    const [first] = lines;
    const other = lines.find(({ text }) => text !== first?.text);
    if (first && other) {
      const message = `${other.name} and ${first.name} share a frontend NLB, and write ${prefix}${key} ${other.text} and ${first.text}`;
      report.refuse('NK086', other.setting.id, message);
    }
    return first?.text;
  };
  const number = (key: string, fallback: number): number => countOf(said(key)) ?? fallback;
  const lineOf = (key: string) => members.flatMap(({ annotations }) => annotations.of(prefix + key) ?? [])[0];
  const protocol = said('protocol') ?? albHealth.protocol;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS')
    report.refuse('NK086', lineOf('protocol')!.id, `${prefix}protocol ${protocol}: an ALB is asked over HTTP or HTTPS`);
  const port = said('port') ?? 'traffic-port';
  if (port !== 'traffic-port' && !/^\d+$/.test(port))
    report.refuse('NK086', lineOf('port')!.id, `${prefix}port ${port}: traffic-port, or a number`);
  const source = ['path', 'port', 'protocol', 'success-codes'].flatMap((key) => lineOf(key) ?? [])[0];
  return {
    protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    port: /^\d+$/.test(port) ? Number(port) : 'traffic-port',
    path: said('path') ?? albHealth.path,
    codes: said('success-codes') ?? albHealth.codes,
    interval: number('interval-seconds', albHealth.interval),
    timeout: number('timeout-seconds', albHealth.timeout),
    healthy: number('healthy-threshold-count', albHealth.healthy),
    unhealthy: number('unhealthy-threshold-count', albHealth.unhealthy),
    ...(source ? { source: source.id } : {}),
  };
}
