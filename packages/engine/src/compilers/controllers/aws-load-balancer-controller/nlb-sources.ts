import type { HealthCheck, ListenerProtocol } from '../../../plan/balancer.ts';
import type { Transport } from '../common/filters.ts';

/** Ports of targets that a security group of a balancer has to reach, and those of their health. */
export function backendPorts(
  port: number,
  protocol: ListenerProtocol,
  health: HealthCheck['port'],
): readonly Transport[] {
  const own: Transport[] = [];
  if (protocol === 'UDP' || protocol === 'TCP_UDP') own.push({ protocol: 'udp', port });
  if (protocol !== 'UDP') own.push({ protocol: 'tcp', port });
  const check: Transport = { protocol: 'tcp', port: health === 'traffic-port' ? port : health };
  return own.some((each) => each.protocol === 'tcp' && each.port === check.port) ? own : [...own, check];
}

/** A network load balancer that has no security group, as its targets see it. */
export interface BareBalancer {
  readonly protocol: ListenerProtocol;
  readonly port: number;
  readonly health: HealthCheck['port'];
  readonly preserve: boolean;
  /** Written source ranges. */
  readonly ranges: readonly string[];
  /** Whom it lets in without: blocks of the VPC for an internal one, everybody otherwise. */
  readonly anybody: readonly string[];
  /** Blocks of the subnets that it stands in. */
  readonly subnets: readonly string[];
}

/**
 * Which blocks reach which ports of its targets. Clients keep their addresses where they are preserved, and over UDP;
 * otherwise, and for health checks, the balancer's own subnets come (225f445, pkg/service/model_build_target_group.go,
 * networking without security groups).
 */
export function bareSources(
  of: BareBalancer,
): readonly { readonly from: readonly string[]; readonly ports: readonly Transport[] }[] {
  const udp = of.protocol === 'UDP' || of.protocol === 'TCP_UDP';
  const clients = of.ranges.length > 0 ? of.ranges : of.anybody;
  const traffic = udp || of.preserve ? clients : of.subnets;
  const protocols: readonly Transport['protocol'][] =
    of.protocol === 'UDP' ? ['udp'] : of.protocol === 'TCP_UDP' ? ['tcp', 'udp'] : ['tcp'];
  const out = [{ from: traffic, ports: protocols.map((protocol) => ({ protocol, port: of.port })) }];
  const apart = of.protocol === 'UDP' || (of.health !== 'traffic-port' && of.health !== of.port);
  const covered = !of.preserve || traffic.some((each) => of.anybody.includes(each));
  if (!apart && covered) return out;
  const port = of.health === 'traffic-port' ? of.port : of.health;
  return [...out, { from: of.subnets, ports: [{ protocol: 'tcp', port }] }];
}
