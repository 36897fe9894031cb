import { secondsOf } from '../../base/duration.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PodTemplate } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import { lineOf, whatOf, writtenOf } from './written-of.ts';

/** Seconds between the signal to end and the end, when nobody says it (Kubernetes, terminationGracePeriodSeconds). */
const grace = 30;

/**
 * NK084: pods as targets end before their balancer has stopped sending to them, or their connections are cut before they
 * end (EKS best practices guide, Load balancing). Only where something is written about the one or the other.
 */
export const rollouts: Check = {
  codes: ['NK084'],
  doc: 'Pods behind a load balancer end before it stops sending to them.',
  *run({ plan }) {
    const told = new Set<string>();
    for (const balancer of plan.balancers) {
      const objects = writtenOf(plan, balancer);
      const delay = lineOf(objects, 'deregistration_delay.timeout_seconds');
      for (const { type, targets } of balancer.groups) {
        if (type !== 'ip') continue;
        for (const owner of new Set(targets.map(({ id }) => ownerOf(plan, id)))) {
          const of = owner === undefined ? undefined : templateOf(plan, owner);
          if (!of || owner === undefined || told.has(`${balancer.id} ${owner}`)) continue;
          told.add(`${balancer.id} ${owner}`);
          const period = settingOf(of.settings, 'terminationGracePeriodSeconds');
          const waits = settingOf(of.settings, 'preStop');
          const seconds = numberOf(period) ?? grace;
          const delayed = numberOf(delay);
          const what = whatOf(plan, balancer);
          if (delay && delayed !== undefined && delayed < seconds)
            yield {
              ...{ code: 'NK084', severity: 'warning' as const, about: delay.id },
              message: `${what} cuts connections off ${delayed} s after a target leaves, and ${of.name} has ${seconds} s to end: requests that take longer fail`,
              related: [{ about: period?.id ?? owner, message: `${of.name}: ${seconds} s` }],
            };
          else if (period && !waits)
            yield {
              ...{ code: 'NK084', severity: 'warning' as const, about: period.id },
              message: `${of.name} ends as soon as it is told to, and ${what} still sends to it until it has heard of it: a preStop that waits keeps it serving`,
              related: [{ about: balancer.id, message: what }],
              fixes: [
                { title: 'Add preStop 15s', edits: [{ about: owner, text: 'preStop 15s', inside: true as const }] },
              ],
            };
        }
      }
    }
  },
};

const numberOf = (setting: Setting | undefined): number | undefined => {
  const text = setting?.values[0];
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : secondsOf(text);
};

const ownerOf = ({ pods }: Plan, id: ElementId): ElementId | undefined => {
  const pod = pods.find((each) => each.id === id);
  return pod && (pod.workload ?? pod.id);
};

const templateOf = ({ topology }: Plan, id: ElementId): (PodTemplate & { readonly name: string }) | undefined =>
  topology.clusters.flatMap(({ pods, workloads }) => [...pods, ...workloads]).find((each) => each.id === id);
