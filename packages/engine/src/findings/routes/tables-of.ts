import { routesOf } from '../../plan/subnet-routes.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Route, Subnet, Vpc } from '../../topology/vpc.ts';

/** One route table of a VPC, with the subnets that use it. */
export interface Table {
  /** Of the table, or of the subnet whose own lines it is. */
  readonly id: ElementId;
  /** `route-table rt-pub`, `subnet pub-1`. */
  readonly what: string;
  readonly routes: readonly Route[];
  readonly subnets: readonly Subnet[];
}

/** The named tables of a VPC and those that stand in a subnet. */
export function tablesOf(vpc: Vpc): Table[] {
  const users = new Map<ElementId, Subnet[]>(vpc.routeTables.map(({ id }) => [id, []]));
  for (const subnet of vpc.subnets) {
    const { id } = routesOf(vpc, subnet);
    if (id !== undefined) users.get(id)?.push(subnet);
  }
  const { routes = [] } = vpc;
  return [
    ...(routes.length > 0 ? [{ id: vpc.id, what: `vpc ${vpc.name}`, routes, subnets: [] }] : []),
    ...vpc.routeTables.map(({ id, name, routes }) => ({
      ...{ id, what: `route-table ${name}`, routes },
      subnets: users.get(id) ?? [],
    })),
    ...vpc.subnets
      .filter((subnet) => subnet.routes.length > 0)
      .map((subnet) => ({ id: subnet.id, what: `subnet ${subnet.name}`, routes: subnet.routes, subnets: [subnet] })),
  ];
}
