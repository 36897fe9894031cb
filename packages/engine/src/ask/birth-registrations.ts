import { balancerOf } from '../compilers/balancers/index.ts';
import { poolId } from '../compilers/balancers/pools.ts';
import type { Check } from '../network/balance.ts';
import { showEnd } from '../network/header.ts';
import type { Branch, Hop, Step } from '../trace/trace.ts';
import { healthBookOf } from '../walk/converse.ts';
import { whatIsAsked } from '../walk/health.ts';
import type { Birth } from './birth-steps.ts';

type Ended = Pick<Branch, 'verdict' | 'client' | 'cause' | 'assumes'>;

/** The target groups that register a pod, as each node of their balancers sees it, and what its checks come to. */
export function registrations({ plan, network, pod, address }: Birth): Ended & { readonly hops: readonly Hop[] } {
  const hops: Hop[] = [];
  const assumes: string[] = [];
  let isUnhealthy = false;
  for (const balancer of plan.balancers) {
    for (const group of balancer.groups) {
      const pool = network.pools.get(poolId(balancer, group.id));
      const target = pool?.targets.find((each) => each.address === address);
      if (!pool || !target) continue;
      const source = target.source ?? pool.source ?? pod.id;
      const end = showEnd(address, target.port, 'tcp');
      const registered: Step = {
        kind: 'set',
        stage: pool.called ?? 'target group',
        entry: `${pool.name}: ${pod.name} ${end}`,
        source,
      };
      for (const { id, zone } of balancer.nodes) {
        const device = network.devices.get(id);
        if (!device || (pool.ownZone && target.zone !== zone)) continue;
        const steps: Step[] = [registered];
        const { check } = pool;
        if (check) {
          const health = healthBookOf(network).of(device, { ...pool, check }, target);
          const asked = whatIsAsked(check, target);
          const why = health.state === 'healthy' ? '' : `: ${health.why}`;
          const when = health.state === 'healthy' ? ` after ${timeOf(check, balancer.kind)}` : '';
          steps.push({
            ...{ kind: health.state === 'unhealthy' ? 'drop' : 'set', stage: 'health check' },
            ...(health.state === 'unhealthy' ? { cause: 'LB-UNHEALTHY' as const } : {}),
            entry: `${asked}: ${health.state}${when}${why}`,
            source: check.source ?? source,
          });
          if (health.state === 'unknown') assumes.push(`${asked}: ${health.why}`);
          if (health.state === 'healthy' && balancerOf(balancer.kind)?.firstChecks === undefined)
            assumes.push(`a new target of ${device.name} passes as many checks in a row as one that was unhealthy`);
          isUnhealthy ||= health.state === 'unhealthy';
        }
        hops.push({
          ...{ device: device.name, id: device.id, kind: device.kind, steps },
          ...(device.source === undefined ? {} : { source: device.source }),
        });
      }
    }
  }
  const told = assumes.length > 0 ? { assumes: [...new Set(assumes)] } : {};
  if (isUnhealthy) return { hops, verdict: 'not-delivered', client: 'unknown', cause: 'LB-UNHEALTHY', ...told };
  return { hops, verdict: 'delivered', client: 'ok', ...told };
}

/** `1 check, at most 15 s`: a target that is asked every so many seconds is asked first within as many. */
function timeOf({ interval, healthy }: Check, kind: string): string {
  const checks = balancerOf(kind)?.firstChecks ?? healthy;
  return `${checks} ${checks === 1 ? 'check' : 'checks'}, at most ${checks * interval} s`;
}
