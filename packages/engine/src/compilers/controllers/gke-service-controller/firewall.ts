import type { PacketFilter, PortSpec } from '../../../topology/filter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { nodeTag, passthroughProbers } from '../../clouds/gcp/ranges.ts';

interface Rule {
  readonly id: ElementId;
  readonly name: string;
  readonly cluster: string;
  readonly ports: readonly PortSpec[];
  readonly from: readonly string[];
  /** The addresses of nodes that it is about; undefined: all. */
  readonly to?: string;
}

/** A rule for the nodes of a cluster; the hashes in the real names, which nobody can know, are left out. */
export const ruleFor = ({ id, name, cluster, ports, from, to }: Rule): PacketFilter => ({
  ...{ id, name },
  lines: [
    {
      ...{ id, direction: 'ingress', number: 1000, action: 'allow', ports },
      peers: from.map((cidr) => ({ kind: 'cidr', cidr })),
    },
  ],
  settings: [
    { id, key: 'target-tags', values: [nodeTag(cluster)], settings: [] },
    ...(to === undefined ? [] : [{ id, key: 'destination-ranges', values: [to], settings: [] }]),
  ],
});

export const tcp = (port: number): PortSpec => ({ protocol: 'tcp', from: port, to: port });

/** What lets checks in (kubernetes/ingress-gce acbcf5d6, pkg/l4/healthchecks). */
export const checkRule = (of: Pick<Rule, 'id' | 'name' | 'cluster'>, port: number): PacketFilter =>
  ruleFor({ ...of, ports: [tcp(port)], from: passthroughProbers });
