import { type ElementId, elementId } from '../topology/id.ts';

/** EKS creates one security group per cluster: everything from itself, everything out. */
export const clusterGroup = (cluster: { readonly id: ElementId }): ElementId =>
  elementId(`${cluster.id}#cluster-security-group`);
