import { type ElementId, elementId } from '../topology/id.ts';

/**
 * The security group of nodes that name none: everything from itself, everything out, as EKS creates one for each cluster. Where
 * pods have a block of their own, it lets that in as well.
 */
export const clusterGroup = (cluster: { readonly id: ElementId }): ElementId =>
  elementId(`${cluster.id}#cluster-security-group`);
