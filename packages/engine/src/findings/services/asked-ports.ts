import { wrongPort } from '../../ask/wrong-port.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { Check } from '../check.ts';

/** NK057: what a Service is asked for is one of its ports. A `given` may change them, so a walk that has one is left alone. */
export const askedPorts: Check = {
  codes: ['NK057'],
  doc: 'A walk asks a Service for a port that it does not have.',
  walks: true,
  *run({ plan }) {
    for (const { id, to, givens } of plan.topology.walks) {
      if (to.kind !== 'element' || givens.length > 0) continue;
      const service = itemOf(plan.services, to.of);
      const wrong = service && wrongPort(service, to.port);
      if (!wrong) continue;
      yield {
        code: 'NK057',
        severity: 'warning',
        about: id,
        message: wrong,
        related: [{ about: service.id, message: `service ${service.name}` }],
      };
    }
  },
};
