import type { Cluster, Node, NodeGroup } from '../topology/cluster.ts';
import type { Draft } from './draft.ts';
import type { MachineType } from './machine-type.ts';

/** The name of a machine's type: as written, else the platform's. */
export const machineOf = (draft: Draft, cluster: Cluster, { machine }: Node | NodeGroup): string | undefined =>
  machine ?? draft.platformOf(cluster.platform)!.machine;

/** What the cluster's cloud says of a machine type; undefined: it knows none of that name. */
export function typeOfMachine(draft: Draft, cluster: Cluster, machine: string | undefined): MachineType | undefined {
  if (machine === undefined) return undefined;
  const vpc = draft.vpcs.find((each) => each.id === cluster.vpc);
  return draft.cloudOf(vpc?.cloud)?.machineTypes.get(machine);
}
