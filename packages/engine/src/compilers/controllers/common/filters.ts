import type { AddedFilters } from '../../../plan/balancer.ts';
import type { FilterLine, FilterPeer, PortSpec } from '../../../topology/filter.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';

/** A port of a transport protocol. */
export interface Transport {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

const spec = ({ protocol, port }: Transport): PortSpec => ({ protocol, from: port, to: port });

/** A security group that a controller makes: who may come in, and everything out. */
export function madeGroup(
  group: { readonly id: ElementId; readonly name: string; readonly vpc: ElementId },
  lines: readonly {
    readonly ports: readonly Transport[];
    readonly from: readonly string[];
    readonly source: ElementId;
  }[],
): AddedFilters['groups'][number] {
  return {
    ...group,
    lines: lines.map(({ ports, from, source }, at) => ({
      id: elementId(`${source}#inbound.${at}`),
      direction: 'ingress',
      ports: ports.map(spec),
      peers: from.map((cidr) => ({ kind: 'cidr', cidr })),
    })),
    settings: [],
  };
}

export const groupPeer = (group: ElementId, text: string): FilterPeer => ({ kind: 'security-group', group, text });

/** One line of a group which exists. */
export const addedLine = (
  group: ElementId,
  name: string,
  ports: readonly PortSpec[],
  peers: readonly FilterPeer[],
): AddedFilters['lines'][number] => {
  const line: FilterLine = { id: elementId(name), direction: 'ingress', ports, peers };
  return { group, line };
};
