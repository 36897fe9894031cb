import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { lineOf, type WrittenObject, writtenOf } from './written-of.ts';

/** NK083: nobody says whether a balancer is for the Internet, and its controller makes it internal. */
export const balancerSchemes: Check = {
  codes: ['NK083'],
  doc: 'A load balancer without a scheme is internal.',
  *run({ plan }) {
    for (const balancer of plan.balancers) {
      if (balancer.kind !== 'alb' && balancer.kind !== 'nlb') continue;
      if (balancer.controller === 'service-controller' || balancer.refused !== undefined) continue;
      const objects = writtenOf(plan, balancer);
      const [first] = objects;
      if (!first) continue;
      if (balancer.fronts !== undefined) {
        if (!lineOf(objects, 'frontend-nlb-scheme')) yield inFront(first);
        continue;
      }
      // who reaches the balancer in front is reached by its scheme
      if (plan.balancers.some(({ fronts }) => fronts === balancer.id)) continue;
      if (lineOf(objects, 'scheme', 'internal', 'aws-load-balancer-scheme', 'aws-load-balancer-internal')) continue;
      yield {
        code: 'NK083',
        severity: 'warning',
        about: first.id,
        message: `${first.what} says no scheme: its balancer is internal, and nobody on the Internet reaches it`,
        related: [],
        fixes: ['internet-facing', 'internal'].map((scheme) => ({
          title: `Add scheme ${scheme}`,
          edits: [{ about: first.id, text: `scheme ${scheme}`, inside: true as const }],
        })),
      };
    }
  },
};

const inFront = ({ id, what }: WrittenObject): Finding => ({
  ...{ code: 'NK083', severity: 'warning', about: id, related: [] },
  message: `${what} says no frontend-nlb-scheme: the network load balancer in front of its ALB is internal, and nobody on the Internet reaches it`,
  fixes: ['internet-facing', 'internal'].map((scheme) => ({
    title: `Add frontend-nlb-scheme ${scheme}`,
    edits: [{ about: id, text: `frontend-nlb-scheme ${scheme}`, inside: true as const }],
  })),
});
