import { type Cidr, parseCidr } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Topology } from '../topology/topology.ts';

/** The block that a text means for a cluster: itself, or the secondary range of that name in a subnet of the cluster's network. */
export function blockNamed({ vpcs }: Pick<Topology, 'vpcs'>, { vpc }: Cluster, text: string): Cidr | undefined {
  const own = parseCidr(text)?.cidr;
  if (own) return own;
  for (const subnet of vpcs.find(({ id }) => id === vpc)?.subnets ?? [])
    for (const { key, values } of subnet.settings)
      if (key === 'secondary-range' && values[0] === text) return parseCidr(values[1] ?? '')?.cidr;
  return undefined;
}
