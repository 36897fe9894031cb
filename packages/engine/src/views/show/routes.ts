import type { Device } from '../../network/network.ts';
import { type Route, showRoute } from '../../network/route.ts';
import type { Line } from './line.ts';

/** Tables as `ip route` lists them: main first, local last. */
const rank = (name: string): number => (name === 'main' ? 0 : name === 'local' ? 2 : 1);

/** The output of `ip route show table all`; the table is told behind the device, but not for main. */
export function showRoutes({ tables }: Device): readonly Line[] {
  const names = [...tables.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
  return names.flatMap((table) => (tables.get(table) ?? []).map((route) => lineOf(route, table)));
}

function lineOf(route: Route, table: string): Line {
  const entry = showRoute(route);
  const told = ` table ${table}`;
  const behindDev = route.dev === undefined ? undefined : ` dev ${route.dev}`;
  const at = behindDev === undefined ? -1 : entry.indexOf(behindDev);
  const end = at < 0 ? entry.length : at + (behindDev?.length ?? 0);
  const text = table === 'main' ? entry : `${entry.slice(0, end)}${told}${entry.slice(end)}`;
  return { text, entry, table };
}
