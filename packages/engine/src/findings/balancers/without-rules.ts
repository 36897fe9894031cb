import type { Check } from '../check.ts';

/**
 * NK088: an Ingress that says nothing of where requests go (Kubernetes 1.37, pkg/apis/networking/validation, ValidateIngressSpec:
 * "either `defaultBackend` or `rules` must be specified").
 */
export const withoutRules: Check = {
  codes: ['NK088'],
  doc: 'An Ingress has neither rules nor a default backend.',
  *run({ plan }) {
    for (const { id, name, rules, defaultBackend, defaultAction } of plan.topology.clusters.flatMap(
      ({ ingresses }) => ingresses,
    ))
      if (rules.length === 0 && !defaultBackend && defaultAction === undefined)
        yield {
          ...{ code: 'NK088', severity: 'warning' as const, about: id, related: [] },
          message: `ingress ${name} has neither rules nor a default backend: the API server refuses it, and a balancer would answer 404 to everything`,
        };
  },
};
