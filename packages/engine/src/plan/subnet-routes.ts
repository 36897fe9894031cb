import type { ElementId } from '../topology/id.ts';
import type { Route, Subnet, Vpc } from '../topology/vpc.ts';

/** The table of a subnet: its own lines, the named one, or the VPC's main table, which has only the local route. */
export function routesOf(
  vpc: Vpc,
  subnet: Subnet,
): { readonly id?: ElementId; readonly name: string; readonly routes: readonly Route[] } {
  if (subnet.routes.length > 0) return { id: subnet.id, name: subnet.name, routes: subnet.routes };
  const table = vpc.routeTables.find((each) => each.id === subnet.routeTable?.of);
  return table ? { id: table.id, name: table.name, routes: table.routes } : { name: 'main', routes: [] };
}
