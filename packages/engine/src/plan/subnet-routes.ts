import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Route, RouteTable, Subnet, Vpc } from '../topology/vpc.ts';

/** The table of a subnet: its own lines, the named one, or the VPC's main table, which has only the local route when none is written. */
export function routesOf(
  vpc: Vpc,
  subnet: Subnet,
): { readonly id?: ElementId; readonly name: string; readonly routes: readonly Route[] } {
  if (subnet.routes.length > 0) return { id: subnet.id, name: subnet.name, routes: subnet.routes };
  const { routeTable } = subnet;
  const table = routeTable ? vpc.routeTables.find((each) => each.id === routeTable.of) : mainTables(vpc)[0];
  return table ? { id: table.id, name: table.name, routes: table.routes } : { name: 'main', routes: [] };
}

/** The tables with `main true`: AWS lets a VPC have one, which is what every subnet without a table of its own uses. */
export const mainTables = ({ routeTables }: Vpc): readonly RouteTable[] =>
  routeTables.filter(({ settings }) => settingOf(settings, 'main')?.values[0] === 'true');
