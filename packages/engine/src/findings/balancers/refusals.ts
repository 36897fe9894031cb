import type { Plan, Problem } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Fix } from '../finding.ts';

/**
 * Why a controller makes no balancer, or not all of it. NK070: too few zones, or one twice. NK073: nodes as targets, and no node port.
 * NK074: pods as targets that the VPC does not know. NK082: two default backends in a group. NK112: groups of pods of a cluster with routes. NK086: everything else.
 */
export const refusals: Check = {
  codes: ['NK070', 'NK073', 'NK074', 'NK082', 'NK086', 'NK112'],
  doc: 'A controller makes no load balancer of what is written, or not all of it.',
  *run({ plan }) {
    const final = new Set(plan.balancers.map(({ refused }) => refused));
    for (const problem of plan.problems) {
      const { code, about, message, related } = problem;
      if (!refusals.codes.includes(code)) continue;
      const severity = final.has(message) ? 'error' : 'warning';
      yield { code, severity, about, message, related, fixes: code === 'NK073' ? podsAsTargets(plan, problem) : [] };
    }
  },
};

/** Targets of type ip need no node port. */
function podsAsTargets({ topology }: Plan, { about }: Problem): readonly Fix[] {
  const owner = topology.clusters
    .flatMap(({ ingresses, services }) => [...ingresses, ...services])
    .find(({ id }) => about === id || about.startsWith(`${id}#`));
  if (!owner) return [];
  const written = settingOf(owner.settings, 'target-type');
  const edit = written
    ? { about: written.id, text: 'target-type ip' }
    : { about: owner.id, text: 'target-type ip', inside: true as const };
  return [{ title: 'Make pods the targets: target-type ip', edits: [edit] }];
}
