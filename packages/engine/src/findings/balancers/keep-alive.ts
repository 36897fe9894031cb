import { secondsOf } from '../../base/duration.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Container, PodTemplate } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import { whatOf } from './written-of.ts';

/** NK085: a program closes idle connections before its balancer does, which then sends a request into a closed one (ALB user guide, Troubleshoot, HTTP 502). */
export const keepAlive: Check = {
  codes: ['NK085'],
  doc: 'A target keeps idle connections no longer than its load balancer.',
  *run({ plan }) {
    const told = new Set<ElementId>();
    for (const balancer of plan.balancers) {
      if (balancer.kind !== 'alb') continue;
      for (const setting of timeouts(
        plan,
        balancer.groups.flatMap(({ targets }) => targets.map(({ id }) => id)),
      )) {
        const seconds = secondsOf(setting.values[0] ?? '');
        if (seconds === undefined || seconds > balancer.idleSeconds || told.has(setting.id)) continue;
        told.add(setting.id);
        const longer = `keepalive_timeout ${balancer.idleSeconds + 5}s`;
        yield {
          ...{ code: 'NK085', severity: 'warning' as const, about: setting.id },
          message: `connections are closed after ${seconds} s here, and ${whatOf(plan, balancer)} keeps them for ${balancer.idleSeconds} s: now and then a request meets a closed one, and is answered with 502`,
          related: [{ about: balancer.id, message: whatOf(plan, balancer) }],
          fixes: [{ title: `Keep them longer: ${longer}`, edits: [{ about: setting.id, text: longer }] }],
        };
      }
    }
  },
};

/** The lines that say how long programs of these pods keep connections, each once. */
function timeouts({ pods, topology }: Plan, targets: readonly ElementId[]): ReadonlySet<Setting> {
  const wanted = new Set(targets);
  const owners = new Set(pods.filter(({ id }) => wanted.has(id)).map(({ id, workload }) => workload ?? id));
  const out = new Set<Setting>();
  for (const cluster of topology.clusters)
    for (const each of [...cluster.pods, ...cluster.workloads] as readonly (PodTemplate & {
      readonly id: ElementId;
    })[]) {
      if (!owners.has(each.id)) continue;
      for (const of of [each, ...each.containers] as readonly Pick<Container, 'settings'>[]) {
        const found = settingOf(of.settings, 'keepalive_timeout');
        if (found) out.add(found);
      }
    }
  return out;
}
