import type { Check } from '../check.ts';

/** NK087: a controller that nobody maintains (kubernetes/ingress-nginx dbb11b92, README; kubernetes.io blog, 2026-03). */
export const retiredControllers: Check = {
  codes: ['NK087'],
  doc: 'An Ingress needs a controller that is retired.',
  *run({ plan }) {
    for (const { kind, members } of plan.balancers) {
      if (kind !== 'nginx') continue;
      for (const about of members)
        yield {
          ...{ code: 'NK087', severity: 'hint' as const, about, related: [] },
          message:
            'ingress-nginx was retired in March 2026: no release follows, and no fix for its security; its authors recommend Gateway API',
        };
    }
  },
};
