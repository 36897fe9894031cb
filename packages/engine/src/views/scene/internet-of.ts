import { naturalOrder } from '../../base/natural-order.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SceneSystem } from './scene.ts';

/**
 * The autonomous systems and the translators of carriers, from where people are to where services are: the order in which
 * a packet meets them.
 */
export function systemsOf({ topology, hosts, routers, carriers }: Plan): readonly SceneSystem[] {
  const systems = topology.internet?.systems ?? [];
  const joined = new Map<string, string[]>(systems.map(({ id }) => [id, []]));
  const join = (a: string, b: string): void => void joined.get(a)?.push(b);
  for (const { id, relations } of systems)
    for (const { of } of relations) {
      join(id, of);
      join(of, id);
    }
  const clients = hosts.filter(({ kind }) => kind === 'client');
  const homes = [...clients, ...routers, ...carriers].flatMap(({ as }) => as ?? []);
  const ranks = ranksFrom(homes.length > 0 ? homes : systems.slice(0, 1).map(({ id }) => id), joined);
  return [
    ...carriers.map(({ id, name, address }): SceneSystem => ({ id, label: name, sub: address, rank: 0 })),
    ...systems.map(({ id, name, number }): SceneSystem => {
      const rank = 1 + (ranks.get(id) ?? systems.length);
      return { id, label: name, sub: `AS ${number}`, rank, element: id };
    }),
  ].sort((a, b) => a.rank - b.rank || naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id));
}

/** How many lines away each is. */
function ranksFrom(starts: readonly string[], joined: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const ranks = new Map(starts.map((id) => [id, 0]));
  // a map gives what is set while it is walked
  for (const [id, rank] of ranks)
    for (const next of joined.get(id) ?? []) if (!ranks.has(next)) ranks.set(next, rank + 1);
  return ranks;
}
