import type { Cluster } from '../topology/cluster.ts';
import type { Written } from '../topology/vpc.ts';
import type { Draft } from './draft.ts';
import { memberOf } from './members.ts';
import { isRegionalNat } from './nat-kinds.ts';

/**
 * Notes every written address of something that netk reads and does not model, so that a packet which needs one has an
 * undetermined end and not a false one.
 */
export function noteForeign(draft: Draft): void {
  const { topology, clusters } = draft;
  const note = (what: string, ...lists: readonly (readonly Written[])[]): void => {
    for (const { text } of lists.flat()) draft.foreign.set(text, what);
  };
  for (const cluster of topology.clusters) {
    for (const { address } of cluster.controlPlane?.xEnis ?? []) note('the control plane', [address]);
    for (const balancer of [...cluster.services, ...cluster.ingresses, ...cluster.gateways]) {
      const places = balancer.placements.flatMap(({ addresses, eips }) => [...addresses, ...eips]);
      const status = balancer.settings.filter(({ key }) => key === 'status.loadBalancer').map(asWritten);
      note(`the load balancer of ${balancer.name}`, places, balancer.vips, status);
    }
    const planned = clusters.find(({ id }) => id === cluster.id);
    if (!planned) note(`of cluster ${cluster.name} on ${cluster.platform}`, machinesOf(cluster), podsOf(cluster));
    else if (!draft.hasCni(planned.cni)) note(`a pod behind cni ${planned.cni}`, podsOf(cluster));
  }
  for (const { kind, nodes } of draft.balancers) {
    if (memberOf(draft.members.balancers, kind) === undefined) continue;
    for (const { address, public: outer } of nodes)
      for (const own of [address, outer?.address]) if (own !== undefined) draft.foreign.delete(own);
  }
  for (const gateway of topology.vpcs.flatMap(({ gateways }) => gateways))
    if (isRegionalNat(gateway)) note(`the regional NAT gateway ${gateway.name}`, gateway.eips);
  for (const vpc of topology.vpcs) {
    if (draft.cloudOf(vpc.cloud)) continue;
    for (const each of [...vpc.hosts, ...vpc.gateways])
      note(`${each.name} of vpc ${vpc.name} on ${vpc.cloud}`, each.addresses, each.eips);
  }
}

const asWritten = ({ id, values }: { readonly id: Written['id']; readonly values: readonly string[] }): Written => ({
  id,
  text: values[0] ?? '',
});

const machinesOf = ({ nodes }: Cluster): readonly Written[] =>
  nodes.flatMap((node) => [...node.addresses, ...node.eips, ...node.enis.flatMap((eni) => eni.addresses)]);

const podsOf = ({ pods }: Cluster): readonly Written[] => pods.flatMap(({ addresses }) => addresses);
