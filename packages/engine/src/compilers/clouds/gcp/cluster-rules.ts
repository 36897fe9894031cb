import type { Plan } from '../../../plan/plan.ts';
import type { FilterLine, PacketFilter, PortSpec } from '../../../topology/filter.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Setting } from '../../../topology/setting.ts';
import { nodeTag } from './ranges.ts';

const every = (...protocols: readonly string[]): readonly PortSpec[] => protocols.map((protocol) => ({ protocol }));

/**
 * The rules that GKE makes for a cluster: pods reach all nodes, and nodes each other; the kubelet's open port is for both alone
 * (GKE documentation, automatically created firewall rules).
 */
export function clusterRules({ clusters, nodes, subnets }: Plan, vpc: ElementId): readonly PacketFilter[] {
  return clusters
    .filter((each) => each.vpc === vpc && each.platform === 'gke')
    .flatMap(({ id, name, clusterCidr }): PacketFilter[] => {
      const own = new Set(nodes.filter(({ cluster }) => cluster === id).map(({ subnet }) => subnet));
      const ranges = subnets.filter((each) => own.has(each.id)).flatMap(({ cidr }) => cidr ?? []);
      const pods = clusterCidr === undefined ? [] : [clusterCidr];
      const settings: readonly Setting[] = [{ id, key: 'target-tags', values: [nodeTag(name)], settings: [] }];
      const rule = (
        suffix: string,
        line: Pick<FilterLine, 'action' | 'number' | 'ports'>,
        from: readonly string[],
      ): PacketFilter => {
        const peers = from.map((cidr) => ({ kind: 'cidr' as const, cidr }));
        return { id, name: `gke-${name}-${suffix}`, settings, lines: [{ id, direction: 'ingress', peers, ...line }] };
      };
      const readOnly: PortSpec = { protocol: 'tcp', from: 10255, to: 10255 };
      return [
        rule('all', { number: 1000, ports: every('tcp', 'udp', 'icmp', 'esp', 'ah', 'sctp') }, pods),
        rule('vms', { number: 1000, ports: every('tcp', 'udp', 'icmp') }, ranges),
        rule('inkubelet', { number: 999, ports: [readOnly] }, [...pods, ...ranges]),
        rule('exkubelet', { number: 1000, action: 'deny', ports: [readOnly] }, ['0.0.0.0/0']),
      ].filter(({ lines }) => lines[0]!.peers.length > 0);
    });
}
