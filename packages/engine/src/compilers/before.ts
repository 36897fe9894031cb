import type { Endpoint, Plan } from '../plan/plan.ts';

const was = ({ draining: _, ...endpoint }: Endpoint): Endpoint => ({ ...endpoint, ready: true });

/**
 * The plan as it was before the pods that are terminating began to, where some still serve: they were ready endpoints. Undefined: none is.
 * Balancers keep the targets that they have now.
 */
export function beforeTerminating(plan: Plan): Plan | undefined {
  if (!plan.services.some(({ endpoints }) => endpoints.some(({ draining }) => draining))) return undefined;
  const services = plan.services.map((service) => ({
    ...service,
    endpoints: service.endpoints.map((each) => (each.draining ? was(each) : each)),
  }));
  return { ...plan, services };
}
