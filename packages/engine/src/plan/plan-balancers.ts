import { parseIp, plus, showIp } from '../base/addr/index.ts';
import { ip } from '../base/addr/ip.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { PlannedBalancer } from './balancer.ts';
import { modelledMembers } from './balancers-of.ts';
import type { ControllerInput } from './controller.ts';
import { withoutDownNodes } from './down-zones.ts';
import type { Draft } from './draft.ts';
import { memberOf } from './members.ts';
import type { PlannedService } from './plan.ts';
import { statusOf } from './plan-services.ts';

/** Stand-ins for public addresses of balancers that a provider draws: the upper half of the block of `drawn-addresses.ts`. */
const standIns = ip('198.19.0.0');

/** Whether anything in a cluster is for a controller to make a balancer of: without, nothing is looked through. */
const asks = ({ services }: Draft, { id, ingresses, gateways }: Cluster): boolean =>
  ingresses.length > 0 ||
  gateways.length > 0 ||
  services.some(({ type, cluster }) => type === 'LoadBalancer' && cluster === id);

/** A Service of both families as a balancer of IPv4 sees it: without its endpoints of IPv6. */
const ofFour = (service: PlannedService): PlannedService =>
  service.otherClusterIp === undefined
    ? service
    : { ...service, endpoints: service.endpoints.filter(({ address }) => typeof parseIp(address) === 'number') };

/** Writes the addresses that a balancer passes on into the status of its Services, where their author says no other. */
function tellServices(draft: Draft, { services }: Cluster, { nodes, members }: PlannedBalancer): void {
  const texts = nodes.flatMap(({ passed }) => passed ?? []);
  if (texts.length === 0) return;
  for (const [at, service] of draft.services.entries()) {
    const settings = services.find(({ id }) => id === service.id)?.settings ?? [];
    if (members.includes(service.id) && service.balancerIps === undefined)
      draft.services[at] = { ...service, ...statusOf(settings, texts) };
  }
}

/** What the controllers of every cluster make. */
export function planBalancers(draft: Draft): void {
  let drawn = 0;
  for (const planned of draft.clusters) {
    const cluster = draft.topology.clusters.find(({ id }) => id === planned.id)!;
    if (!asks(draft, cluster)) continue;
    const of = <T extends { readonly cluster: string }>(list: readonly T[]) =>
      list.filter((each) => each.cluster === planned.id);
    const input: ControllerInput = {
      ...{ topology: draft.topology, cluster, planned },
      ...{ services: of(draft.services).map(ofFour), pods: of(draft.pods) },
      nodes: of(draft.nodes).filter(({ id }) => !draft.down.has(id)),
      get subnets() {
        const books = [...draft.subnets.values()].filter(({ subnet }) => subnet.vpc === planned.vpc);
        return books.map((book) => book.planned);
      },
      take: (subnet, owner) => draft.subnets.get(subnet)?.next(owner),
      draw: () => {
        drawn += 1;
        return showIp(plus(standIns, drawn));
      },
      supply: (about, label, why) => draft.supply(about, label, why),
    };
    // balancers to targets of IPv6 are not followed
    const controllers = planned.families[0] === 6 ? [] : Object.values(draft.members.controllers);
    for (const controller of controllers) {
      const { balancers: made, filters, problems } = controller.plan(input);
      const balancers = draft.topology.downZones ? made.map((each) => withoutDownNodes(draft, each)) : made;
      draft.balancers.push(...balancers);
      for (const balancer of balancers) tellServices(draft, cluster, balancer);
      for (const { id, public: outer } of balancers.flatMap(({ nodes }) => nodes))
        if (outer?.drawn) draft.drawn.set(id, outer.address);
      draft.filters.groups.push(...filters.groups);
      draft.filters.lines.push(...filters.lines);
      draft.problems.push(...problems);
    }
    const known = modelledMembers(draft.balancers, (kind) => memberOf(draft.members.balancers, kind) !== undefined);
    for (const service of input.services)
      if (service.type === 'LoadBalancer' && !known.has(service.id))
        draft.lacks(service.id, `the load balancer of service ${service.name}`);
    for (const { id } of cluster.ingresses) if (!known.has(id)) draft.lacks(id, 'ingress');
    for (const { id } of cluster.gateways) if (!known.has(id)) draft.lacks(id, 'gateway');
  }
}
