import { naturalOrder } from '../base/natural-order.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Vpc, VpcEndpoint } from '../topology/vpc.ts';
import { isGatewayEndpoint } from './amazon-services.ts';
import { type Draft, inOrder } from './draft.ts';
import type { PlannedEdgeNode } from './plan.ts';
import type { SubnetBook } from './subnet-book.ts';
import { written4 } from './take-addresses.ts';

/** Interfaces that AWS itself has in subnets: of interface endpoints, and of attachments of transit gateways. */
export function planEdges(draft: Draft): void {
  for (const vpc of draft.topology.vpcs) {
    if ((vpc.cloud ?? 'aws') !== 'aws') continue;
    for (const endpoint of inOrder(vpc.endpoints))
      if (!isGatewayEndpoint(endpoint)) draft.endpoints.push(endpointOf(draft, vpc, endpoint));
  }
  for (const gateway of draft.topology.transitGateways)
    for (const { id, vpc, subnets } of gateway.attachments) {
      const on = draft.topology.vpcs.find((each) => each.id === vpc);
      if (!on || (on.cloud ?? 'aws') !== 'aws') continue;
      const nodes = nodesIn(draft, id, gateway.name, perZone(draft, on, subnets));
      draft.attachments.push({ id, gateway: gateway.id, name: gateway.name, vpc, nodes });
    }
}

/**
 * An interface endpoint has an address in each of its subnets. Its private names need both attributes of the VPC for DNS (AWS
 * PrivateLink guide, Private DNS).
 */
function endpointOf(draft: Draft, vpc: Vpc, endpoint: VpcEndpoint): Draft['endpoints'][number] {
  const { id, name, service, placements = [], subnets, securityGroups, settings } = endpoint;
  const written = new Map(placements.map(({ subnet, addresses }) => [subnet, written4(addresses)]));
  const on = [...new Set([...placements.map(({ subnet }) => subnet), ...subnets])];
  const is = (key: string, otherwise: string) => (settingOf(vpc.settings, key)?.values[0] ?? otherwise) === 'true';
  const wanted = settingOf(settings, 'private-dns-enabled')?.values[0] !== 'false';
  return {
    ...{ id, name, vpc: vpc.id, securityGroups },
    ...(service === undefined ? {} : { service }),
    privateDns: wanted && is('enable-dns-support', 'true') && is('enable-dns-hostnames', 'false'),
    nodes: nodesIn(draft, id, name, booksOf(draft, on), written),
  };
}

const booksOf = (draft: Draft, ids: readonly ElementId[]): SubnetBook[] =>
  ids.flatMap((id) => draft.subnets.get(id) ?? []);

/** The subnets of an attachment; where none is written, the first of each zone. */
function perZone(draft: Draft, vpc: Vpc, written: readonly ElementId[]): SubnetBook[] {
  if (written.length > 0) return booksOf(draft, written);
  const first = new Map<string, SubnetBook>();
  for (const { id, zone } of inOrder(vpc.subnets)) {
    const book = draft.subnets.get(id);
    if (book?.block && !first.has(zone ?? '')) first.set(zone ?? '', book);
  }
  return [...first.values()];
}

function nodesIn(
  draft: Draft,
  owner: ElementId,
  name: string,
  books: readonly SubnetBook[],
  written: ReadonlyMap<ElementId, string | undefined> = new Map(),
): PlannedEdgeNode[] {
  const sorted = [...books].sort((a, b) => naturalOrder(a.subnet.id, b.subnet.id));
  return sorted.flatMap((book): PlannedEdgeNode[] => {
    const { id: subnet, zone, name: place } = book.subnet;
    const given = written.get(subnet);
    const address = given ?? book.next(owner);
    if (address === undefined || !book.block) return [];
    if (given === undefined) draft.supply(owner, address, `The lowest free address of ${place}, for ${name}.`);
    const where = zone === undefined ? {} : { zone };
    return [{ id: elementId(`${owner}#${place}`), subnet, ...where, address, assigned: given === undefined }];
  });
}
