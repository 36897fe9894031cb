import { type Cidr, cidr, type Ip, parseCidr, parseIp, showCidr } from '../../../base/addr/index.ts';
import { usesRoutes } from '../../../plan/gke-modes.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { Route } from '../../../topology/vpc.ts';
import { marksOf } from './firewall.ts';

/** A route of a network that is none of its subnets. */
export interface WrittenRoute {
  readonly to: Cidr;
  /** As it is written: `10.9.0.0/16`. */
  readonly text: string;
  readonly priority: number;
  readonly hop: Hop;
  /** The addresses of machines that it is for; undefined: all. */
  readonly from?: readonly Ip[];
  /** Machines with one of these tags. */
  readonly tags: readonly string[];
  readonly source?: ElementId;
}

export type Hop =
  | { readonly kind: 'internet' }
  | { readonly kind: 'instance'; readonly via: Ip; readonly subnet: ElementId; readonly name: string }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'unmodelled'; readonly what: string };

/** The priority of a route that says none (VPC documentation, static routes). */
const usualPriority = 1000;

const tagsOf = (settings: readonly Setting[] = []): readonly string[] =>
  settings.filter(({ key }) => key === 'tags').flatMap(({ values }) => values);

/**
 * The routes that a file writes for a network, and the one to the Internet that every network begins with. In the order in which they are looked at: longer
 * prefixes first, then lower numbers (VPC documentation, routes: routing order).
 */
export function writtenRoutes(plan: Plan, id: ElementId): readonly WrittenRoute[] {
  const vpc = plan.topology.vpcs.find((each) => each.id === id)!;
  const begins = settingOf(vpc.settings, 'delete-default-routes-on-create')?.values[0] !== 'true';
  const routes = (vpc.routes ?? []).flatMap((route): WrittenRoute[] => {
    const to = parseCidr(route.destination)?.cidr;
    const hop = to && hopOf(plan, id, route);
    if (!to || !hop) return [];
    const priority = Number(settingOf(route.settings ?? [], 'priority')?.values[0] ?? usualPriority);
    const tags = tagsOf(route.settings);
    const from = tags.length > 0 ? { from: machinesWith(plan, id, tags) } : {};
    return [{ to, text: showCidr(to), priority, hop, tags, ...from, source: route.id }];
  });
  return [...routes, ...routesToNodes(plan, id), ...(begins ? [firstRoute] : [])].sort(
    (a, b) =>
      b.to.bits - a.to.bits || a.to.base.toString().localeCompare(b.to.base.toString()) || a.priority - b.priority,
  );
}

/** A cluster that is not VPC-native has a route for each node (kubernetes/cloud-provider-gcp, providers/gce/gce_routes.go: k8s-node-route, priority 1000). */
const routesToNodes = (plan: Plan, network: ElementId): readonly WrittenRoute[] =>
  plan.topology.clusters
    .filter((cluster) => usesRoutes(cluster) && cluster.vpc === network)
    .flatMap((cluster) => plan.nodes.filter((node) => node.cluster === cluster.id))
    .flatMap(({ id, group, name, subnet, address, podCidr }): readonly WrittenRoute[] => {
      const [to, via] = [parseCidr(podCidr ?? '')?.cidr, parseIp(address ?? '')];
      if (!to || via === undefined || subnet === undefined) return [];
      const hop = { kind: 'instance', via, subnet, name } as const;
      return [{ to, text: showCidr(to), priority: usualPriority, hop, tags: [], source: group ?? id }];
    });

const firstRoute: WrittenRoute = {
  ...{ to: cidr('0.0.0.0/0'), text: '0.0.0.0/0', priority: usualPriority, hop: { kind: 'internet' }, tags: [] },
};

function hopOf(plan: Plan, network: ElementId, { target, destination }: Route): Hop | undefined {
  switch (target.kind) {
    case 'internet':
    case 'blackhole':
      return { kind: target.kind };
    case 'local':
      return undefined;
    case 'element': {
      const machine = [...plan.nodes, ...plan.hosts].find(({ id }) => id === target.of);
      const via = parseIp(machine?.address ?? '');
      const inside = plan.subnets.some(({ id, vpc }) => id === machine?.subnet && vpc === network);
      if (machine?.subnet === undefined || via === undefined || !inside)
        return {
          kind: 'unmodelled',
          what: `route ${destination} of a network of Google Cloud, which leads to no machine of it`,
        };
      return { kind: 'instance', via, subnet: machine.subnet, name: machine.name };
    }
  }
}

/** The addresses of machines with one of these tags: what such a machine sends goes by the route, whatever its source. */
function machinesWith(plan: Plan, network: ElementId, tags: readonly string[]): readonly Ip[] {
  const marks = marksOf(plan);
  const inside = new Set(plan.subnets.filter(({ vpc }) => vpc === network).map(({ id }) => id));
  return [...plan.nodes, ...plan.hosts].flatMap((each): Ip[] => {
    const address = parseIp(each.address ?? '');
    if (each.subnet === undefined || !inside.has(each.subnet) || address === undefined) return [];
    const own = marks.get(('group' in each ? each.group : undefined) ?? each.id)?.tags ?? [];
    return tags.some((tag) => own.includes(tag)) ? [address] : [];
  });
}
