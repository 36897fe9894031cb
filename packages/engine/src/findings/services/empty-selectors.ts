import type { Check } from '../check.ts';

/** NK050: a Service selects at least one pod. */
export const emptySelectors: Check = {
  codes: ['NK050'],
  doc: 'The selector of a Service matches no pod.',
  *run({ plan }) {
    const all = new Map(plan.topology.clusters.flatMap((cluster) => cluster.services).map((each) => [each.id, each]));
    for (const service of plan.services) {
      const written = all.get(service.id);
      if (!written || written.endpoints.length > 0 || service.type === 'ExternalName' || service.endpoints.length > 0)
        continue;
      const requirements = written.selector?.requirements.map(({ key, operator, values }) =>
        operator === 'in' ? `${key}=${values.join('|')}` : `${operator} ${key}`,
      );
      const selector = requirements?.join(',') ?? `app=${service.name} (the default)`;
      const about = written.selector?.id ?? service.id;
      const message = `selector ${selector} of service ${service.name} matches no pod in namespace ${service.namespace}: connections to it fail`;
      yield { code: 'NK050', severity: 'warning', about, message, related: [] };
    }
  },
};
