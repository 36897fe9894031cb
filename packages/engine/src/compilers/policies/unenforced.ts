import type { PolicyEnforcer } from './enforcer.ts';

/** A CNI without policies: the API server takes them, and nobody reads them (kubernetes.io, concepts, network policies). */
export const unenforced = (id: string): PolicyEnforcer => ({
  id,
  doc: `${id} enforces no network policies.`,
  ignores: () => ({ why: `cni ${id} enforces no network policies` }),
});
