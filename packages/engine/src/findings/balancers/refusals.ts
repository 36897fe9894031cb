import { keepsAlways } from '../../plan/balancer.ts';
import type { Plan, Problem } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Fix } from '../finding.ts';

/**
 * Why a controller makes no balancer, or not all of it. NK070: too few zones, or one twice. NK073: nodes as targets, and no node port.
 * NK074: pods as targets that the VPC does not know. NK079: one that is registered, and the address of the client is kept. NK082: two default backends in a group. NK112: groups of pods of a cluster with routes. NK086: everything else.
 */
export const refusals: Check = {
  codes: ['NK070', 'NK073', 'NK074', 'NK079', 'NK082', 'NK086', 'NK112'],
  doc: 'A controller makes no load balancer of what is written, or not all of it.',
  *run({ plan }) {
    const final = new Set(plan.balancers.map(({ refused }) => refused));
    for (const problem of plan.problems) {
      const { code, about, message, related } = problem;
      if (!refusals.codes.includes(code)) continue;
      const severity = final.has(message) ? 'error' : 'warning';
      yield { code, severity, about, message, related, fixes: fixesFor[code]?.(plan, problem) ?? [] };
    }
  },
};

const fixesFor: Readonly<Record<string, (plan: Plan, problem: Problem) => readonly Fix[]>> = {
  // targets of type ip need no node port
  NK073: (plan, problem) => settingAt(plan, problem, 'target-type', 'target-type ip', 'Make pods the targets'),
  NK079: (plan, problem) =>
    keepsAlways(groupAt(plan, problem))
      ? []
      : settingAt(
          plan,
          problem,
          'preserve_client_ip.enabled',
          'preserve_client_ip.enabled false',
          'Give targets the address of the load balancer',
        ),
};

const groupAt = ({ balancers }: Plan, { about }: Problem) =>
  balancers.flatMap(({ groups }) => groups).find(({ source }) => source === about);

/** Writes a line at the Service or Ingress that a problem is about, or over the one that is there. */
function settingAt({ topology }: Plan, { about }: Problem, key: string, text: string, what: string): readonly Fix[] {
  const owner = topology.clusters
    .flatMap(({ ingresses, services }) => [...ingresses, ...services])
    .find(({ id }) => about === id || about.startsWith(`${id}#`));
  if (!owner) return [];
  const written = settingOf(owner.settings, key);
  const edit = written ? { about: written.id, text } : { about: owner.id, text, inside: true as const };
  return [{ title: `${what}: ${text}`, edits: [edit] }];
}
