import type { Cidr } from '../../../base/addr/index.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { settingOf } from '../../../topology/setting.ts';
import type { Peering } from '../../../topology/vpc.ts';
import { aliasBlocks } from './subnet-blocks.ts';
import { type WrittenRoute, writtenRoutes } from './written-routes.ts';

/** A network that is joined to one, as that one sees it. */
export interface Peer {
  readonly id: ElementId;
  readonly name: string;
  /** The other network. */
  readonly of: ElementId;
  readonly network: string;
  /** Blocks of its subnets, with their secondary ranges: both always know them of each other. */
  readonly blocks: readonly { readonly block: Cidr; readonly subnet: ElementId }[];
  /** What it tells of the routes that are written there, and this one takes. */
  readonly imported: readonly WrittenRoute[];
  /** What this one tells, and the other takes. */
  readonly exported: readonly WrittenRoute[];
}

/** The wire between the routers of two networks. */
export const peerLink = ({ id }: Pick<Peer, 'id'>): string => `peering ${id}`;

/** The router's interface to a network that is joined. */
export const peerPort = ({ name }: Pick<Peer, 'name'>): string => `peer-${name}`;

/**
 * The networks that are joined to one by peering: subnet routes are exchanged always, written ones where one exports and the other imports them, and those with tags or
 * to the default internet gateway never (VPC documentation, VPC Network Peering, route exchange options).
 */
export function peersOf(plan: Plan, own: ElementId): readonly Peer[] {
  const { topology, vpcs } = plan;
  return topology.peerings.flatMap((peering): Peer[] => {
    const { id, name, requester, accepter } = peering;
    const other = requester === own ? accepter : accepter === own ? requester : undefined;
    const network = vpcs.find((each) => each.id === other && each.cloud === 'gcp');
    if (other === undefined || !network || other === own) return [];
    return [
      {
        ...{ id, name, of: other, network: network.name, blocks: aliasBlocks(plan, other) },
        imported: told(plan, peering, other, own),
        exported: told(plan, peering, own, other),
      },
    ];
  });
}

/** Routes that one network exports and the other imports. */
function told(plan: Plan, { settings }: Peering, from: ElementId, to: ElementId): readonly WrittenRoute[] {
  const says = (key: string, network: ElementId): boolean => {
    const { name } = plan.topology.vpcs.find(({ id }) => id === network)!;
    const values = settingOf(settings, key)?.values ?? [];
    return values.includes('true') || values.includes(name);
  };
  if (!says('export-custom-routes', from) || !says('import-custom-routes', to)) return [];
  return writtenRoutes(plan, from).filter(
    ({ hop, tags, source }) => source !== undefined && tags.length === 0 && hop.kind !== 'internet',
  );
}
