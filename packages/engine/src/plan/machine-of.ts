import { cloudOf } from '../clouds/index.ts';
import type { MachineType } from '../clouds/machine-type.ts';
import { platformOf } from '../platforms/index.ts';
import type { Cluster, Node, NodeGroup } from '../topology/cluster.ts';
import type { Draft } from './draft.ts';

/** The name of a machine's type: as written, else the platform's. */
export const machineOf = (cluster: Cluster, { machine }: Node | NodeGroup): string =>
  machine ?? platformOf(cluster.platform ?? 'eks')!.machine;

/** What the cluster's cloud says of a machine type; undefined: it knows none of that name. */
export function typeOfMachine(draft: Draft, cluster: Cluster, machine: string): MachineType | undefined {
  const vpc = draft.vpcs.find((each) => each.id === cluster.vpc);
  return cloudOf(vpc?.cloud ?? 'aws')?.machineTypes.get(machine);
}
