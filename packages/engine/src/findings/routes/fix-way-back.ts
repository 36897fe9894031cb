import { covers, showCidr } from '../../base/addr/index.ts';
import { routesOf } from '../../plan/subnet-routes.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Vpc } from '../../topology/vpc.ts';
import { vpcBlocks, type WrittenBlock } from '../addresses/written.ts';
import type { Edit, Fix } from '../finding.ts';

/** An edit of more tables than this is nobody's quick fix, and each of very many routes would carry it. */
const mostTables = 20;

/** Routes to the blocks of a VPC that senders are in, over what joins both, in every table that a subnet of the other uses. */
export function addRouteBack(vpc: Vpc, other: Vpc, joint: string, senders: readonly WrittenBlock[]): Fix[] {
  const homes = vpcBlocks(vpc).filter(({ block }) => senders.some((each) => covers(block, each.block)));
  const texts = homes.map(({ block }) => `route ${showCidr(block)} -> ${joint}`);
  const tables = new Map<ElementId, string>();
  const seen = new Set<ElementId>();
  for (const subnet of other.subnets) {
    const { id, name, routes } = routesOf(other, subnet);
    if (seen.has(id ?? subnet.id)) continue;
    seen.add(id ?? subnet.id);
    if (routes.some(({ destination }) => homes.some(({ block }) => destination === showCidr(block)))) continue;
    tables.set(id ?? subnet.id, id === undefined || id === subnet.id ? `subnet ${subnet.name}` : `route-table ${name}`);
  }
  if (texts.length === 0 || tables.size === 0 || tables.size > mostTables) return [];
  const [first, ...more] = tables.values();
  const where = more.length === 0 ? first! : `${tables.size} route tables of vpc ${other.name}`;
  const edits = [...tables.keys()].flatMap((about) => texts.map((text): Edit => ({ about, text, inside: true })));
  return [{ title: `Add ${texts.join(', ')} to ${where}`, edits }];
}
