import { type Cidr, contains, parseCidr, parseIp } from '../../base/addr/index.ts';
import { cniOf } from '../../compilers/cnis/index.ts';
import type { Plan, PlannedNode, PlannedSubnet } from '../../plan/plan.ts';
import { isPrefixed, prefixOf } from '../../plan/prefix-of.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK034: an address lies in the subnet of its interface; a pod's in the subnet of one of its node's ENIs. */
export const addressOutsideSubnet: Check = {
  codes: ['NK034'],
  doc: 'An address lies outside the subnet that it should come from.',
  *run({ plan }) {
    const topology = plan.topology;
    for (const vpc of topology.vpcs) {
      for (const host of vpc.hosts)
        if (host.place.kind === 'subnet') yield* outside(plan, host.place.of, `host ${host.name}`, host.addresses);
      for (const gateway of vpc.gateways)
        if (gateway.subnet !== undefined)
          yield* outside(plan, gateway.subnet, `${gateway.kind} ${gateway.name}`, gateway.addresses);
    }
    for (const cluster of topology.clusters) {
      for (const node of cluster.nodes) {
        if (node.subnet !== undefined) yield* outside(plan, node.subnet, `node ${node.name}`, node.addresses);
        for (const eni of node.enis) {
          const subnet = eni.subnet ?? node.subnet;
          if (subnet !== undefined)
            yield* outside(plan, subnet, `eni ${eni.index} of node ${node.name}`, eni.addresses);
        }
      }
      for (const eni of cluster.controlPlane?.xEnis ?? [])
        if (eni.subnet !== undefined) yield* outside(plan, eni.subnet, 'x-eni', [eni.address]);
      for (const balancer of [...cluster.services, ...cluster.ingresses, ...cluster.gateways])
        for (const place of balancer.placements)
          yield* outside(plan, place.subnet, `the load balancer of ${balancer.name}`, place.addresses);
    }
    yield* podAddresses(plan);
  },
};

function* outside(
  plan: Plan,
  subnetId: ElementId,
  what: string,
  addresses: readonly { readonly id: ElementId; readonly text: string }[],
): Generator<Finding> {
  const subnet = plan.subnets.find((each) => each.id === subnetId);
  if (!subnet) return;
  for (const { id, text } of addresses) {
    const ip = parseIp(text);
    const block = typeof ip === 'bigint' ? subnet.cidr6 : subnet.cidr;
    if (ip === undefined || block === undefined || contains(parseCidr(block)!.cidr, ip)) continue;
    yield {
      code: 'NK034',
      severity: 'error',
      about: id,
      message: `${text} (${what}) is outside its subnet ${subnet.name} ${block}`,
      related: [{ about: subnet.id, message: `subnet ${subnet.name} ${block}` }],
    };
  }
}

type Place = PlannedSubnet & { readonly block: Cidr | undefined };

function* podAddresses(plan: Plan): Generator<Finding> {
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const places = new Map<ElementId, Place>(
    plan.subnets.map((subnet) => [
      subnet.id,
      { ...subnet, block: subnet.cidr === undefined ? undefined : parseCidr(subnet.cidr)!.cidr },
    ]),
  );
  // of a node and a device index: most pods of a node have the same ones
  const placesOf = new Map<string, readonly Place[]>();
  const placesFor = ({ enis, id }: PlannedNode, index: number | undefined): readonly Place[] => {
    const key = `${index} ${id}`;
    const earlier = placesOf.get(key);
    if (earlier) return earlier;
    const own = enis.filter((each) => index === undefined || each.index === index);
    const found = [...new Set(own.map((each) => each.subnet))].flatMap((subnet) => places.get(subnet) ?? []);
    placesOf.set(key, found);
    return found;
  };
  for (const cluster of plan.topology.clusters) {
    const known = plan.clusters.find(({ id }) => id === cluster.id);
    // another pod network gives its pods addresses of its own, or may
    if (!known || known.podsApart || !cniOf(known.cni)) continue;
    for (const pod of cluster.pods) {
      if (pod.addresses.length === 0) continue;
      const node = pod.node === undefined ? undefined : nodes.get(pod.node);
      if (!node || node.enis.length === 0) continue;
      const subnets = placesFor(node, pod.eni);
      for (const { id, text } of pod.addresses) {
        const ip = parseIp(text);
        if (typeof ip !== 'number' || subnets.length === 0) continue;
        const holder = node.enis.find((each) => isPrefixed(each, text));
        if (holder && pod.eni !== undefined && holder.index !== pod.eni) {
          const message = `${text} (pod ${pod.name}) is not assignable to ENI ${pod.eni} of node ${node.name}: it is in the prefix ${prefixOf(text)} of ENI ${holder.index}`;
          const related = [{ about: holder.id, message: `eni ${holder.index} of node ${node.name}` }];
          yield { code: 'NK034', severity: 'error', about: id, message, related };
          continue;
        }
        if (subnets.some(({ block }) => block !== undefined && contains(block, ip))) continue;
        const names = subnets.map((each) => `${each.name} ${each.cidr}`).join(', ');
        const which = pod.eni === undefined ? 'any ENI' : `ENI ${pod.eni}`;
        yield {
          code: 'NK034',
          severity: 'error',
          about: id,
          message: `${text} (pod ${pod.name}) is not assignable to ${which} of node ${node.name}: its subnet is ${names}`,
          related: [{ about: node.id, message: `node ${node.name}` }],
        };
      }
    }
  }
}
