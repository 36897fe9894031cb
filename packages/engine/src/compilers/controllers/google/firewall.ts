import type { PlannedBalancer, TargetGroup } from '../../../plan/balancer.ts';
import type { FilterPeer, PacketFilter, PortSpec } from '../../../topology/filter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { frontEnds, nodeTag } from '../../clouds/gcp/ranges.ts';
import type { View } from '../common/view.ts';

/** Those of pods, and those of checks that are at another port. With an instance group the whole range of node ports is opened, and not its own alone (kubernetes/ingress-gce acbcf5d6, pkg/firewalls, controller.go). */
function portsOf(groups: readonly TargetGroup[]): readonly PortSpec[] {
  const pods = groups.filter(({ type }) => type === 'ip').flatMap(({ targets }) => targets.map(({ port }) => port));
  const checks = groups.flatMap(({ health: { port } }) => (port === 'traffic-port' ? [] : [port]));
  const own = [...new Set([...pods, ...checks])]
    .sort((a, b) => a - b)
    .map((port) => ({ protocol: 'tcp', from: port, to: port }));
  const nodes = groups.some(({ type }) => type === 'instance') ? [{ protocol: 'tcp', from: 30_000, to: 32_767 }] : [];
  return [...own, ...nodes];
}

/** The one rule that a controller makes for all of its balancers: who checks and who asks, and the subnets of the proxies of those that stand in the network. Undefined: nothing is behind them. */
export function ruleForAll(
  view: View,
  rule: { readonly id: ElementId; readonly name: string },
  balancers: readonly PlannedBalancer[],
): PacketFilter | undefined {
  const ports = portsOf(balancers.flatMap(({ groups }) => groups));
  if (ports.length === 0) return undefined;
  const { id, name } = rule;
  const proxies = balancers.flatMap(({ kind, nodes }) =>
    kind === 'envoy' ? nodes.flatMap(({ subnet }) => view.subnet(subnet)?.cidr ?? []) : [],
  );
  const peers = [...frontEnds.ranges, ...new Set(proxies)].map((cidr): FilterPeer => ({ kind: 'cidr', cidr }));
  return {
    ...{ id, name },
    lines: [{ id, direction: 'ingress', number: 1000, action: 'allow', ports, peers }],
    settings: [{ id, key: 'target-tags', values: [nodeTag(view.input.cluster.name)], settings: [] }],
  };
}
