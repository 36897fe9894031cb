import { naturalOrder } from '../../base/natural-order.ts';
import { eniOfPod } from '../../plan/network-cards.ts';
import type { Bgp, Plan, PlannedEni, PlannedNode, PlannedPod, PlannedSubnet } from '../../plan/plan.ts';
import { itemOf, itemsAt, podsOfNode } from '../../plan/plan-index.ts';
import { type ElementId, elementId } from '../../topology/id.ts';
import type { guardsOf } from './policies-of.ts';
import type { SceneEni, SceneNode, ScenePod, SceneSpeaker } from './scene.ts';

/** What policies guard of a pod, in words. */
type Guards = ReturnType<typeof guardsOf>;

/** The nodes that stand in a subnet, with their interfaces and the pods behind each. */
export function nodesOf(plan: Plan, subnet: PlannedSubnet, guards: Guards): readonly SceneNode[] {
  return plan.nodes
    .filter((node) => node.subnet === subnet.id)
    .map((node) => sceneNode(plan, subnet, node, guards))
    .sort((a, b) => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id));
}

function sceneNode(plan: Plan, subnet: PlannedSubnet, node: PlannedNode, guards: Guards): SceneNode {
  const pods = podsOfNode(plan, node.id);
  const [first] = node.enis;
  const behind = (eni: PlannedEni | undefined): readonly ScenePod[] =>
    pods
      .filter((pod) => (eniOfPod(node, pod) ?? first) === eni)
      .map((pod) => scenePod(pod, guards(pod)))
      .concat(pods.flatMap((pod) => furtherOf(pod, eni, guards(pod))))
      .sort(byLabel);
  const enis = node.enis.map(
    (eni): SceneEni => ({ id: eni.id, label: eni.interface, address: eni.primary, pods: behind(eni) }),
  );
  const cluster = itemOf(plan.clusters, node.cluster);
  return {
    id: node.id,
    label: node.name,
    // a subnet of a region has machines of all its zones
    machine: [node.machine, subnet.zone === undefined ? node.zone : undefined]
      .filter((each) => each !== undefined)
      .join(' · '),
    used: pods.length,
    ...(node.maxPods !== undefined && { max: node.maxPods }),
    ...cluster?.passes,
    ...(cluster?.bgp ? { bgp: speakerOf(plan, node, cluster.bgp) } : {}),
    enis:
      enis.length > 0
        ? enis
        : [{ id: elementId(`${node.id}#eth0`), label: 'eth0', address: node.address ?? '', pods: behind(undefined) }],
  };
}

const scenePod = (pod: PlannedPod, guarded: string | undefined): ScenePod => ({
  ...{ id: pod.id, label: pod.name, address: pod.address ?? '' },
  ...(guarded === undefined ? {} : { guarded }),
});

/** The interfaces of a pod that have an address of an interface of its node, beside the first one. */
const furtherOf = (pod: PlannedPod, eni: PlannedEni | undefined, guarded: string | undefined): readonly ScenePod[] =>
  (pod.attachments ?? []).flatMap(({ name, eni: own, address }) => {
    if (own !== eni?.id) return [];
    const of = { ...scenePod(pod, guarded), of: pod.id };
    return [{ ...of, id: elementId(`${pod.id}#${name}`), label: `${pod.name} ${name}`, address }];
  });

function speakerOf(plan: Plan, { id, cluster }: PlannedNode, bgp: Bgp): SceneSpeaker {
  const peers = bgp.peers.flatMap(({ address }) => standingAt(plan, address) ?? []);
  return { words: speaks(bgp), ...(bgp.mesh ? { mesh: cluster } : {}), peers: peers.filter((peer) => peer !== id) };
}

/** A node or host with an address, or the subnet whose router has it. */
const standingAt = ({ nodes, hosts, subnets }: Plan, address: string): ElementId | undefined =>
  (itemsAt(nodes, address)[0] ?? itemsAt(hosts, address)[0] ?? subnets.find(({ gateway }) => gateway === address))?.id;

/** `BGP of AS 64512 with every node, 10.0.1.1 of AS 64513`. */
function speaks({ as, mesh, peers }: Bgp): string {
  const others = peers.map((peer) => `${peer.address}${peer.as === as ? '' : ` of AS ${peer.as}`}`);
  const all = [...(mesh ? ['every node'] : []), ...others];
  return `BGP of AS ${as} with ${all.length === 0 ? 'nobody' : all.join(', ')}`;
}

const byLabel = (a: ScenePod, b: ScenePod): number => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id);
